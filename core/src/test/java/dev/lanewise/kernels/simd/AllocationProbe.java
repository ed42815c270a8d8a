package dev.lanewise.kernels.simd;

import dev.lanewise.AllocatedBytes;
import dev.lanewise.kernels.ActivationKernels;
import dev.lanewise.kernels.MapKernels;
import dev.lanewise.kernels.MapKernels.Loop;
import dev.lanewise.kernels.NormKernels;
import dev.lanewise.kernels.RecurrentKernels;
import dev.lanewise.kernels.ZipKernels;

/** Runs one function's loop until it no longer allocates, and prints how many calls in a row did not. */
public final class AllocationProbe {
    /** What the measurement itself may allocate; a boxed vector in each step of the loop is ten times more and over. */
    private static final int OWN_BYTES = 4000;

    private static final NormKernels NORM = new SimdNormKernels();

    private static final RecurrentKernels RECURRENT = new SimdRecurrentKernels();

    private static final ZipKernels ZIP = new SimdZipKernels();

    private static final float[] EXPONENT = {1.5f};

    private static final double[] SCRATCH = new double[ZipKernels.POW_SCRATCH];

    private static final int ROWS = 50;

    private static final float[] MOMENTS = new float[2 * ROWS];
    private static final float[] NORM_SCRATCH = new float[NormKernels.SCRATCH];

    private AllocationProbe() {}

    public static void main(String[] args) throws Throwable {
        Loop function = function(args[0]);
        float[] x = new float[10_000];
        float[] y = new float[x.length];
        System.out.println(AllocatedBytes.quietCalls(OWN_BYTES, () -> function.run(x, 0, y, 0, x.length)));
    }

    private static Loop function(String name) {
        MapKernels kernels = new SimdMapKernels();
        ActivationKernels gradients = new SimdActivationKernels();
        return switch (name) {
            case "silu" -> kernels::silu;
            case "sin" -> kernels::sin;
            case "cos" -> kernels::cos;
            case "gelu" -> kernels::gelu;
            case "geluTanh" -> kernels::geluTanh;
            case "geluTanhGradient" -> (x, xo, y, yo, n) -> gradients.geluTanhGradient(x, xo, x, xo, y, yo, n);
            case "geluGradient" -> (x, xo, y, yo, n) -> gradients.geluGradient(x, xo, x, xo, y, yo, n);
            case "siluGradient" -> (x, xo, y, yo, n) -> gradients.siluGradient(x, xo, x, xo, y, yo, n);
            case "pow" -> AllocationProbe::pow;
            case "layerNorm" -> AllocationProbe::layerNorm;
            case "batchNorm" -> AllocationProbe::batchNorm;
            case "lstm" -> AllocationProbe::lstm;
            case "gru" -> AllocationProbe::gru;
            default -> kernels.generated(name);
        };
    }

    /** In short calls, so that what a call allocates would be counted often. */
    private static void pow(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += 100) {
            ZIP.pow(x, xo + i, 1, EXPONENT, 0, 0, y, yo + i, 100, SCRATCH);
        }
    }

    /** Rows of 100, and their gradient. */
    private static void layerNorm(float[] x, int xo, float[] y, int yo, int n) {
        NORM.layerNorm(x, xo, x, 1, x, 2, 1e-5f, y, yo, MOMENTS, 0, MOMENTS, ROWS, ROWS, 100, NORM_SCRATCH);
        NORM.layerNormGradient(
                x, xo, x, xo, MOMENTS, 0, MOMENTS, ROWS, x, 1, y, yo, y, yo + n / 2, y, yo + n / 2 + 100, ROWS, 100,
                NORM_SCRATCH);
    }

    /** 10 rows of 70 units, whole vectors and a rest, and their gradients. */
    private static void lstm(float[] x, int xo, float[] y, int yo, int n) {
        RECURRENT.lstm(10, 70, x, xo, x, xo + 100, x, xo, y, yo, y, yo + 3000, y, yo + 4000);
        RECURRENT.lstmGradient(10, 70, x, xo, x, xo, x, xo, x, xo, y, yo + 5000, y, yo);
    }

    /** The same of a GRU. */
    private static void gru(float[] x, int xo, float[] y, int yo, int n) {
        RECURRENT.gru(10, 70, x, xo, x, xo + 100, x, xo, y, yo, y, yo + 3000, y, yo + 4000);
        RECURRENT.gruGradient(10, 70, x, xo, x, xo, x, xo, y, yo + 7000, y, yo, y, yo + 3000);
    }

    /** The parts of batch normalisation, in planes of 70. */
    private static void batchNorm(float[] x, int xo, float[] y, int yo, int n) {
        float v = NORM.sumOfSquares(x, xo, 0.1f, 6430, NORM_SCRATCH);
        NORM.sumsOfProducts(x, xo, x, xo, 0.1f, 6430, NORM_SCRATCH);
        NORM.scalePlanes(x, xo, 100, ROWS, 70, 0.1f, v, 1f, y, yo);
        NORM.combinePlanes(x, xo, x, xo, 100, ROWS, 70, 0.1f, v, 1f, 1f, y, yo);
        NORM.scaleColumns(x, xo, ROWS, 70, x, x, x, y, yo);
    }
}
