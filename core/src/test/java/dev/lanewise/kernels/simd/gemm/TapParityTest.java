package dev.lanewise.kernels.simd.gemm;

import dev.lanewise.Parity;
import dev.lanewise.Seeds;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.KernelParity;
import dev.lanewise.kernels.TapKernels;
import dev.lanewise.kernels.scalar.ScalarTapKernels;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tiles of convolutions: SIMD against scalar, bit for bit. */
@Parity
@Tag("quick")
class TapParityTest {
    /** More rows than any tile has; the table has them all. */
    private static final int ROWS = 18;

    private static final int OFFSET = 3;
    private static final int PLACES = 700;

    private final SplittableRandom random = Seeds.random(59);
    private final KernelParity<TapKernels> parity = new KernelParity<>(
            new ScalarTapKernels(), new SimdTapKernels(), random);

    @Test
    void patchesAreTheSame() {
        int width = new SimdGemmKernels().blocks().nr();
        int ld = width + 1;
        float[] work = new float[4096];
        for (int k : new int[] {1, 2, 63, GemmKernels.CHAIN}) {
            int[] table = new int[OFFSET + ROWS + k];
            for (int i = OFFSET; i < table.length; i++) {
                table[i] = random.nextInt(PLACES);
            }
            float[] x = FloatSamples.ordinary(random, OFFSET + 2 * PLACES);
            float[] b = FloatSamples.ordinary(random, OFFSET + k * ld + width);
            for (int count = 1; count <= ROWS / 2; count++) {
                for (int cols = 1; cols <= width; cols++) {
                    int rows = count;
                    int columns = cols;
                    boolean add = (count + cols) % 2 == 0;
                    float[] before = FloatSamples.ordinary(random, 2 * OFFSET + ROWS * ld);
                    parity.on("patches " + rows + " x " + columns + " x " + k, x, b)
                            .changesRows(before, OFFSET, ld, rows, columns)
                            .by((kernels, out) -> {
                                for (int i = 0; i < rows; i += kernels.patchRows()) {
                                    kernels.patches(
                                            Math.min(kernels.patchRows(), rows - i), columns, k, x, OFFSET, table,
                                            OFFSET + i, OFFSET + ROWS, b, OFFSET, ld, out.floats(0),
                                            OFFSET + i * ld, ld, add, work);
                                }
                            });
                }
            }
        }
    }
}
