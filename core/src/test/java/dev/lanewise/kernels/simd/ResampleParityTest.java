package dev.lanewise.kernels.simd;

import dev.lanewise.Parity;
import dev.lanewise.Seeds;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.KernelParity;
import dev.lanewise.kernels.ResampleKernels;
import dev.lanewise.kernels.scalar.ScalarResampleKernels;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sums with weights: SIMD against scalar, bit for bit. */
@Parity
@Tag("quick")
class ResampleParityTest {
    private static final int[] START = {0, 0, 1, 2, 4, 8};
    private static final int[] INDEX = {2, 0, 0, 1, 0, 1, 2, 3};
    private static final float[] WEIGHT = {1f, -0.75f, 0.25f, 0.75f, -0.1f, 0.6f, 0.7f, -0.2f};
    private static final int ROWS = START.length - 1;

    private final SplittableRandom random = Seeds.random(51);
    private final KernelParity<ResampleKernels> parity = new KernelParity<>(
            new ScalarResampleKernels(), new SimdResampleKernels(), random);

    @Test
    void rowsHaveTheSameBitsAndLeaveTheRestAlone() {
        for (int cols : FloatSamples.SIZES) {
            for (float[] x : FloatSamples.various(random, 4 * cols + 3)) {
                for (int from = 0; from < ROWS; from++) {
                    int first = from;
                    parity.on("rows of " + cols + " from " + from, x, WEIGHT).writes(2, (ROWS - from) * cols)
                            .by((kernels, out) -> kernels.rows(
                                    x, 3, cols, START, INDEX, WEIGHT, first, ROWS, out.floats(0), 2));
                }
            }
        }
    }

    @Test
    void linesHaveTheSameBitsAndLeaveTheRestAlone() {
        for (float[] x : FloatSamples.various(random, 7)) {
            parity.on("a line", x, WEIGHT).writes(2, ROWS)
                    .by((kernels, out) -> kernels.line(x, 3, START, INDEX, WEIGHT, ROWS, out.floats(0), 2));
        }
    }
}
