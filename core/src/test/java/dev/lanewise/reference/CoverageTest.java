package dev.lanewise.reference;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.optable.BitRecord;
import dev.lanewise.optable.OpRow;
import dev.lanewise.optable.OpTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Every public function has a row in the op tables, which compare it with double precision, differentiate it, run it at
 * each vector width and on several threads, capture and replay it; and a case that PyTorch computed. Exceptions are
 * listed with their reasons. docs/coverage.md is made of the same tables:
 *
 * <p>{@code mvn -pl core test -Dtest=CoverageTest -Dlanewise.record=true} writes it.
 */
class CoverageTest {
    private static final Path PAGE = Path.of("../docs/coverage.md");

    private static List<OpRow> rows(String function) {
        return OpTables.rows().filter(row -> PublicFunctions.functionOf(row.name()).equals(function)).toList();
    }

    private static List<String> cases(String function) {
        return Fixtures.all().stream().flatMap(table -> table.rows().stream()).map(row -> row.name)
                .filter(name -> PublicFunctions.functionOf(name).equals(function)).toList();
    }

    @Test
    void everyPublicFunctionHasARowAndACase() {
        List<String> missing = new ArrayList<>();
        Set<String> functions = functions();
        for (String function : functions) {
            if (rows(function).isEmpty() && !Exceptions.WITHOUT_ROW.containsKey(function)) {
                missing.add(function + " has no row in an op table");
            }
            if (cases(function).isEmpty() && !Exceptions.WITHOUT_CASE.containsKey(function)) {
                missing.add(function + " has no case of PyTorch");
            }
        }
        assertThat(missing).isEmpty();
        assertThat(functions).hasSizeGreaterThan(80);
    }

    @Test
    void exceptionsAreFunctionsWithoutRowsOrCases() {
        assertThat(functions()).containsAll(Exceptions.WITHOUT_ROW.keySet()).containsAll(
                Exceptions.WITHOUT_CASE.keySet());
        assertThat(Exceptions.WITHOUT_ROW.keySet()).allMatch(function -> rows(function).isEmpty());
        assertThat(Exceptions.WITHOUT_CASE.keySet()).allMatch(function -> cases(function).isEmpty());
    }

    @Test
    void thePageIsWhatTheTablesSay() throws IOException {
        String page = page();
        if (BitRecord.isWanted()) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    private static Set<String> functions() {
        Set<String> all = new TreeSet<>();
        PublicFunctions.byClass().values().forEach(all::addAll);
        return all;
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # What each function is checked by

                Made from the tables of the tests by
                `mvn -pl core test -Dtest=CoverageTest -Dlanewise.record=true`.

                - **doubles**: rows in the op tables, which compare values with plain loops in double precision, and the gradients
                  of first and second order with central differences of those; each row is also run on 1, 2, 3 and 8 threads, by
                  the scalar kernels and at each vector width, and must give the bits on record.
                - **PyTorch**: cases that PyTorch computed in float64, values and gradients.
                - **captured**: each row is captured on some inputs and replayed on others, with the bits of the eager run.
                - **fused**: a captured program computes it in one generated loop with its neighbours, with the same bits.
                """);
        PublicFunctions.byClass().forEach((type, functions) -> {
            if (!functions.isEmpty()) {
                page.append("\n## ").append(type).append("\n\n")
                        .append("| function | gradient | doubles | PyTorch | vectors | captured | fused |\n")
                        .append("|---|---|---|---|---|---|---|\n");
                functions.forEach(function -> page.append(line(function)));
            }
        });
        return page.toString();
    }

    private static String line(String function) {
        List<OpRow> rows = rows(function);
        int cases = cases(function).size();
        List<String> cells = new ArrayList<>();
        cells.add("`" + function + "`");
        if (rows.isEmpty()) {
            String reason = "no: " + Exceptions.WITHOUT_ROW.get(function);
            cells.addAll(List.of(reason, "0"));
        } else {
            cells.add(rows.stream().anyMatch(OpRow::hasGradient)
                    ? "first and second order"
                    : "none: " + rows.getFirst().reasonForNoGradient());
            cells.add(Integer.toString(rows.size()));
        }
        cells.add(cases == 0 ? "none: " + Exceptions.WITHOUT_CASE.get(function) : Integer.toString(cases));
        cells.add(rows.isEmpty() ? "-" : joined(rows, How::vectors));
        cells.add(rows.isEmpty() ? "-" : "yes");
        cells.add(rows.isEmpty() ? "-" : joined(rows, How::fused));
        return cells.stream().collect(joining(" | ", "| ", " |\n"));
    }

    private static String joined(List<OpRow> rows, Function<Class<?>, String> how) {
        return rows.stream().map(OpRow::op).map(how).distinct().sorted().collect(joining(", "));
    }
}
