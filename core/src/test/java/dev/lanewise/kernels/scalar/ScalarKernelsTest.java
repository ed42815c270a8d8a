package dev.lanewise.kernels.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.kernels.MapKernels;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the contracts of the elementwise kernels say beyond the formulas. */
@Tag("quick")
class ScalarKernelsTest {
    private static float map(MapKernels.Loop loop, float x) {
        float[] y = {7, 7, 7};
        loop.run(new float[] {5, x}, 1, y, 2, 1);
        assertThat(y).startsWith(7, 7);
        return y[2];
    }

    @Test
    void signKeepsZerosAndNaN() {
        ScalarMapKernels kernels = new ScalarMapKernels();
        assertThat(map(kernels::sign, 3f)).isEqualTo(1f);
        assertThat(map(kernels::sign, -3f)).isEqualTo(-1f);
        assertThat(1 / map(kernels::sign, -0f)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(map(kernels::sign, Float.NaN)).isNaN();
    }

    @Test
    void reluKeepsNaNAndGivesPositiveZero() {
        ScalarMapKernels kernels = new ScalarMapKernels();
        assertThat(map(kernels::relu, 3f)).isEqualTo(3f);
        assertThat(1 / map(kernels::relu, -3f)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(1 / map(kernels::relu, -0f)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(map(kernels::relu, Float.NaN)).isNaN();
    }

    @Test
    void plainFunctionsAreTheirFormulas() {
        ScalarMapKernels kernels = new ScalarMapKernels();
        assertThat(map(kernels::neg, 3f)).isEqualTo(-3f);
        assertThat(map(kernels::abs, -3f)).isEqualTo(3f);
        assertThat(map(kernels::square, -3f)).isEqualTo(9f);
        assertThat(map(kernels::sqrt, 9f)).isEqualTo(3f);
        assertThat(map(kernels::rsqrt, 16f)).isEqualTo(0.25f);
        assertThat(map(kernels::reciprocal, 8f)).isEqualTo(0.125f);
    }

    @Test
    void maximumAndMinimumOrderZerosAndKeepNaN() {
        ScalarZipKernels kernels = new ScalarZipKernels();
        float[] a = {0f, -0f, Float.NaN, 1f, 2f};
        float[] b = {-0f, 0f, 1f, Float.NaN, 3f};
        float[] o = new float[5];
        kernels.max(a, 0, 1, b, 0, 1, o, 0, 5);
        assertThat(o).containsExactly(0f, 0f, Float.NaN, Float.NaN, 3f);
        kernels.min(a, 0, 1, b, 0, 1, o, 0, 5);
        assertThat(o).containsExactly(-0f, -0f, Float.NaN, Float.NaN, 2f);
    }

    @Test
    void arithmeticTakesRunsAndSingleValues() {
        ScalarZipKernels kernels = new ScalarZipKernels();
        float[] a = {1, 2, 3};
        float[] b = {4, 5, 6};
        float[] o = new float[3];
        kernels.add(a, 0, 1, b, 0, 1, o, 0, 3);
        assertThat(o).containsExactly(5, 7, 9);
        kernels.sub(a, 2, 0, b, 0, 1, o, 0, 3);
        assertThat(o).containsExactly(-1, -2, -3);
        kernels.mul(a, 0, 1, b, 1, 0, o, 0, 3);
        assertThat(o).containsExactly(5, 10, 15);
        kernels.div(b, 0, 1, a, 1, 0, o, 0, 3);
        assertThat(o).containsExactly(2, 2.5f, 3);
        kernels.pow(a, 0, 1, a, 1, 0, o, 0, 3, new double[0]);
        assertThat(o).containsExactly(1, 4, 9);
    }

    @Test
    void everyComparisonWithNaNIsFalseButNotEqual() {
        ScalarCompareKernels kernels = new ScalarCompareKernels();
        float[] a = {1, 2, 3, Float.NaN, 0f};
        float[] b = {2, 2, 2, Float.NaN, -0f};
        boolean[] o = new boolean[5];
        kernels.eq(a, 0, 1, b, 0, 1, o, 0, 5);
        assertThat(o).containsExactly(false, true, false, false, true);
        kernels.ne(a, 0, 1, b, 0, 1, o, 0, 5);
        assertThat(o).containsExactly(true, false, true, true, false);
        kernels.lt(a, 0, 1, b, 0, 1, o, 0, 5);
        assertThat(o).containsExactly(true, false, false, false, false);
        kernels.le(a, 0, 1, b, 0, 1, o, 0, 5);
        assertThat(o).containsExactly(true, true, false, false, true);
        kernels.gt(a, 0, 1, b, 0, 1, o, 0, 5);
        assertThat(o).containsExactly(false, false, true, false, false);
        kernels.ge(a, 0, 1, b, 0, 1, o, 0, 5);
        assertThat(o).containsExactly(false, true, true, false, true);
    }

    @Test
    void whereSelectsByTheMask() {
        float[] o = new float[3];
        boolean[] mask = {true, false, true};
        new ScalarCompareKernels()
                .where(mask, 0, 1, new float[] {1, 2, 3}, 0, 1, new float[] {9}, 0, 0, o, 0, 3);
        assertThat(o).containsExactly(1, 9, 3);
    }
}
