package dev.lanewise.random;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.random.RandomSourceTest.chiSquare;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.program.Program;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Draws whose distributions tensors give: multinomial, poisson, normal. */
@Tag("quick")
class WeightedDrawsTest {
    private static int[] counts(int[] drawn, int kinds) {
        int[] counts = new int[kinds];
        for (int value : drawn) {
            counts[value]++;
        }
        return counts;
    }

    @Test
    void positionsAreDrawnByTheirWeights() {
        RandomSource random = RandomSource.seed(11);
        Tensor weights = Tensor.of(new float[][] {{1, 2, 0, 4, 3}, {0, 0, 0.5f, 0.5f, 0}});
        IntTensor drawn = random.multinomial(weights, 50_000, true);
        assertThat(drawn.shape()).isEqualTo(Shape.of(2, 50_000));
        assertThat(random.index()).isEqualTo(200_000);
        int[] first = counts(drawn.select(0, 0).toArray(), 5);
        assertThat(first[2]).isZero();
        int[] chosen = {first[0], first[1], first[3], first[4]};
        double[] parts = {0.1, 0.2, 0.4, 0.3};
        assertThat(chiSquare(chosen, i -> 50_000 * parts[i])).isLessThan(16.3); // 3 degrees of freedom, p = 0.001
        int[] second = counts(drawn.select(0, 1).toArray(), 5);
        assertThat(second[2] + second[3]).isEqualTo(50_000);
        assertThat(chiSquare(new int[] {second[2], second[3]}, i -> 25_000)).isLessThan(10.9); // 1 degree of freedom
    }

