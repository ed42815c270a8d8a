package dev.lanewise.tensor;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tensors made of ranges and of Java arrays. */
@Tag("quick")
class CreationTest {
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    @Test
    void rangesEndBeforeTheirStop() {
        assertThat(Tensor.arange(0, 1, 0.25).toArray()).containsExactly(0, 0.25f, 0.5f, 0.75f);
        assertThat(Tensor.arange(0, 1.01, 0.25).size()).isEqualTo(5);
        assertThat(Tensor.arange(2, -1, -1).toArray()).containsExactly(2, 1, 0);
        assertThat(Tensor.arange(3, 3, -2)).hasShape(0);
        assertThat(Tensor.arange(0.5, 3).toArray()).containsExactly(0.5f, 1.5f, 2.5f);
        assertThat(Tensor.arange(0, 1, 0.1).get(7)).as("7 * 0.1 in doubles").isEqualTo(0.7f);
    }

    @Test
    void rangesOfIntsReachTheExtremes() {
        assertThat(IntTensor.arange(5, -4, -3).toArray()).containsExactly(5, 2, -1);
        assertThat(IntTensor.arange(1, 1, 1).size()).isZero();
        assertThat(IntTensor.arange(Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30).toArray())
                .containsExactly(Integer.MIN_VALUE, -(1 << 30), 0, 1 << 30);
    }

    @Test
    void rangesThatLeadNowhereAreRefused() {
        refused("arange: no range of at most 2147483647 numbers leads from 5 to 0 in steps of 1",
                () -> IntTensor.arange(5, 0));
        refused("arange: no range of at most 2147483647 numbers leads from 0 to 1 in steps of -1",
                () -> Tensor.arange(0, 1, -1));
        for (double[] range : new double[][] {
            {0, 1, 0}, {1, 1, 0}, {1, 0, 1}, {0, INFINITE, 1}, {-INFINITE, 0, 1}, {0, 1, INFINITE}, {0, 1, Double.NaN},
            {Double.NaN, 1, 1}, {0, Double.NaN, 1}, {0, 1, 1e-10}, {INFINITE, INFINITE, 1}
        }) {
            assertThatIllegalArgumentException().isThrownBy(() -> Tensor.arange(range[0], range[1], range[2]))
                    .withMessageStartingWith("arange: no range");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> IntTensor.arange(0, 5, 0));
    }

    @Test
    void powersOfTenIncludeBothEnds() {
        assertThat(Tensor.logspace(-1, 2, 4).toArray()).containsExactly(0.1f, 1, 10, 100);
        assertThat(Tensor.logspace(-1, 2, 4, 2).toArray()).containsExactly(0.5f, 1, 2, 4);
        assertThat(Tensor.logspace(0, 1, 3, -4).toArray()).containsExactly(1, Float.NaN, -4);
        assertThat(Tensor.logspace(2, 5, 1).toArray()).containsExactly(100);
        assertThat(Tensor.logspace(0, 1, 0)).hasShape(0);
        assertThat(Tensor.logspace(-60, 60, 2).toArray()).containsExactly(0, Float.POSITIVE_INFINITY);
    }

    @Test
    void nestedArraysOfAnyRank() {
        assertThat(Tensor.ofNested(new float[][][] {{{1}, {2}}, {{3}, {-0f}}}))
                .hasBitsOf(Tensor.of(Shape.of(2, 2, 1), 1, 2, 3, -0f));
        assertThat(Tensor.ofNested(new double[] {0.1, 1e300}).toArray()).containsExactly(0.1f, Float.POSITIVE_INFINITY);
        assertThat(Tensor.ofNested(new int[][] {{16_777_217}}).toArray()).containsExactly(16_777_216);
        assertThat(Tensor.ofNested(new float[2][0][3])).hasShape(2, 0, 0);
        assertThat(Tensor.ofNested(new float[2][3][0])).hasShape(2, 3, 0);
        assertThat(IntTensor.ofNested(new int[][] {{1, 2}, {3, 4}, {5, 6}}))
                .isEqualTo(IntTensor.of(Shape.of(3, 2), 1, 2, 3, 4, 5, 6));
        assertThat(BoolTensor.ofNested(new boolean[][][] {{{true}, {false}}}))
                .isEqualTo(BoolTensor.of(Shape.of(1, 2, 1), true, false));
    }

    @Test
    void nestedArraysAreCopied() {
        int[] row = {1, 2};
        IntTensor ints = IntTensor.ofNested(row);
        Tensor floats = Tensor.ofNested(new int[][] {row, row});
        row[0] = 9;
        assertThat(ints.get(0)).isEqualTo(1);
        assertThat(floats.get(1, 0)).isEqualTo(1);
    }

    @Test
    void raggedArraysAreRefusedWithTheirPlace() {
        refused("ofNested: the array at [1][0] has length 1, those before it 2",
                () -> Tensor.ofNested(new float[][][] {{{1, 2}}, {{1}}}));
        refused("ofNested: the array at [1] has length 2, those before it 1",
                () -> BoolTensor.ofNested(new boolean[][][] {{{}}, {{}, {}}}));
        refused("ofNested: the array at [1] is null", () -> IntTensor.ofNested(new int[][] {{1}, null}));
        refused("ofNested: the array at [0] is null", () -> Tensor.ofNested(new float[][][] {null, {{1}}}));
    }

    @Test
    void arraysOfOtherElementsAreRefused() {
        refused("ofNested: Float is no array of float or double or int", () -> Tensor.ofNested(1f));
        refused("ofNested: long[] is no array of float or double or int", () -> Tensor.ofNested(new long[1]));
        refused("ofNested: Object[] is no array of int", () -> IntTensor.ofNested(new Object[] {new int[1]}));
        refused("ofNested: String[][] is no array of boolean", () -> BoolTensor.ofNested(new String[0][0]));
    }

    private static void refused(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
