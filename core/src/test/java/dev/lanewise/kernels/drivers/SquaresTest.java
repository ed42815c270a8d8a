package dev.lanewise.kernels.drivers;

import static dev.lanewise.TensorAssert.assertThatFloats;

import dev.lanewise.Seeds;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.scalar.ScalarNormKernels;
import dev.lanewise.kernels.scalar.ScalarReduceKernels;
import dev.lanewise.kernels.simd.SimdNormKernels;
import dev.lanewise.kernels.simd.SimdReduceKernels;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("quick")
class SquaresTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 1000, 16384, 16385, 3 * 16384 + 7})
    void areSummedInTheDefinedOrder(int n) {
        float[] x = FloatSamples.ordinary(Seeds.random(12), 3 + n);
        float expected = defined(x, 3, n);
        assertThatFloats(Squares.sum(new ScalarNormKernels(), new ScalarReduceKernels(), x, 3, n)).as("scalar")
                .hasBitsOf(expected);
        assertThatFloats(Squares.sum(new SimdNormKernels(), new SimdReduceKernels(), x, 3, n)).as("SIMD")
                .hasBitsOf(expected);
    }

    /** Chunks of whole rows of 64 lanes, and what is left behind them. */
    private static float defined(float[] x, int xo, int n) {
        List<Float> sums = new ArrayList<>();
        int whole = n - n % 64;
        for (int from = 0; from < whole; from += 16384) {
            sums.add(run(x, xo + from, Math.min(16384, whole - from)));
        }
        sums.add(run(x, xo + whole, n - whole));
        float[] all = new float[sums.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = sums.get(i);
        }
        return RunSum.ofLong(all);
    }

    private static float run(float[] x, int xo, int n) {
        float[] lanes = new float[64];
        for (int i = 0; i < n; i++) {
            lanes[i % 64] = Math.fma(x[xo + i], x[xo + i], lanes[i % 64]);
        }
        return RunSum.of(lanes, 0, 64);
    }
}
