package dev.lanewise.kernels.gemm;

import static dev.lanewise.TensorAssert.assertThatFloats;

import dev.lanewise.Parity;
import dev.lanewise.kernels.scalar.ScalarMath;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bias and activation, element by element, on matrices with gaps between their rows. */
@Parity
@Tag("quick")
class EpilogueTest {
    private static final int OFFSET = 3;

    /** Rows enough that they are shared out. */
    @ParameterizedTest
    @EnumSource
    void allRowsGetTheBiasAndThenTheActivation(Epilogue.Activation activation) {
        float[] bias = GemmCase.values(OFFSET + 70, 1);
        check(activation, bias, 300, 70, 0);
        check(activation, null, 300, 70, 0);
        check(activation, bias, 2, 70, 0);
    }

    @ParameterizedTest
    @EnumSource
    void aBlockOfColumnsGetsItsPartOfTheBias(Epilogue.Activation activation) {
        check(activation, GemmCase.values(OFFSET + 70, 1), 9, 50, 20);
        check(activation, GemmCase.values(OFFSET + 70, 1), 1, 7, 63);
    }

    private static void check(
            Epilogue.Activation activation, float @Nullable [] bias, int rows, int cols, int column) {
        int ld = cols + 5;
        float[] c = GemmCase.values(2 + rows * ld, 2);
        float[] expected = c.clone();
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                float sum = c[2 + i * ld + j] + (bias == null ? 0 : bias[OFFSET + column + j]);
                expected[2 + i * ld + j] = switch (activation) {
                    case NONE -> sum;
                    case RELU -> sum <= 0 ? 0 : sum;
                    case TANH -> ScalarMath.tanh(sum);
                    case SIGMOID -> ScalarMath.sigmoid(sum);
                };
            }
        }
        Epilogue epilogue = new Epilogue(bias, OFFSET, activation);
        if (column == 0) {
            epilogue.apply(c, 2, ld, rows, cols);
        } else {
            epilogue.rows(c, 2, ld, rows, cols, column);
        }
        assertThatFloats(c).as("%s, %d x %d from column %d", activation, rows, cols, column).hasBitsOf(expected);
    }
}
