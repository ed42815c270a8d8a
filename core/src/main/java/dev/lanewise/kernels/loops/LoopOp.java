package dev.lanewise.kernels.loops;

/**
 * What one instruction of a fused loop computes from floats and masks of an element: the functions of
 * {@code MapKernels}, {@code ZipKernels} and {@code CompareKernels} with the same bits, and what masks need.
 */
public enum LoopOp {
    /** The argument itself: an element of a smaller tensor, repeated. */
    COPY(1),
    /** Functions of {@code MapKernels}. */
    NEG(1), ABS(1), SIGN(1), SQUARE(1), SQRT(1), RSQRT(1), RECIPROCAL(1), EXP(1), EXPM1(1), LOG(1), LOG1P(1), TANH(1),
    /** Further functions of {@code MapKernels}. */
    ERF(1), SIGMOID(1), SOFTPLUS(1), RELU(1), GELU(1), GELU_TANH(1), SILU(1),
    /** The functions of {@code ZipKernels}. */
    ADD(2), SUB(2), MUL(2), DIV(2), MAX(2), MIN(2),
    /** The comparisons of {@code CompareKernels}. */
    EQ(2), NE(2), LT(2), LE(2), GT(2), GE(2),
    /** Both masks. */
    AND(2),
    /** Not the mask. */
    NOT(1),
    /** Mask, then, else. */
    SELECT(3);

    private final int arity;

    LoopOp(int arity) {
        this.arity = arity;
    }

    /** How many arguments it takes. */
    public int arity() {
        return arity;
    }

    /** Whether it gives a mask; masks live within a loop only. */
    public boolean isMask() {
        return switch (this) {
            case EQ, NE, LT, LE, GT, GE, AND, NOT -> true;
            default -> false;
        };
    }

    /** Whether it is a polynomial of some 20 to 40 vector operations rather than one or a few. */
    public boolean isHeavy() {
        return switch (this) {
            case EXP, EXPM1, LOG, LOG1P, TANH, ERF, SIGMOID, SOFTPLUS, GELU, GELU_TANH, SILU -> true;
            default -> false;
        };
    }
}
