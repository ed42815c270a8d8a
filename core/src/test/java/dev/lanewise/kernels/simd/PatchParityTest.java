package dev.lanewise.kernels.simd;

import dev.lanewise.Parity;
import dev.lanewise.Seeds;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.KernelParity;
import dev.lanewise.kernels.PatchKernels;
import dev.lanewise.kernels.scalar.ScalarPatchKernels;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Copies of what a convolution reads: SIMD against scalar, with places that lie outside of the source. */
@Parity
@Tag("quick")
class PatchParityTest {
    private static final int PLANES = 2;
    private static final int ROWS = 3;
    private static final int OFFSET = 2;

    private final SplittableRandom random = Seeds.random(61);
    private final KernelParity<PatchKernels> parity = new KernelParity<>(
            new ScalarPatchKernels(), new SimdPatchKernels(), random);

    @Test
    void rowsAreTheSameWhateverPartOfThemIsRead() {
        for (int wide : new int[] {1, 2, 5, 8, 15, 16, 17, 40}) {
            for (int stride = 1; stride <= 3; stride++) {
                for (int first : new int[] {0, wide / 2, wide}) {
                    for (int last : new int[] {first, (first + wide + 1) / 2, wide}) {
                        copy(wide, stride, first, last);
                    }
                }
            }
        }
    }

    /** The source is what is read and nothing beside it; if that is nothing, rows begin far before it or behind. */
    private void copy(int wide, int stride, int first, int last) {
        int read = Math.max(0, (last - first - 1) * stride + 1);
        int pitch = read + 1;
        int plane = ROWS * pitch + 1;
        float[] x = FloatSamples.ordinary(random, (PLANES - 1) * plane + (ROWS - 1) * pitch + read);
        int[] begins = read > 0 ? new int[] {-first * stride} : new int[] {-100, 0, x.length + 100};
        int ofRow = wide + 1;
        int ofPlane = ROWS * ofRow;
        for (int begin : begins) {
            parity.on("from " + begin + ", " + stride + " apart, " + first + " to " + last + " of " + wide, x)
                    .writesRows(OFFSET, ofRow, PLANES * ROWS, wide)
                    .by((kernels, out) -> kernels.copy(
                            PLANES, ROWS, wide, x, begin, plane, pitch, stride, first, last, out.floats(0), OFFSET,
                            ofPlane, ofRow));
        }
    }
}
