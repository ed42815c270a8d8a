package dev.lanewise.tensor;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.lanewise.Bits;
import dev.lanewise.Parity;
import dev.lanewise.optable.BitRecord;
import dev.lanewise.optable.OpRow;
import dev.lanewise.optable.OpTables;
import dev.lanewise.parallel.Team;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The reproducibility contract over the whole op table: values and gradients have the same bits for any number of
 * threads, and those on record beside each table, which one vector width, one CPU and one JVM wrote and all others must
 * meet.
 *
 * <p>A change of the bits is a change of an op's definition, and belongs in the changelog. New rows and changes are put
 * on record by {@code mvn -pl core test -Dtest=OpTableParityTest -Dlanewise.record=true}.
 */
@Parity
class OpTableParityTest {
    /** Where the build forces a width, one number is enough: the record holds the results of this machine's threads. */
    private static final int[] THREADS = System.getProperty("lanewise.simd") == null
            ? new int[] {2, 3, 8}
            : new int[] {3};

    @TestFactory
    Stream<DynamicTest> anyNumberOfThreadsGivesTheSameBits() {
        Team alone = Team.of(1);
        List<Team> teams = Arrays.stream(THREADS).mapToObj(Team::of).toList();
        return OpTables.rows().filter(row -> !row.largeCases().isEmpty()).map(row -> dynamicTest(row.name(), () -> {
            for (int[][] shapes : row.largeCases()) {
                List<Value> expected = results(alone, row, shapes);
                for (Team team : teams) {
                    List<Value> actual = results(team, row, shapes);
                    assertThat(actual).hasSameSizeAs(expected);
                    for (int i = 0; i < expected.size(); i++) {
                        assertThat(actual.get(i))
                                .as("%s, %d threads, result %d", row.describe(shapes), team.threads(), i)
                                .hasBitsOf(expected.get(i));
                    }
                }
            }
        }));
    }

    private static List<Value> results(Team team, OpRow row, int[]... shapes) {
        try (Team.Scope _ = team.use()) {
            return row.valueAndGradients(row.inputs(shapes));
        }
    }

    @TestFactory
    @Tag("quick")
    Stream<DynamicTest> theBitsAreThoseOnRecord() {
        return OpTables.all().stream().map(table -> dynamicTest(table.toString(), () -> {
            Map<String, String> hashes = new LinkedHashMap<>();
            table.rows().forEach(row -> hashes.put(row.name(), hash(row)));
            BitRecord onRecord = new BitRecord(table);
            if (BitRecord.isWanted()) {
                onRecord.write(hashes);
            } else {
                assertThat(onRecord.differences(hashes)).isEmpty();
            }
        }));
    }

    private static String hash(OpRow row) {
        int hash = 1;
        for (List<int[][]> shapes : List.of(row.cases(), row.largeCases())) {
            for (int[][] inputs : shapes) {
                for (Value result : row.valueAndGradients(row.inputs(inputs))) {
                    hash = 31 * hash + Arrays.hashCode(Bits.of(result));
                }
            }
        }
        return "%08x".formatted(hash);
    }
}
