package dev.lanewise.kernels.gemm;

import static dev.lanewise.TensorAssert.assertThatFloats;

import dev.lanewise.Parity;
import dev.lanewise.kernels.GemmKernels;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches of products, item by item. */
@Parity
@Tag("quick")
@ParameterizedClass
@MethodSource("kernels")
class GemmBatchTest {
    private final GemmKernels kernels;

    GemmBatchTest(GemmKernels kernels) {
        this.kernels = kernels;
    }

    static Stream<GemmKernels> kernels() {
        return GemmCase.kernels();
    }

    @Test
    void aBatchEqualsItsItemsAndMayBroadcast() {
        for (int[] shape : new int[][] {{3, 2, 4, 5}, {40, 17, 20, 33}, {60, 27, 30, 33}, {3, 110, 110, 110},
            {40, 17, 20, 1030},
            {3, 20, 30, 5000}}) {
            int batch = shape[0];
            int m = shape[1];
            int n = shape[2];
            int k = shape[3];
            float[] a = GemmCase.values(3 + batch * m * k, 41);
            float[] b = GemmCase.values(k * n, 42);
            float[] c = new float[2 + batch * m * n];
            float[] expected = new float[2 + batch * m * n];
            int[] aOffsets = new int[batch];
            int[] bOffsets = new int[batch];
            int[] cOffsets = new int[batch];
            for (int i = 0; i < batch; i++) {
                aOffsets[i] = i * m * k;
                cOffsets[i] = (batch - 1 - i) * m * n;
                NaiveGemm.multiply(
                        false, true, m, n, k, a, 3 + aOffsets[i], k, b, 0, k, expected, 2 + cOffsets[i], n);
            }
            Gemm.product(kernels, m, n, k).a(a, 3, k, false).b(b, 0, k, true).c(c, 2, n)
                    .runBatch(aOffsets, bOffsets, cOffsets);
            assertThatFloats(c).as("batch of " + Arrays.toString(shape)).hasBitsOf(expected);
        }
    }

    @Test
    void eachItemOfABatchGetsTheEpilogue() {
        float[] a = GemmCase.values(4 * 2 * 3, 1);
        float[] b = GemmCase.values(3 * 5, 2);
        float[] c = new float[4 * 2 * 5];
        float[] expected = new float[4 * 2 * 5];
        Epilogue epilogue = new Epilogue(GemmCase.values(5, 3), 0, Epilogue.Activation.TANH);
        NaiveGemm.multiply(false, false, 8, 5, 3, a, 0, 3, b, 0, 5, expected, 0, 5);
        epilogue.rows(expected, 0, 5, 8, 5, 0);
        Gemm.product(kernels, 2, 5, 3).a(a, 0, 3, false).b(b, 0, 5, false).c(c, 0, 5).epilogue(epilogue)
                .runBatch(new int[] {0, 6, 12, 18}, new int[4], new int[] {0, 10, 20, 30});
        assertThatFloats(c).hasBitsOf(expected);
    }
}
