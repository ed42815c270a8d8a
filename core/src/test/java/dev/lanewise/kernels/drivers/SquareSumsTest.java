package dev.lanewise.kernels.drivers;

import static dev.lanewise.TensorAssert.assertThatFloats;

import dev.lanewise.Seeds;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.scalar.ScalarMapKernels;
import dev.lanewise.kernels.scalar.ScalarReduceKernels;
import dev.lanewise.kernels.simd.SimdMapKernels;
import dev.lanewise.kernels.simd.SimdReduceKernels;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("quick")
class SquareSumsTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 1000, 16384, 16385, 3 * 16384 + 7})
    void haveTheBitsOfTheSumOfTheSquares(int n) {
        float[] x = FloatSamples.ordinary(Seeds.random(12), 3 + n);
        float[] squares = Arrays.copyOfRange(x, 3, 3 + n);
        for (int i = 0; i < n; i++) {
            squares[i] *= squares[i];
        }
        float expected = RunSum.ofLong(squares);
        assertThatFloats(SquareSums.sum(new ScalarMapKernels(), new ScalarReduceKernels(), x, 3, n)).as("scalar")
                .hasBitsOf(expected);
        assertThatFloats(SquareSums.sum(new SimdMapKernels(), new SimdReduceKernels(), x, 3, n)).as("SIMD")
                .hasBitsOf(expected);
    }
}
