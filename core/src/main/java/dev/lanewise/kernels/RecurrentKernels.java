package dev.lanewise.kernels;

/**
 * One step of a recurrence, after its product: activations and new states, and the gradients of both. Rows are samples,
 * without gaps; a row of gates has those of {@code units} units, one gate after the other.
 *
 * <p>Every operation is rounded separately, in the order written; sigmoid and tanh are those of {@link MapKernels}, and
 * their gradients, {@code sigmoid'(g, y) = (g y) (1 - y)} and {@code tanh'(g, y) = g (1 - y y)}, those of
 * {@link ActivationKernels}.
 *
 * <p>Contract of every method: ranges lie inside their arrays; outputs overlap inputs only where it is said; nothing
 * outside the ranges is read or written; an element's result depends on its own operands alone; any NaN may stand for
 * any other NaN. Implementations neither fork nor allocate.
 */
public interface RecurrentKernels {
    /** {@code y = tanh(x + s)} of n elements; y may be x. */
    void tanh(float[] x, int xo, float[] s, int so, float[] y, int yo, int n);

    /** {@code y = max(x + s, 0)} of n elements, NaN stays NaN; y may be x. */
    void relu(float[] x, int xo, float[] s, int so, float[] y, int yo, int n);

    /**
     * The gates {@code i, f, o = sigmoid(x + s)} (first, second and fourth) and {@code g = tanh(x + s)} (third), {@code
     * cell = f before + i g} and {@code y = o tanh(cell)}.
     *
     * @param before the cell state before {@code [rows, units]}
     * @param gates {@code [rows, 4 units]}; may be x
     */
    void lstm(
            int rows, int units, float[] x, int xo, float[] s, int so, float[] before, int bo,
            float[] gates, int go, float[] cell, int co, float[] y, int yo);

    /**
     * The gradients of {@link #lstm}: with those of y in {@code dh} and of the cell in {@code dc}, {@code u =
     * tanh(cell)} and {@code d = tanh'(dh o, u) + dc}, those of {@code x + s} are {@code sigmoid'(d g, i)}, {@code
     * sigmoid'(d before, f)}, {@code tanh'(d i, g)} and {@code sigmoid'(dh u, o)}, and that of the cell before, {@code
     * d f}, takes the place of dc.
     *
     * @param dx {@code [rows, 4 units]}; may be {@code gates}
     */
    void lstmGradient(
            int rows, int units, float[] gates, int go, float[] before, int bo, float[] cell, int co,
            float[] dh, int ho, float[] dc, int dco, float[] dx, int xo);

    /**
     * The gates {@code r, z = sigmoid(x + s)} (first and second) and {@code n = tanh(x + r s)} (third), and {@code y =
     * n + z (before - n)}. The third part of s is kept.
     *
     * @param before the state before {@code [rows, units]}
     * @param gates {@code [rows, 3 units]}; may be x
     * @param part {@code [rows, units]}, the third part of s
     */
    void gru(
            int rows, int units, float[] x, int xo, float[] s, int so, float[] before, int bo,
            float[] gates, int go, float[] part, int po, float[] y, int yo);

    /**
     * The gradients of {@link #gru}: with {@code dh} that of y, {@code e = dh z} and {@code a = tanh'(dh - e, n)},
     * those of x are {@code sigmoid'(a part, r)}, {@code sigmoid'(dh (before - n), z)} and a; those of s the same, but
     * the third is {@code a r}; and e takes the place of dh.
     *
     * @param dx {@code [rows, 3 units]}; may be {@code gates}
     * @param ds {@code [rows, 3 units]}
     */
    void gruGradient(
            int rows, int units, float[] gates, int go, float[] part, int po, float[] before, int bo,
            float[] dh, int ho, float[] dx, int xo, float[] ds, int so);
}
