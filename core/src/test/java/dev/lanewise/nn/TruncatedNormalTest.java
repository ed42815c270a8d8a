package dev.lanewise.nn;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.optable.Reference;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TruncatedNormalTest {
    private static final Shape MANY = Shape.of(300, 400);

    private static double density(double x) {
        return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    /** Bounds that are symmetrical, that hold one side, a narrow part, the far end, and nearly everything. */
    @ParameterizedTest
    @CsvSource({"0, 1, -2, 2", "3, 2, 3, 30", "-1, 0.1, -0.95, -0.9", "0, 1, 3, 9", "0, 1, -9, -2.5", "0, 1, 6, 8",
        "2, 0.5, -1, 0", "1, 2, 13, 60", "5, 1, -20, 40"})
    void momentsAreThoseOfTheCutDistribution(double mean, double std, double low, double high) {
        double a = (low - mean) / std;
        double b = (high - mean) / std;
        double mass = Reference.normalCdf(b) - Reference.normalCdf(a);
        double shift = (density(a) - density(b)) / mass;
        double variance = 1 + (a * density(a) - b * density(b)) / mass - shift * shift;
        double deviation = std * Math.sqrt(variance);
        Tensor x = Init.truncatedNormal(MANY, mean, std, low, high, RandomSource.seed(7));
        assertThat(x.shape()).isEqualTo(MANY);
        assertThat(x.min().item()).isGreaterThanOrEqualTo((float) low);
        assertThat(x.max().item()).isLessThanOrEqualTo((float) high);
        assertThat((double) x.mean().item()).isCloseTo(mean + std * shift, within(0.02 * deviation));
        assertThat((double) x.std().item()).isCloseTo(deviation, within(0.02 * deviation));
    }

    /** Fifths of the probability hold a fifth of the numbers each. */
    @Test
    void theDistributionIsNormalWithinTheBounds() {
        float[] x = Init.truncatedNormal(MANY, RandomSource.seed(8)).toArray();
        double from = Reference.normalCdf(-2);
        int[] counts = new int[5];
        for (float value : x) {
            double part = (Reference.normalCdf(value) - from) / (1 - 2 * from);
            counts[(int) Math.min(4, 5 * part)]++;
        }
        for (int count : counts) {
            assertThat(count).isBetween(23_400, 24_600); // 4 deviations of 139
        }
    }

    /** Far out as well: of 120 000 numbers few are the same, though floats there are up to 1e-6 apart. */
    @Test
    void tailsAreFine() {
        for (int from : new int[] {2, 4, 8, 11}) {
            Tensor x = Init.truncatedNormal(MANY, 0, 1, from, 20, RandomSource.seed(9));
            Set<Float> distinct = new HashSet<>();
            for (float value : x.toArray()) {
                distinct.add(value);
            }
            assertThat(distinct.size()).as("from " + from).isGreaterThan(30_000);
            Tensor mirrored = Init.truncatedNormal(MANY, 0, 1, -20, -from, RandomSource.seed(9));
            assertThat(mirrored.neg()).hasBitsOf(x);
        }
    }

    @Test
    void aSeedDeterminesTheNumbersAndACapturedProgramDrawsNewOnes() {
        Shape shape = Shape.of(50);
        Tensor first = Init.truncatedNormal(shape, RandomSource.seed(3));
        assertThat(Init.truncatedNormal(shape, RandomSource.seed(3))).hasBitsOf(first);
        RandomSource eager = RandomSource.seed(3);
        RandomSource random = RandomSource.seed(3);
        Program.Captured captured = Program.capture(List.of(), in -> List.of(Init.truncatedNormal(shape, random)));
        assertThat(captured.outputs().getFirst()).hasBitsOf(Init.truncatedNormal(shape, eager));
        assertThat(captured.program().run(List.of()).getFirst()).hasBitsOf(Init.truncatedNormal(shape, eager));
    }

    @Test
    void numbersThatMakeNoSenseAreRefused() {
        refused("truncatedNormal: mean NaN is not a finite float", Double.NaN, 1, -1, 1);
        refused("truncatedNormal: standard deviation 0.0 is not a finite float above 0", 0, 0, -1, 1);
        refused("truncatedNormal: bound -Infinity is not a finite float", 0, 1, Double.NEGATIVE_INFINITY, 1);
        refused("truncatedNormal: bound NaN is not a finite float", 0, 1, 0, Double.NaN);
        refused("truncatedNormal: bounds 1.0 and 1.0 are not in ascending order", 0, 1, 1, 1);
        refused("truncatedNormal: bounds 12.5 and 14.0 are both more than 12 standard deviations of 1.0 from the mean "
                + "0.0", 0, 1, 12.5, 14);
        refused("truncatedNormal: bounds -9.0 and -7.0 are both more than 12 standard deviations of 0.5 from the mean "
                + "0.0", 0, 0.5, -9, -7);
    }

    private static void refused(String message, double mean, double std, double low, double high) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Init.truncatedNormal(MANY, mean, std, low, high, RandomSource.seed(1)))
                .withMessage(message);
    }
}
