package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.lanewise.Parity;
import dev.lanewise.parallel.Team;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The reproducibility contract over the whole op table: values and gradients have the same bits for any number of
 * threads, and those on record in {@code op-table-bits.txt}, which one vector width, one CPU and one JVM wrote and all
 * others must meet.
 *
 * <p>A change of the bits is a change of an op's definition, and belongs in the changelog. New rows and changes are put
 * on record by {@code mvn -pl core test -Dtest=OpTableParityTest -Dlanewise.record=true}.
 */
@Parity
class OpTableParityTest {
    private static final String RECORD = "op-table-bits.txt";
    private static final int[] THREADS = {2, 3, 8};

    @TestFactory
    Stream<DynamicTest> anyNumberOfThreadsGivesTheSameBits() {
        Team alone = Team.of(1);
        List<Team> teams = Arrays.stream(THREADS).mapToObj(Team::of).toList();
        return OpTable.rows().stream().filter(row -> !row.large.isEmpty()).map(row -> dynamicTest(row.name, () -> {
            for (int[][] shapes : row.large) {
                List<int[]> expected = bits(alone, row, shapes);
                for (Team team : teams) {
                    List<int[]> actual = bits(team, row, shapes);
                    assertThat(actual).hasSameSizeAs(expected);
                    for (int i = 0; i < expected.size(); i++) {
                        assertThat(Arrays.equals(actual.get(i), expected.get(i)))
                                .as("%s on %s, %d threads, result %d", row, Arrays.deepToString(shapes), team.threads(),
                                        i)
                                .isTrue();
                    }
                }
            }
        }));
    }

    @Test
    void theBitsAreThoseOnRecord() throws IOException {
        List<String> lines = new ArrayList<>();
        for (OpRow row : OpTable.rows()) {
            int hash = 1;
            for (List<int[][]> shapes : List.of(row.cases, row.large)) {
                for (int[][] inputs : shapes) {
                    for (int[] bits : bits(row, inputs)) {
                        hash = 31 * hash + Arrays.hashCode(bits);
                    }
                }
            }
            lines.add("%08x %s".formatted(hash, row.name));
        }
        if (Boolean.getBoolean("lanewise.record")) {
            Files.write(Path.of("src/test/resources/dev/lanewise/tensor", RECORD), lines);
            return;
        }
        assertThat(lines).isEqualTo(onRecord());
    }

    private static List<String> onRecord() throws IOException {
        try (InputStream in = Objects.requireNonNull(OpTableParityTest.class.getResourceAsStream(RECORD), RECORD)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static List<int[]> bits(Team team, OpRow row, int[]... shapes) {
        try (Team.Scope _ = team.use()) {
            return bits(row, shapes);
        }
    }

    /** The bits of the result and of the gradients of all inputs. */
    private static List<int[]> bits(OpRow row, int[]... shapes) {
        Tensor[] inputs = OpTableTest.requiring(row.inputs(shapes));
        Value y = row.apply.to(inputs);
        List<int[]> all = new ArrayList<>();
        all.add(Bits.of(y));
        if (y instanceof Tensor result && result.requiresGrad()) {
            result.backward(OpTableTest.weights(result.shape(), 1));
            for (Tensor input : inputs) {
                all.add(Bits.of(OpTableTest.gradOrZero(input)));
            }
        }
        return all;
    }
}