    @Test
    void withoutReplacementEachIsDrawnByTheWeightsThatAreLeft() {
        int rows = 40_000;
        Tensor weights = Tensor.of(1f, 2f, 3f, 0f).broadcastTo(Shape.of(rows, 4));
        int[] drawn = RandomSource.seed(12).multinomial(weights, 3, false).toArray();
        int[] orders = new int[64];
        for (int row = 0; row < rows; row++) {
            orders[drawn[3 * row] * 16 + drawn[3 * row + 1] * 4 + drawn[3 * row + 2]]++;
        }
        int[] seen = new int[6];
        double[] expected = new double[6];
        int found = 0;
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                if (a != b) {
                    seen[found] = orders[a * 16 + b * 4 + 3 - a - b];
                    expected[found++] = rows * (a + 1) / 6.0 * (b + 1) / (5 - a);
                }
            }
        }
        assertThat(Arrays.stream(seen).sum()).as("each order holds the three positions once").isEqualTo(rows);
        assertThat(chiSquare(seen, i -> expected[i])).isLessThan(20.6); // 5 degrees of freedom, p = 0.001
    }

    @Test
    void weightsOfAnySizeAreSummed() {
        float huge = Float.MAX_VALUE;
        int[] drawn = RandomSource.seed(13).multinomial(Tensor.of(huge, huge, Float.MIN_VALUE), 10_000, true).toArray();
        assertThat(chiSquare(Arrays.copyOf(counts(drawn, 3), 2), i -> 5_000)).isLessThan(10.9);
        float tiny = Float.MIN_VALUE;
        int[] all = RandomSource.seed(13).multinomial(Tensor.of(huge, 0f, tiny, 1f), 3, false).toArray();
        assertThat(Arrays.stream(all).sorted().toArray()).containsExactly(0, 2, 3);
        assertThat(RandomSource.seed(1).multinomial(Tensor.zeros(0, 3), 2, true).shape()).isEqualTo(Shape.of(0, 2));
    }

    @Test
    void weightsThatNothingCanBeDrawnByAreRefused() {
        RandomSource random = RandomSource.seed(1);
        Tensor weights = Tensor.of(new float[][] {{1, 2, 3}, {0, 0, 1}});
        refused("multinomial: row 1 has 1 weights above 0, too few for 2 samples without replacement",
                () -> random.multinomial(weights, 2, false));
        refused("multinomial: the weights of row 1 are all 0",
                () -> random.multinomial(weights.mul(Tensor.of(new float[][] {{1}, {0}})), 1, true));
        refused("multinomial: weight -1.0 at position 2 of row 0 is negative or not finite",
                () -> random.multinomial(Tensor.of(1f, 0f, -1f), 1, true));
        refused("multinomial: weight NaN at position 1 of row 0 is negative or not finite",
                () -> random.multinomial(Tensor.of(1f, Float.NaN), 1, true));
        refused("multinomial: weight Infinity at position 0 of row 0 is negative or not finite",
                () -> random.multinomial(Tensor.of(Float.POSITIVE_INFINITY), 1, true));
        long before = random.index();
        refused("multinomial: 4 samples of 3 weights without replacement", () -> random.multinomial(weights, 4, false));
        refused("multinomial: 0 samples of 3 weights with replacement", () -> random.multinomial(weights, 0, true));
        refused("multinomial: weights [2, 0] have no rows to draw from",
                () -> random.multinomial(Tensor.zeros(2, 0), 1, true));
        refused("multinomial: weights [] have no rows to draw from",
                () -> random.multinomial(Tensor.scalar(1), 1, true));
        refused("multinomial: [2, 1073741823] has more than 1073741823 numbers",
                () -> random.multinomial(weights, Integer.MAX_VALUE / 2, true));
        assertThat(random.index()).as("what the face refuses is not drawn").isEqualTo(before);
    }

    @Test
    void aReplayChecksItsWeightsToo() {
        RandomSource random = RandomSource.seed(1);
        Program program = Program.capture(List.of(Tensor.of(1f, 2f)),
                in -> List.of(random.multinomial((Tensor) in.get(0), 1, true))).program();
        refused("multinomial: the weights of row 0 are all 0", () -> program.run(List.of(Tensor.zeros(2))));
    }

    /** Classes of counts with 5 expected at least; p = 0.001 by the normal approximation of Wilson and Hilferty. */
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1, 4.5, 16.2, 16.99, 17, 17.4, 90, 1234.5})
    void countsFollowPoissonsDistribution(double rate) {
        int n = 30_000;
        int low = (int) Math.max(0, rate - 3 * Math.sqrt(rate));
        int high = (int) (rate + 3 * Math.sqrt(rate)) + 1;
        int[] seen = new int[high - low + 1];
        for (float count : RandomSource.seed(14).poisson(Tensor.full(rate, n)).toArray()) {
            assertThat(count).isEqualTo((int) count).isNotNegative();
            seen[Math.clamp((int) count, low, high) - low]++;
        }
        double[] expected = new double[seen.length];
        for (int k = 0; k < rate + 12 * Math.sqrt(rate) + 30; k++) {
            expected[Math.clamp(k, low, high) - low] += n * probability((float) rate, k);
        }
        int degrees = seen.length - 1;
        double limit = degrees * Math.pow(1 - 2 / (9.0 * degrees) + 3.09 * Math.sqrt(2 / (9.0 * degrees)), 3);
        assertThat(chiSquare(seen, i -> expected[i])).isLessThan(limit);
    }

    private static double probability(double rate, int count) {
        double log = -rate;
        for (int i = 1; i <= count; i++) {
            log += Math.log(rate / i);
        }
        return Math.exp(log);
    }

    @Test
    void theLargestRateHasItsMoments() {
        Tensor away = RandomSource.seed(15).poisson(Tensor.full(0x1p24, 2_000)).sub(0x1p24).div(0x1p12);
        assertThat(away.mean().item()).isCloseTo(0, within(0.08f));
        assertThat(away.std().item()).isCloseTo(1, within(0.06f));
    }

    @Test
    void ratesThatAreNoneAreRefused() {
        RandomSource random = RandomSource.seed(1);
        assertThat(random.poisson(Tensor.of(0f, -0f)).toArray()).containsExactly(0f, 0f);
        assertThat(random.index()).isEqualTo(4);
        assertThat(random.poisson(Tensor.full(Float.MIN_VALUE, 100)).sum().item()).isZero();
        for (float rate : new float[] {-1, Float.NaN, Float.POSITIVE_INFINITY, 0x1.000002p24f}) {
            refused("poisson: rate " + rate + " at position 1 is not within 0 and 2^24",
                    () -> random.poisson(Tensor.of(1f, rate)));
        }
    }

    @Test
    void normalNumbersHaveTheirMeansAndDeviations() {
        Tensor mean = Tensor.of(-3f, 0f, 50f).requiresGrad(true);
        Tensor std = Tensor.of(new float[][] {{0.5f}, {2f}}).requiresGrad(true);
        Tensor x = RandomSource.seed(16).normal(mean, std);
        assertThat(x).hasBitsOf(RandomSource.seed(16).normal(2, 3).mul(std).add(mean));
        x.sum().backward();
        assertThat(mean.grad().toArray()).containsExactly(2f, 2f, 2f);
        assertThat(std.grad()).hasBitsOf(RandomSource.seed(16).normal(2, 3).sum(true, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> RandomSource.seed(1).normal(mean, Tensor.zeros(2)))
                .withMessageStartingWith("normal: [3]");
    }

    private static void refused(String message, Runnable call) {
        assertThatIllegalArgumentException().isThrownBy(call::run).withMessage(message);
    }
}
