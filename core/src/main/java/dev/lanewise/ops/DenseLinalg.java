package dev.lanewise.ops;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Statistics;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.Objects;

/**
 * Linear systems, factors and spectra of small dense matrices, those of the last two axes; axes before them are a
 * batch. Everything is computed in double precision from the floats and rounded once, and a batch is split among
 * threads.
 *
 * <p>A matrix with a NaN or an infinity, where it is read, gives NaN in all that is computed from it, and no other
 * matrix of the batch is touched; {@link #triangularSolve} alone computes on with it. A right side with a NaN or an
 * infinity gives them in its own column.
 */
public final class DenseLinalg {
    private DenseLinalg() {}

    /**
     * Orthogonal and triangular factor.
     *
     * @param q {@code [..., M, K]} with orthonormal columns
     * @param r {@code [..., K, N]}, upper triangular; K = min(M, N), or M for a complete one
     */
    public record Qr(Tensor q, Tensor r) {}

    /**
     * Eigenvalues and eigenvectors.
     *
     * @param values {@code [..., N]} in ascending order
     * @param vectors {@code [..., N, N]}, a vector a column
     */
    public record Eigh(Tensor values, Tensor vectors) {}

    /**
     * Singular values and vectors, {@code A = U diag(s) V^T}.
     *
     * @param u {@code [..., M, K]} with orthonormal columns
     * @param s {@code [..., K]} in descending order
     * @param vt {@code [..., K, N]} with orthonormal rows
     */
    public record Svd(Tensor u, Tensor s, Tensor vt) {}

    /**
     * A determinant without overflow.
     *
     * @param sign {@code [...]}: 1, -1, or 0 for a singular matrix
     * @param logAbs {@code [...]}: logarithm of the magnitude, minus infinity for a singular matrix
     */
    public record SlogDet(Tensor sign, Tensor logAbs) {}

    /**
     * The X with {@code A X = B}, by elimination with partial pivoting. <b>Shape</b>: {@code [..., N, N], [..., N, K]
     * -> [..., N, K]}, batch axes broadcast; a B of one axis is a vector {@code [N]}, and so is X.
     *
     * @throws IllegalArgumentException if the shapes do not fit, or a matrix is singular, which is named
     */
    public static Tensor solve(Tensor a, Tensor b) {
        if (isVector("solve", b)) {
            return solve(a, b.unsqueeze(-1)).squeeze(-1);
        }
        Tensor[] both = system("solve", a, b);
        return new MatrixOp.Solve().tensor(both[0], both[1]);
    }

    /**
     * The X with {@code A X = B} for a triangular A, of which the other triangle is not read
     * ({@index solve_triangular}). <b>Shape</b>: as {@link #solve}. A zero on the diagonal gives infinities or NaN.
     *
     * @param upper whether A is upper triangular
     * @param unitDiagonal whether the diagonal is taken to be ones and not read
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public static Tensor triangularSolve(Tensor a, Tensor b, boolean upper, boolean unitDiagonal) {
        if (isVector("triangularSolve", b)) {
            return triangularSolve(a, b.unsqueeze(-1), upper, unitDiagonal).squeeze(-1);
        }
        Tensor[] both = system("triangularSolve", a, b);
        return new MatrixOp.TriangularSolve(upper, unitDiagonal).tensor(both[0], both[1]);
    }

    /**
     * The X with {@code L L^T X = B}, for the L of {@link #cholesky} ({@index cholesky_solve}). <b>Shape</b>: as
     * {@link #solve}.
     *
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public static Tensor choleskySolve(Tensor l, Tensor b) {
        if (isVector("choleskySolve", b)) {
            return choleskySolve(l, b.unsqueeze(-1)).squeeze(-1);
        }
        Tensor[] both = system("choleskySolve", l, b);
        Tensor y = new MatrixOp.TriangularSolve(false, false).tensor(both[0], both[1]);
        return new MatrixOp.TriangularSolve(true, false).tensor(Matrix.transposed(both[0]), y);
    }

    /**
     * The inverse ({@index inv}). <b>Shape</b>: {@code [..., N, N] -> [..., N, N]}. To solve a system, {@link #solve}
     * is faster and more accurate.
     *
     * @throws IllegalArgumentException if the matrices are not square, or one is singular, which is named
     */
    public static Tensor inverse(Tensor a) {
        return new MatrixOp.Inverse().tensor(square("inverse", a));
    }

