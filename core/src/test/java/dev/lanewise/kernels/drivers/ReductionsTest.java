package dev.lanewise.kernels.drivers;

import static dev.lanewise.TensorAssert.assertThatFloats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.Seeds;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.scalar.ScalarReduceKernels;
import dev.lanewise.kernels.simd.SimdReduceKernels;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("quick")
class ReductionsTest {
    private final SplittableRandom random = Seeds.random(11);

    static ReduceKernels[] kernels() {
        return new ReduceKernels[] {new ScalarReduceKernels(), new SimdReduceKernels()};
    }

    @ParameterizedTest
    @CsvSource({
        "0, 5, 1", "3, 0, 1", "2, 0, 3", "1, 1, 1", "5, 10, 1", "1, 64, 1", "2, 1000, 1", "1, 16384, 1", "3, 16385, 1",
        "1, 49159, 1", "300, 70, 1", "4, 5, 0", "1, 3, 2", "2, 7, 65", "1, 64, 130", "3, 1024, 5", "2, 1025, 3",
        "1, 3079, 17", "1, 2, 40000", "2000, 4, 3", "1, 64, 1000"
    })
    void sumsInTheDefinedOrder(int outer, int len, int inner) {
        float[] x = FloatSamples.ordinary(random, 4 + outer * len * inner);
        float[] expected = guard(outer * inner);
        for (int o = 0; o < outer; o++) {
            for (int j = 0; j < inner; j++) {
                float[] line = line(x, 4, o, j, len, inner);
                expected[2 + o * inner + j] = inner == 1 ? RunSum.ofLong(line) : RunSum.ofColumn(line);
            }
        }
        for (ReduceKernels kernels : kernels()) {
            float[] y = guard(outer * inner);
            Reductions.sum(kernels, x, 4, outer, len, inner, y, 2);
            assertThatFloats(y).as(kernels.getClass().getSimpleName()).hasBitsOf(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "5, 10, 1", "3, 16385, 1", "300, 70, 1", "1, 3, 2", "2, 7, 65", "2, 1025, 3", "1, 2, 40000"})
    void largestAndSmallestAreThoseOfEveryLine(int outer, int len, int inner) {
        float[] x = FloatSamples.ordinary(random, 4 + outer * len * inner);
        for (int i = 0; i < x.length; i += 1 + random.nextInt(50)) {
            x[i] = FloatSamples.SPECIAL[random.nextInt(FloatSamples.SPECIAL.length)];
        }
        float[] largest = guard(outer * inner);
        float[] smallest = guard(outer * inner);
        for (int o = 0; o < outer; o++) {
            for (int j = 0; j < inner; j++) {
                float max = Float.NEGATIVE_INFINITY;
                float min = Float.POSITIVE_INFINITY;
                for (float value : line(x, 4, o, j, len, inner)) {
                    max = Math.max(max, value);
                    min = Math.min(min, value);
                }
                largest[2 + o * inner + j] = max;
                smallest[2 + o * inner + j] = min;
            }
        }
        for (ReduceKernels kernels : kernels()) {
            float[] y = guard(outer * inner);
            Reductions.max(kernels, x, 4, outer, len, inner, y, 2);
            assertThatFloats(y).as("max").hasBitsOf(largest);
            Reductions.min(kernels, x, 4, outer, len, inner, y, 2);
            assertThatFloats(y).as("min").hasBitsOf(smallest);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void sumsOfManyNumbersStayCloseToTheExactOnes(ReduceKernels kernels) {
        int n = 1_000_000;
        float[] x = FloatSamples.ordinary(random, n);
        double exact = 0;
        double magnitude = 0;
        for (float value : x) {
            exact += value;
            magnitude += Math.abs(value);
        }
        float[] y = new float[1];
        Reductions.sum(kernels, x, 0, 1, n, 1, y, 0);
        // at most 256 additions in a lane, 6 up the tree, twice
        assertThat((double) y[0]).isCloseTo(exact, within((256 + 6 + 6) * 0x1p-24 * magnitude));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aLeafSumsALongRunInTheSameOrder(ReduceKernels kernels) {
        for (int n : new int[] {16_384, 16_385, 49_159}) {
            float[] x = FloatSamples.ordinary(random, n + 3);
            float[] expected = {RunSum.ofLong(Arrays.copyOfRange(x, 3, 3 + n))};
            assertThatFloats(kernels.sum(x, 3, n)).as("run of " + n).hasBitsOf(expected);
        }
    }

    @Test
    void theSumOfNegativeZerosIsPositiveZero() {
        float[] x = new float[200];
        Arrays.fill(x, -0f);
        for (ReduceKernels kernels : kernels()) {
            float[] y = {5};
            Reductions.sum(kernels, x, 0, 1, 200, 1, y, 0);
            assertThatFloats(y).as("sum").hasBitsOf(new float[1]);
        }
    }

    @Test
    void infinitiesOfBothSignsAddUpToNaN() {
        float[] x = new float[100];
        x[3] = Float.POSITIVE_INFINITY;
        for (ReduceKernels kernels : kernels()) {
            assertThat(kernels.sum(x, 0, 90)).isEqualTo(Float.POSITIVE_INFINITY);
        }
        x[80] = Float.NEGATIVE_INFINITY;
        for (ReduceKernels kernels : kernels()) {
            assertThat(kernels.sum(x, 0, 90)).isNaN();
        }
    }

    private static float[] line(float[] x, int xo, int o, int j, int len, int inner) {
        float[] line = new float[len];
        for (int k = 0; k < len; k++) {
            line[k] = x[xo + (o * len + k) * inner + j];
        }
        return line;
    }

    /** Room for {@code n} results between two values on either side that must stay. */
    private static float[] guard(int n) {
        float[] y = new float[n + 4];
        Arrays.fill(y, 77f);
        return y;
    }
}
