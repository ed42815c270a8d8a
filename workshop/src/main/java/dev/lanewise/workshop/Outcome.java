package dev.lanewise.workshop;

import java.util.List;
import java.util.Map;

/**
 * What the checks of a chapter have found.
 *
 * @param problems why there are no checks to run, such as errors of the compiler, line by line; else empty
 * @param checks   all checks, in their order
 * @param folders  where the sources of each package are that took part: {@code chapter03}, and chapters that it uses
 */
record Outcome(List<String> problems, List<Check> checks, Map<String, java.nio.file.Path> folders) {
    int passed() {
        return (int) checks.stream().filter(Check::hasPassed).count();
    }

    boolean isDone() {
        return problems.isEmpty() && !checks.isEmpty() && passed() == checks.size();
    }
}
