package dev.lanewise.ops;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

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
     * @param r {@code [..., K, N]}, upper triangular
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
        var both = new FactorOp.Qr().apply(matrices("qr", a));
        return new Qr((Tensor) both[0], (Tensor) both[1]);
    }

    /**
     * The X of least norm among those that minimise the norm of {@code A X - B}, by singular values, for matrices of
     * any rank; values up to max(M, N) 2<sup>-23</sup> times the largest count as 0. <b>Shape</b>: {@code [..., M, N],
     * [..., M, K] -> [..., N, K]}, batch axes broadcast; a B of one axis is a vector {@code [M]}, and X one {@code [N]}.
     * The gradient holds as long as the rank does not change.
     *
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public static Tensor lstsq(Tensor a, Tensor b) {
        if (isVector("lstsq", b)) {
            return lstsq(a, b.unsqueeze(-1)).squeeze(-1);
        }
        Tensor[] both = sameBatch("lstsq", a, b);
        return new FactorOp.Lstsq(rcond(both[0])).tensor(both[0], both[1]);
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

    private static double rcond(Tensor a) {
        return Math.max(a.dim(-2), a.dim(-1)) * 0x1p-23;
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
