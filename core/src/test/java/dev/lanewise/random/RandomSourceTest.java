package dev.lanewise.random;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class RandomSourceTest {
    @Test
    void theSameSeedGivesTheSameNumbers() {
        assertThat(RandomSource.seed(3).normal(100)).hasBitsOf(RandomSource.seed(3).normal(100));
        assertThat(RandomSource.seed(3).normal(100).toArray()).isNotEqualTo(RandomSource.seed(4).normal(100).toArray());
    }

    @Test
    void aSourceMovesOnWithEachDraw() {
        RandomSource random = RandomSource.seed(3);
        float[] first = random.uniform(5).toArray();
        float[] second = random.uniform(2, 4).toArray();
        assertThat(random.index()).isEqualTo(13);
        float[] whole = RandomSource.seed(3).uniform(13).toArray();
        assertThat(first).containsExactly(Arrays.copyOf(whole, 5));
        assertThat(second).containsExactly(Arrays.copyOfRange(whole, 5, 13));
    }

    @Test
    void aSourceIsTakenUpAgainAtItsAddress() {
        RandomSource random = RandomSource.seed(3).split();
        random.uniform(7);
        RandomSource again = RandomSource.at(random.seed(), random.stream(), random.index());
        assertThat(again.normal(20)).hasBitsOf(random.normal(20));
    }

    @Test
    void splitsGoOnFromTheAddressToo() {
        RandomSource random = RandomSource.seed(3);
        random.split();
        random.uniform(4);
        RandomSource again = RandomSource.at(random.seed(), random.stream(), random.index());
        assertThat(again.split().stream()).isEqualTo(random.split().stream());
        assertThat(again.index()).isEqualTo(random.index()).isEqualTo(6);
    }

    @Test
    void splitSourcesAreOnStreamsOfTheirOwn() {
        RandomSource parent = RandomSource.seed(3);
        Set<Long> streams = new HashSet<>();
        streams.add(parent.stream());
        for (int i = 0; i < 100; i++) {
            RandomSource child = parent.split();
            assertThat(child.seed()).isEqualTo(3);
            assertThat(streams.add(child.stream())).isTrue();
            assertThat(streams.add(child.split().stream())).isTrue();
            assertThat(streams.add(child.split().stream())).isTrue();
        }
        RandomSource again = RandomSource.seed(3);
        RandomSource second = RandomSource.seed(3);
        assertThat(again.split().stream()).isEqualTo(second.split().stream());
    }

    @Test
    void intsAreWithinTheirBoundsAndEachAsLikely() {
        RandomSource random = RandomSource.seed(5);
        int[] counts = new int[7];
        for (int value : random.randint(-3, 4, 70_000).toArray()) {
            counts[value + 3]++;
        }
        assertThat(chiSquare(counts, i -> 10_000)).isLessThan(22.5); // 6 degrees of freedom, p = 0.001
        assertThat(random.index()).isEqualTo(210_000);
        int[] wide = random.randint(Integer.MIN_VALUE, Integer.MAX_VALUE, 100).toArray();
        assertThat(Arrays.stream(wide).filter(x -> x < 0).count()).isBetween(30L, 70L);
        assertThatIllegalArgumentException().isThrownBy(() -> random.randint(2, 2, 1))
                .withMessage("randint: no int from 2 up to 2, exclusive");
    }

    /** Pearson's, of counts that are expected. */
    static double chiSquare(int[] counts, IntToDoubleFunction expected) {
        return IntStream.range(0, counts.length)
                .mapToDouble(i -> Math.pow(counts[i] - expected.applyAsDouble(i), 2) / expected.applyAsDouble(i)).sum();
    }

    @Test
    void exponentialAndGumbelNumbersFollowTheirDistributions() {
        RandomSource random = RandomSource.seed(6);
        assertThat(distance(random.exponential(2, 10_000).toArray(), x -> 1 - Math.exp(-2 * x))).isLessThan(0.0195);
        assertThat(distance(random.gumbel(10_000).toArray(), x -> Math.exp(-Math.exp(-x)))).isLessThan(0.0195);
        assertThatIllegalArgumentException().isThrownBy(() -> random.exponential(0, 1))
                .withMessage("exponential: rate 0.0 is not a positive, finite float");
    }

    /** Kolmogorov and Smirnov's; p = 0.001 for 1.95 over the root of the count. */
    private static double distance(float[] drawn, DoubleUnaryOperator cdf) {
        float[] sorted = drawn.clone();
        Arrays.sort(sorted);
        double most = 0;
        for (int i = 0; i < sorted.length; i++) {
            double p = cdf.applyAsDouble(sorted[i]);
            most = Math.max(most, Math.max(p - (double) i / sorted.length, (i + 1.0) / sorted.length - p));
        }
        return most;
    }

    @Test
    void splitSourcesAreNotCorrelated() {
        RandomSource parent = RandomSource.seed(1);
        float[] a = parent.split().normal(20_000).toArray();
        float[] b = parent.split().normal(20_000).toArray();
        double product = IntStream.range(0, a.length).mapToDouble(i -> (double) a[i] * b[i]).average().orElseThrow();
        assertThat(product).isCloseTo(0, within(0.03));
    }

    @Test
    void uniformNumbersFillTheirRange() {
        Tensor x = RandomSource.seed(5).uniform(-2f, 6f, 100, 200);
        assertThat(x).hasShape(100, 200);
        assertThat(x.min().item()).isBetween(-2f, -1.99f);
        assertThat(x.max().item()).isBetween(5.99f, 6f);
        assertThat(x.mean().item()).isCloseTo(2f, within(0.06f));
        assertThat(x.variance().item()).isCloseTo(64 / 12f, within(0.1f));
    }

    @Test
    void normalNumbersHaveTheirMoments() {
        Tensor x = RandomSource.seed(5).normal(40_000);
        assertThat(x.mean().item()).isCloseTo(0f, within(0.02f));
        assertThat(x.std().item()).isCloseTo(1f, within(0.02f));
        assertThat(x.pow(4f).mean().item()).isCloseTo(3f, within(0.15f));
        assertThat(x.gt(1.959964f).count() / 40_000f).isCloseTo(0.025f, within(0.003f));
    }

    @Test
    void bernoulliDrawsAreTrueWithTheirProbability() {
        RandomSource random = RandomSource.seed(9);
        assertThat(random.bernoulli(0f, 1000).any()).isFalse();
        assertThat(random.bernoulli(1f, 1000).all()).isTrue();
        assertThat(random.bernoulli(0.3f, 100, 400).count() / 40_000.0).isCloseTo(0.3, within(0.01));
        float drawn = RandomSource.seed(9).uniform(1).item();
        assertThat(RandomSource.seed(9).bernoulli(drawn, 1).any()).as("u < p, and not u = p").isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> random.bernoulli(1.5f, 3))
                .withMessage("bernoulli: probability 1.5 is not within 0 and 1");
        assertThatIllegalArgumentException().isThrownBy(() -> random.bernoulli(Float.NaN, 3));
    }

    @Test
    void permutationsHoldEachNumberOnceAndAreSeeded() {
        for (int n : new int[] {0, 1, 2, 1000}) {
            int[] order = RandomSource.seed(2).permutation(n);
            assertThat(Arrays.stream(order).sorted().toArray()).isEqualTo(IntStream.range(0, n).toArray());
            assertThat(RandomSource.seed(2).permutation(n)).isEqualTo(order);
        }
        RandomSource random = RandomSource.seed(2);
        assertThat(random.permutation(1000)).isNotEqualTo(random.permutation(1000));
    }

    @Test
    void aLongPermutationIsDrawnWith48BitsASwap() {
        int[] order = RandomSource.seed(1).permutation(100_000);
        assertThat(Arrays.hashCode(order)).as("on record; 24 bits give another one").isEqualTo(1200476351);
    }

    @Test
    void allPermutationsAreEquallyLikely() {
        RandomSource random = RandomSource.seed(7);
        int[] counts = new int[27];
        for (int i = 0; i < 6000; i++) {
            int[] order = random.permutation(3);
            counts[order[0] * 9 + order[1] * 3 + order[2]]++;
        }
        int[] seen = Arrays.stream(counts).filter(count -> count > 0).toArray();
        assertThat(seen).hasSize(6);
        assertThat(Arrays.stream(seen).map(count -> Math.abs(count - 1000)).max().orElseThrow()).isLessThan(150);
    }

    @Test
    void boundsThatHoldNoNumbersAreRefused() {
        RandomSource random = RandomSource.seed(1);
        double inf = Double.POSITIVE_INFINITY;
        double[][] bounds = {
            {Double.NaN, 1}, {0, Double.NaN}, {-inf, 0}, {0, inf}, {inf, inf}, {1, 0}, {-3e38, 3e38}, {0, 1e39}
        };
        for (double[] pair : bounds) {
            assertThatIllegalArgumentException().isThrownBy(() -> random.uniform(pair[0], pair[1], 3))
                    .withMessage("uniform: bounds " + pair[0] + " and " + pair[1]
                            + " are not finite numbers in ascending order with a finite difference");
        }
        assertThat(random.index()).isZero();
        assertThat(random.uniform(2f, 2f, 3).toArray()).containsExactly(2f, 2f, 2f);
    }

    @Test
    void probabilitiesAndBoundsAreRoundedToFloats() {
        RandomSource one = RandomSource.seed(2);
        RandomSource other = RandomSource.seed(2);
        assertThat(one.bernoulli(0.1, 900)).isEqualTo(other.bernoulli(0.1f, 900));
        assertThat(one.uniform(-0.1, 0.7, 900)).hasBitsOf(other.uniform(-0.1f, 0.7f, 900));
        assertThat(one.dropout(Tensor.ones(900), 0.1)).hasBitsOf(other.dropout(Tensor.ones(900), 0.1f));
        assertThatIllegalArgumentException().isThrownBy(() -> one.dropout(Tensor.ones(1), 1 + 1e-12))
                .withMessage("dropout: probability 1.000000000001 is not within 0 and 1");
    }

    @Test
    void dropoutIsAChoiceByABernoulliMask() {
        for (float p : new float[] {0.25f, 1f}) {
            RandomSource one = RandomSource.at(3, 4, 5);
            RandomSource other = RandomSource.at(3, 4, 5);
            Tensor x = RandomSource.seed(8).normal(70, 301).requiresGrad(true);
            Tensor y = one.dropout(x, p);
            y.backward(Tensor.onesLike(x));
            Tensor gradient = x.grad();
            x.setGrad(null);
            Tensor scaled = p == 1f ? x : x.mul(1f / (1f - p));
            Tensor expected = Indexing.where(other.bernoulli(p, 70, 301), Tensor.scalar(0), scaled);
            expected.backward(Tensor.onesLike(x));
            assertThat(y).hasBitsOf(expected);
            assertThat(gradient).hasBitsOf(x.grad());
            assertThat(one.index()).isEqualTo(other.index()).isEqualTo(5 + 70 * 301);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> RandomSource.seed(1).dropout(Tensor.ones(1), 1.5f))
                .withMessage("dropout: probability 1.5 is not within 0 and 1");
    }
}