    /**
     * The determinant. <b>Shape</b>: {@code [..., N, N] -> [...]}. A singular matrix has no gradient here: the backward
     * pass refuses it as {@link #inverse} does.
     *
     * @throws IllegalArgumentException if the matrices are not square
     */
    public static Tensor det(Tensor a) {
        return new MatrixOp.Determinant().tensor(square("det", a));
    }

    /**
     * Sign of the determinant and logarithm of its magnitude. <b>Shape</b>: {@code [..., N, N] -> [...]} each.
     * Gradients as {@link #det}; that of the sign is zero.
     *
     * @throws IllegalArgumentException if the matrices are not square
     */
    public static SlogDet slogdet(Tensor a) {
        var all = new MatrixOp.Determinant().apply(square("slogdet", a));
        return new SlogDet((Tensor) all[1], (Tensor) all[2]);
    }

    /**
     * The logarithm of the determinant, minus infinity for a singular matrix, NaN for a negative determinant.
     * <b>Shape</b>: {@code [..., N, N] -> [...]}. Gradient as {@link #det}.
     *
     * @throws IllegalArgumentException if the matrices are not square
     */
    public static Tensor logdet(Tensor a) {
        SlogDet both = slogdet(square("logdet", a));
        return both.logAbs.add(both.sign.detach().log());
    }

    /**
     * The product of n copies of a matrix, by repeated squaring: copies of its {@link #inverse} for a negative n, the
     * identity for 0 ({@index matrix_power}). <b>Shape</b>: {@code [..., N, N] -> [..., N, N]}.
     *
     * @throws IllegalArgumentException if the matrices are not square, or n is negative and one is singular
     */
    public static Tensor matrixPower(Tensor a, int n) {
        square("matrixPower", a);
        if (n == 0) {
            return Tensor.eye(a.dim(-1)).broadcastTo(a.shape());
        }
        Tensor square = n < 0 ? inverse(a) : a;
        Tensor product = null;
        for (long rest = Math.abs((long) n); rest > 0; rest >>= 1) {
            if ((rest & 1) != 0) {
                product = product == null ? square : product.matmul(square);
            }
            square = rest > 1 ? square.matmul(square) : square;
        }
        return Objects.requireNonNull(product);
    }

    /**
     * The lower triangular L with {@code A = L L^T} of symmetric positive definite matrices, of which the lower
     * triangle is read; the gradient is symmetric. <b>Shape</b>: {@code [..., N, N] -> [..., N, N]}.
     *
     * @throws IllegalArgumentException if the matrices are not square, or one is not positive definite: the message
     *        names it and the order of the first leading minor that is not positive
     */
    public static Tensor cholesky(Tensor a) {
        return new MatrixOp.Cholesky().tensor(square("cholesky", a));
    }

    /**
     * Reduced QR decomposition by Householder reflections; no number on R's diagonal is negative. <b>Shape</b>:
     * {@code [..., M, N] -> [..., M, K], [..., K, N]} with K = min(M, N). The gradient needs a full rank of the first K
     * columns; else it is infinite or NaN.
     *
     * @throws IllegalArgumentException if there are fewer than two axes
     */
    public static Qr qr(Tensor a) {
        return qr(a, false);
    }

    /**
     * As {@link #qr(Tensor)}; a complete one has a square Q {@code [..., M, M]} and an R of the matrix's shape, and for
     * more rows than columns no gradient.
     */
    public static Qr qr(Tensor a, boolean complete) {
        var both = new FactorOp.Qr(complete).apply(matrices("qr", a));
        return new Qr((Tensor) both[0], (Tensor) both[1]);
    }

