package dev.lanewise.reference;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lanewise.optable.BitRecord;
import dev.lanewise.optable.OpRow;
import dev.lanewise.optable.OpTables;
import dev.lanewise.program.Program;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

    /** Why references do not apply, in the order of their letters. */
    private static final List<String> REASONS = Stream.of(Exceptions.WITHOUT_ROW, Exceptions.WITHOUT_CASE)
            .flatMap(exceptions -> exceptions.values().stream()).distinct().sorted().toList();

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
    void whatIsEagerIsRefusedInACapture() {
        for (Fixtures table : Fixtures.all()) {
            Map<String, Case> cases = Case.of(table.getClass());
            for (Fixtures.Row row : table.rows()) {
                if (Exceptions.EAGER.contains(PublicFunctions.functionOf(row.name))) {
                    List<Value> inputs = Objects.requireNonNull(cases.get(row.name)).inputs().values();
                    inputs.forEach(input -> {
                        if (input instanceof Tensor x) {
                            x.requiresGrad(false);
                        }
                    });
                    assertThatExceptionOfType(IllegalStateException.class).as(row.name).isThrownBy(
                            () -> Program.capture(inputs, in -> List.copyOf(row.call.apply(new In(List.copyOf(in))))));
                }
            }
        }
        assertThat(Exceptions.EAGER).allMatch(function -> !cases(function).isEmpty());
    }

    @Test
    void namesakesAreToldApart() {
        assertThat(functions()).contains("Tensor.slice", "Shapes.slice", "Tensor.std", "Statistics.std", "add",
                "IntTensor.add", "uniform").doesNotContain("slice", "std");
        assertThat(cases("Shapes.slice")).containsExactly("slice in steps");
        assertThat(rows("Statistics.std")).isNotEmpty().allMatch(row -> row.name().contains("correction"));
        assertThat(rows("Tensor.std")).isNotEmpty().noneMatch(row -> row.name().contains("correction"));
    }

    @Test
    void thePageHasNoBlank() {
        assertThat(page()).doesNotContain("| - |", "|  |", "null");
    }

    @Test
    void randomProgramsAreReadForWhatTheyCall() {
        assertThat(RandomPrograms.functions())
                .contains("Tensor.relu", "sin", "Tensor.slice", "Shapes.slice", "bernoulli")
                .doesNotContain("unique", "nonzero");
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
                - **captured**: "replayed" if OpTableReplayTest captures rows of it on some inputs and replays them on
                  others, with the bits of the eager run; "in programs" if RandomProgramTest calls it too.
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
        page.append("\n## Notes\n\n");
        for (String reason : REASONS) {
            page.append("- ").append(note(reason)).append(": ").append(reason).append('\n');
        }
        return page.toString();
    }

    /** The letter of a reason. */
    private static String note(@Nullable String reason) {
        int at = REASONS.indexOf(Objects.requireNonNull(reason));
        return "(" + (char) ('a' + at) + ")";
    }

    private static String line(String function) {
        List<OpRow> rows = rows(function);
        int cases = cases(function).size();
        List<String> cells = new ArrayList<>();
        cells.add("`" + function + "`");
        String gaps = cases == 0 ? "none " + note(Exceptions.WITHOUT_CASE.get(function)) : Integer.toString(cases);
        if (rows.isEmpty()) {
            String note = note(Exceptions.WITHOUT_ROW.get(function));
            String no = "not applicable " + note;
            cells.addAll(List.of(no, "none " + note, gaps, no, captured(function, rows, no), no));
        } else {
            cells.add(rows.stream().anyMatch(OpRow::hasGradient)
                    ? "first and second order"
                    : "none: " + rows.getFirst().reasonForNoGradient());
            cells.addAll(List.of(Integer.toString(rows.size()), gaps, joined(rows, How::vectors),
                    captured(function, rows, "no"), joined(rows, How::fused)));
        }
        return cells.stream().collect(joining(" | ", "| ", " |\n"));
    }

    /** What the tests of captured programs do with a function. */
    private static String captured(String function, List<OpRow> rows, String otherwise) {
        List<String> how = new ArrayList<>();
        if (Exceptions.EAGER.contains(function)) {
            how.add("refused " + note(Exceptions.WITHOUT_ROW.get(function)));
        }
        if (rows.stream().anyMatch(row -> row.cases().size() + row.largeCases().size() > 0)) {
            how.add("replayed");
        }
        if (RandomPrograms.functions().contains(function)) {
            how.add("in programs");
        }
        return how.isEmpty() ? otherwise : String.join(", ", how);
    }

    private static String joined(List<OpRow> rows, Function<Class<?>, String> how) {
        return rows.stream().map(OpRow::op).map(how).distinct().sorted().collect(joining(", "));
    }
}
