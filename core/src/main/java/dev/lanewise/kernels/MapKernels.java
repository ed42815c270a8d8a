package dev.lanewise.kernels;

/**
 * Elementwise functions of one argument: {@code y[yo + i] = f(x[xo + i])} for {@code 0 <= i < n}. Those used when a
 * training run starts have hand-written loops; the loops of others are {@link #generated} on first use.
 *
 * <p>Contract of every method: ranges lie inside their arrays; {@code y} may be {@code x} at the same offset, and must
 * not overlap it otherwise; nothing outside the range is read or written; the result of an element depends on that
 * element alone, bit for bit, whatever its position, the vector width or the implementation; any NaN may stand for any
 * other NaN. Implementations neither fork nor allocate.
 */
public interface MapKernels {
    /** The whole loop of one function, so that drivers can split the range without knowing the function. */
    @FunctionalInterface
    interface Loop {
        void run(float[] x, int xo, float[] y, int yo, int n);
    }

    /**
     * The loop of a function that the leaves define under this name, for functions that have no method here. Generating
     * it takes milliseconds; callers keep it.
     */
    Loop generated(String function);

    void neg(float[] x, int xo, float[] y, int yo, int n);

    void abs(float[] x, int xo, float[] y, int yo, int n);

    /** -1, 0 or 1; zeros keep their sign; NaN stays NaN. */
    void sign(float[] x, int xo, float[] y, int yo, int n);

    void square(float[] x, int xo, float[] y, int yo, int n);

    void sqrt(float[] x, int xo, float[] y, int yo, int n);

    /** {@code 1 / sqrt(x)}, both operations correctly rounded. */
    void rsqrt(float[] x, int xo, float[] y, int yo, int n);

    void reciprocal(float[] x, int xo, float[] y, int yo, int n);

    /** {@code e^x}, subnormal results included. The errors of this and the following are in docs/accuracy.md. */
    void exp(float[] x, int xo, float[] y, int yo, int n);

    void log(float[] x, int xo, float[] y, int yo, int n);

    void tanh(float[] x, int xo, float[] y, int yo, int n);

    /** The sine of an angle in radians, however large. */
    void sin(float[] x, int xo, float[] y, int yo, int n);

    /** The cosine of an angle in radians, however large. */
    void cos(float[] x, int xo, float[] y, int yo, int n);

    /** {@code 1 / (1 + e^-x)}, accurate on both sides. */
    void sigmoid(float[] x, int xo, float[] y, int yo, int n);

    /** {@code x > 0 ? x : 0}, NaN stays NaN. */
    void relu(float[] x, int xo, float[] y, int yo, int n);

    /**
     * {@code x * Phi(x)} with the exact normal distribution function (accurate in relative terms far out on the left
     * side).
     */
    void gelu(float[] x, int xo, float[] y, int yo, int n);

    /** {@code x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))} (accurate in relative terms far out on the left side). */
    void geluTanh(float[] x, int xo, float[] y, int yo, int n);

    /** {@code x * sigmoid(x)}. */
    void silu(float[] x, int xo, float[] y, int yo, int n);
}