    /**
     * The X of least norm among those that minimise the norm of {@code A X - B}, by singular values, for matrices of
     * any rank; values up to max(M, N) 2<sup>-23</sup> times the largest count as 0. <b>Shape</b>: {@code [..., M, N],
     * [..., M, K] -> [..., N, K]}, batch axes broadcast; a B of one axis is a vector {@code [M]}, and X one {@code
     * [N]}. The gradient holds as long as the rank does not change.
     *
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public static Tensor lstsq(Tensor a, Tensor b) {
        return lstsq(a, b, rcond(matrices("lstsq", a)));
    }

    /** As {@link #lstsq(Tensor, Tensor)}; singular values up to rtol times the largest count as 0. */
    public static Tensor lstsq(Tensor a, Tensor b, double rtol) {
        tolerance("lstsq", rtol);
        if (isVector("lstsq", b)) {
            return lstsq(a, b.unsqueeze(-1), rtol).squeeze(-1);
        }
        Tensor[] both = sameBatch("lstsq", a, b);
        return new FactorOp.Lstsq(rtol).tensor(both[0], both[1]);
    }

    /**
     * Eigenvalues in ascending order and eigenvectors of symmetric matrices, of which the lower triangle is read, by
     * Jacobi rotations; the first of the largest components of each vector is positive. <b>Shape</b>: {@code [..., N,
     * N]
     * -> [..., N], [..., N, N]}. The gradient is symmetric; that of vectors is infinite or NaN if two eigenvalues are
     * equal, that of values never.
     *
     * @throws IllegalArgumentException if the matrices are not square
     */
    public static Eigh eigh(Tensor a) {
        var both = new FactorOp.Eigh().apply(square("eigh", a));
        return new Eigh((Tensor) both[0], (Tensor) both[1]);
    }

    /**
     * The eigenvalues of {@link #eigh}.
     *
     * @throws IllegalArgumentException if the matrices are not square
     */
    public static Tensor eigvalsh(Tensor a) {
        return new FactorOp.Eigh().tensor(square("eigvalsh", a));
    }

    /**
     * Reduced singular value decomposition by one-sided Jacobi rotations; the first of the largest components of each
     * column of U is positive. <b>Shape</b>: {@code [..., M, N] -> [..., M, K], [..., K], [..., K, N]} with K = min(M,
     * N). The gradient of vectors is infinite or NaN if two values are equal, or one is 0 and the matrix is not square;
     * that of values never.
     *
     * @throws IllegalArgumentException if there are fewer than two axes
     */
    public static Svd svd(Tensor a) {
        var all = new FactorOp.Svd().apply(matrices("svd", a));
        return new Svd((Tensor) all[0], (Tensor) all[1], (Tensor) all[2]);
    }

    /**
     * The singular values of {@link #svd}.
     *
     * @throws IllegalArgumentException if there are fewer than two axes
     */
    public static Tensor svdvals(Tensor a) {
        return (Tensor) new FactorOp.Svd().apply(matrices("svdvals", a))[1];
    }

    /**
     * The pseudo-inverse (Moore-Penrose), with small values as in {@link #lstsq}. <b>Shape</b>: {@code [..., M, N] ->
     * [..., N, M]}. The gradient holds as long as the rank does not change, at equal singular values too.
     *
     * @throws IllegalArgumentException if there are fewer than two axes
     */
    public static Tensor pinv(Tensor a) {
        return new FactorOp.Pinv(rcond(matrices("pinv", a))).tensor(a);
    }

    /** As {@link #pinv(Tensor)}; singular values up to rtol times the largest count as 0, for the gradient too. */
    public static Tensor pinv(Tensor a, double rtol) {
        return new FactorOp.Pinv(tolerance("pinv", rtol)).tensor(matrices("pinv", a));
    }

    /**
     * How many singular values do not count as 0, see {@link #lstsq}; 0 for NaN ({@index matrix_rank}). <b>Shape</b>:
     * {@code [..., M, N] -> [...]}.
     *
     * @throws IllegalArgumentException if there are fewer than two axes
     */
    public static IntTensor matrixRank(Tensor a) {
        return matrixRank(a, rcond(matrices("matrixRank", a)));
    }

    /** As {@link #matrixRank(Tensor)}; singular values up to rtol times the largest count as 0. */
    public static IntTensor matrixRank(Tensor a, double rtol) {
        tolerance("matrixRank", rtol);
        Tensor s = svdvals(matrices("matrixRank", a).detach());
        Tensor largest = s.slice(-1, 0, Math.min(1, s.dim(-1)));
        return Statistics.count(s.gt(largest.mul(rtol)), -1);
    }

