package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.Seeds;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders at their edges: ties, zeros, NaN, sizes. */
class SortingTest {
    private static final float NAN = Float.NaN;

    private final Tensor mixed = Tensor.of(2f, NAN, -0f, 1f, 0f, Float.NEGATIVE_INFINITY, NAN, 1f);

    /** The places in order by a comparison that knows nothing of keys. */
    private static int[] order(float[] x, boolean descending) {
        Comparator<Float> ascending = (a, b) -> a.isNaN() || b.isNaN()
                ? Boolean.compare(a.isNaN(), b.isNaN())
                : Float.compare(a + 0f, b + 0f);
        Comparator<Float> wanted = descending ? ascending.reversed() : ascending;
        return IntStream.range(0, x.length).boxed().sorted((i, j) -> wanted.compare(x[i], x[j]))
                .mapToInt(Integer::intValue).toArray();
    }

    @Test
    void equalElementsKeepTheirOrderAndNanIsLargest() {
        assertThat(Sorting.argsort(mixed, 0).toArray()).containsExactly(5, 2, 4, 3, 7, 0, 1, 6);
        assertThat(Sorting.argsort(mixed, 0, true).toArray()).containsExactly(1, 6, 0, 3, 7, 2, 4, 5);
    }

    @Test
    void zerosKeepTheirSigns() {
        float[] sorted = Sorting.sort(Tensor.of(0f, -0f, 1f, -0f), 0).values().toArray();
        assertThat(Arrays.stream(new int[] {0, 1, 2}).map(i -> Float.floatToRawIntBits(sorted[i])).toArray())
                .containsExactly(0, Integer.MIN_VALUE, Integer.MIN_VALUE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 2047, 2048, 2049, 70_001, 300_001})
    void sortsLinesOfEachLength(int n) {
        SplittableRandom random = Seeds.random(n);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = random.nextInt(20) == 0 ? new float[] {NAN, 0f, -0f}[i % 3] : random.nextInt(-n, n + 1) / 8f;
        }
        for (boolean descending : new boolean[] {false, true}) {
            Sorting.Placed sorted = Sorting.sort(Tensor.of(x), 0, descending);
            int[] order = order(x, descending);
            assertThat(sorted.indices().toArray()).isEqualTo(order);
            int[] bits = Arrays.stream(order).map(i -> Float.floatToRawIntBits(x[i])).toArray();
            float[] values = sorted.values().toArray();
            assertThat(IntStream.range(0, n).map(i -> Float.floatToRawIntBits(values[i])).toArray()).isEqualTo(bits);
            assertThat(Sorting.topk(Tensor.of(x), (n + 4) / 5, 0, descending).indices().toArray())
                    .isEqualTo(Arrays.copyOf(order, (n + 4) / 5));
        }
    }

    @Test
    void theLowestIndexWins() {
        Tensor ties = Tensor.of(1f, 3f, 3f, 1f, 3f);
        assertThat(Sorting.topk(ties, 2, 0).indices().toArray()).containsExactly(1, 2);
        assertThat(Sorting.topk(ties, 1, 0, false).indices().toArray()).containsExactly(0);
        assertThat(Sorting.median(ties, 0).indices().item()).isEqualTo(1);
        assertThat(ties.argmax(0).item()).isEqualTo(1);
        assertThat(ties.argmin(0).item()).isZero();
    }

    @Test
    void medianAndQuantileAreNanIfAnElementIs() {
        assertThat(Sorting.median(mixed, 0).indices().item()).isEqualTo(1);
        assertThat(Sorting.quantile(mixed, 0.1, 0).item()).isNaN();
        Sorting.Placed lastIsNan = Sorting.median(Tensor.of(1f, 2f, 3f, NAN), 0);
        assertThat(lastIsNan.values().item()).isNaN();
        assertThat(lastIsNan.indices().item()).isEqualTo(3);
    }

    @Test
    void theIndexOfAMedianCountsOverItsAxes() {
        Tensor x = Tensor.of(5, 1, 9, 2, 8, 3, 7, 6).reshape(2, 2, 2);
        Sorting.Placed of = Sorting.median(x, true, 0, 2);
        assertThat(of.values().shape()).isEqualTo(Shape.of(1, 2, 1));
        assertThat(of.values().toArray()).containsExactly(3, 6);
        assertThat(of.indices().toArray()).containsExactly(3, 3);
        assertThat(Sorting.median(x).indices().item()).isZero();
        assertThat(Sorting.median(Tensor.scalar(4)).values().item()).isEqualTo(4);
        assertThat(Sorting.quantile(x, 1).item()).isEqualTo(9);
    }

    @Test
    void quantilesReachInfinitiesAndTheWholeRange() {
        float inf = Float.POSITIVE_INFINITY;
        Tensor infinite = Tensor.of(-inf, 2f, 3f, inf);
        assertThat(Sorting.quantile(infinite, 0, 0).item()).isEqualTo(-inf);
        assertThat(Sorting.quantile(infinite, 0.25, 0).item()).isEqualTo(-inf);
        assertThat(Sorting.quantile(infinite, 0.5, 0).item()).isEqualTo(2.5f);
        assertThat(Sorting.quantile(infinite, 0.75, 0).item()).isEqualTo(inf);
        assertThat(Sorting.quantile(infinite, 1, 0).item()).isEqualTo(inf);
        assertThat(Sorting.quantile(Tensor.of(inf, inf), 0.3, 0).item()).isEqualTo(inf);
        assertThat(Sorting.quantile(Tensor.of(-inf, inf), 0.5, 0).item()).isNaN();
        assertThat(Sorting.quantile(Tensor.of(-3e38f, 3e38f), 0.5, 0).item()).isZero();
    }

    @Test
    void emptyTensorsHaveEmptyOrders() {
        Tensor empty = Tensor.zeros(3, 0);
        assertThat(Sorting.sort(empty, 1).values().shape()).isEqualTo(Shape.of(3, 0));
        assertThat(Sorting.argsort(empty, 0).shape()).isEqualTo(Shape.of(3, 0));
        assertThat(Sorting.topk(Tensor.of(1f), 0, 0).values().shape()).isEqualTo(Shape.of(0));
        assertThat(Sorting.unique(Tensor.zeros(0)).values().size()).isZero();
        assertThat(Sorting.bincount(IntTensor.of(), 2).toArray()).containsExactly(0, 0);
        assertThatIllegalArgumentException().isThrownBy(() -> Sorting.median(empty, 1))
                .withMessage("median: no elements to choose from in shape [3, 0]");
    }

    @Test
    void uniqueCountsEqualValuesOnce() {
        Sorting.Unique found = Sorting.unique(mixed.reshape(2, 4));
        assertThat(found.values().toArray()).containsExactly(Float.NEGATIVE_INFINITY, -0f, 1f, 2f, NAN);
        assertThat(found.counts().toArray()).containsExactly(1, 2, 2, 1, 2);
        assertThat(found.inverse()).isEqualTo(IntTensor.of(Shape.of(2, 4), 3, 4, 1, 2, 1, 0, 4, 2));
    }

    @Test
    void uniqueIntsAreExact() {
        IntTensor x = IntTensor.of(Shape.of(2, 3), 16_777_217, -5, 16_777_216, -5, Integer.MIN_VALUE, 16_777_217);
        Sorting.UniqueInts found = Sorting.unique(x);
        assertThat(found.values().toArray()).containsExactly(Integer.MIN_VALUE, -5, 16_777_216, 16_777_217);
        assertThat(found.counts().toArray()).containsExactly(1, 2, 1, 2);
        assertThat(found.inverse()).isEqualTo(IntTensor.of(Shape.of(2, 3), 3, 1, 2, 1, 0, 3));
        assertThat(Sorting.unique(IntTensor.of()).values().size()).isZero();
    }

    @Test
    void searchFindsBothSidesOfEqualElements() {
        Tensor sorted = Tensor.of(-1f, 0f, 0f, 2f, NAN);
        Tensor values = Tensor.of(-2f, -0f, 1f, 2f, NAN);
        assertThat(Sorting.searchsorted(sorted, values).toArray()).containsExactly(0, 1, 3, 3, 4);
        assertThat(Sorting.searchsorted(sorted, values, true).toArray()).containsExactly(0, 3, 3, 4, 5);
    }

    @Test
    void badArgumentsAreNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> Sorting.topk(Tensor.zeros(2, 3), 4, -1))
                .withMessage("topk: 4 elements of axis -1 of [2, 3]");
        assertThatIllegalArgumentException().isThrownBy(() -> Sorting.quantile(Tensor.zeros(2), NAN, 0))
                .withMessage("quantile: NaN is not within 0 and 1");
        assertThatIllegalArgumentException().isThrownBy(() -> Sorting.bincount(IntTensor.of(1, -2), 0))
                .withMessage("bincount: -2 at position 1 is negative");
        assertThatIllegalArgumentException().isThrownBy(() -> Sorting.bincount(IntTensor.of(Integer.MAX_VALUE), 0))
                .withMessage("bincount: 2147483648 counts are more than an array holds");
        assertThatIllegalArgumentException().isThrownBy(() -> Sorting.bincount(IntTensor.of(1), Integer.MAX_VALUE))
                .withMessage("bincount: 2147483647 counts are more than an array holds");
    }
}