    /**
     * The condition number, the largest singular value by the smallest. <b>Shape</b>: {@code [..., M, N] -> [...]}. A
     * singular matrix gives infinity or a number about 2<sup>23</sup> and more, zeros NaN. The gradient at equal
     * largest or smallest values is shared by them.
     *
     * @throws IllegalArgumentException if there are fewer than two axes, or no elements
     */
    public static Tensor cond(Tensor a) {
        Tensor s = svdvals(matrices("cond", a));
        return extreme("cond", a, s, 2).div(extreme("cond", a, s, -2));
    }

    /** Frobenius norm: the root of the sum of squares. <b>Shape</b>: {@code [..., M, N] -> [...]}. */
    public static Tensor matrixNorm(Tensor a) {
        return Statistics.norm(matrices("matrixNorm", a), 2, -2, -1);
    }

    /**
     * Norm of order p ({@index matrix_norm}): 1 is the largest sum of magnitudes of a column, infinity that of a row, 2
     * the largest singular value (spectral norm), and -1, -infinity and -2 the smallest ones. <b>Shape</b>: {@code
     * [..., M, N] -> [...]}. Equal extremes share the gradient.
     *
     * @throws IllegalArgumentException for another p, for fewer than two axes, or if there is no smallest one
     */
    public static Tensor matrixNorm(Tensor a, double p) {
        matrices("matrixNorm", a);
        double order = Math.abs(p);
        if (order != 1 && order != 2 && order != Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "matrixNorm: order " + p + ": expected 1, 2 or infinity, or one of them negated");
        }
        return extreme("matrixNorm", a, order == 2 ? svdvals(a) : a.abs().sum(order == 1 ? -2 : -1), p);
    }

    /**
     * The sum of the singular values. <b>Shape</b>: {@code [..., M, N] -> [...]}.
     *
     * @throws IllegalArgumentException if there are fewer than two axes
     */
    public static Tensor nuclearNorm(Tensor a) {
        return svdvals(matrices("nuclearNorm", a)).sum(-1);
    }

    /** The largest value for p > 0, which is 0 of none, else the smallest. */
    private static Tensor extreme(String op, Tensor a, Tensor values, double p) {
        if (values.dim(-1) > 0) {
            return p > 0 ? values.max(-1) : values.min(-1);
        }
        if (p > 0) {
            return values.sum(-1);
        }
        throw new IllegalArgumentException(op + ": no smallest value in shape " + a.shape());
    }

    /** The part of the largest singular value up to which others count as 0. */
    private static double rcond(Tensor a) {
        return Math.max(a.dim(-2), a.dim(-1)) * 0x1p-23;
    }

    private static double tolerance(String op, double rtol) {
        if (!(rtol >= 0)) {
            throw new IllegalArgumentException(op + ": tolerance " + rtol + " is negative or NaN");
        }
        return rtol;
    }

    /** Both with the batch axes that they broadcast to; rows of the two are equally many. */
    private static Tensor[] sameBatch(String op, Tensor a, Tensor b) {
        Required.nonNull(op + ": the matrix", a);
        Required.nonNull(op + ": the right side", b);
        if (a.rank() < 2 || b.rank() < 2 || a.dim(-2) != b.dim(-2)) {
            throw new IllegalArgumentException(
                    op + ": " + a.shape() + " and " + b.shape() + ": expected [..., M, N] and [..., M, K]");
        }
        Shape batch = Shape.broadcast(op, Matrix.batch(a.shape()), Matrix.batch(b.shape()));
        return new Tensor[] {
            a.broadcastTo(Matrix.of(batch, a.dim(-2), a.dim(-1))), b.broadcastTo(Matrix.of(batch, b.dim(-2), b.dim(-1)))
        };
    }

    /** As {@link #sameBatch}, with square matrices. */
    private static Tensor[] system(String op, Tensor a, Tensor b) {
        square(op, a);
        return sameBatch(op, a, b);
    }

    private static Tensor square(String op, Tensor a) {
        Matrix.requireSquare(op, Required.nonNull(op + ": the matrix", a).shape());
        return a;
    }

    private static Tensor matrices(String op, Tensor a) {
        Matrix.requireMatrices(op, Required.nonNull(op + ": the matrix", a).shape());
        return a;
    }

    private static boolean isVector(String op, Tensor b) {
        return Required.nonNull(op + ": the right side", b).rank() == 1;
    }
}
