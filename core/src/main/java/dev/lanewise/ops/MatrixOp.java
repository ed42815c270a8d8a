package dev.lanewise.ops;

import dev.lanewise.kernels.dense.Triangles;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Functions of matrices {@code [..., M, N]}, computed in doubles from the floats, one matrix of the batch after the
 * other or in parallel, and rounded once. Here are those by elimination; {@link FactorOp} has the orthogonal ones.
 */
public sealed interface MatrixOp extends Op permits FactorOp, MatrixOp.Solve, MatrixOp.Inverse,
        MatrixOp.TriangularSolve, MatrixOp.Determinant, MatrixOp.Cholesky {
    @Override
    default boolean needsDoubles() {
        return true;
    }

    /** Solution of {@code A X = B}. Gradients with G that of X: of B {@code H = A^-T G}, of A {@code -H X^T}. */
    record Solve() implements MatrixOp {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.floats(requireSystem(name(), in))};
        }

        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public void run(Operands in, Operands out) {
            int n = in.shape(0).dim(-1);
            int k = in.shape(1).dim(-1);
            requireRegular(name(), in.shape(0), MatrixBatch.each(in, out, (x, y) -> {
                System.arraycopy(x[1], 0, y[0], 0, n * k);
                return Triangles.solve(x[0], n, y[0], k);
            }));
        }

        @Override
        public Saves saves(int needs) {
            return (needs & 1) == 0 ? new Saves(1, 0) : Saves.X_AND_Y;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor ofB = new Solve().tensor(Matrix.transposed(saved.input(0)), given(grads[0]));
            return new @Nullable Tensor[] {
                saved.needs(0) ? ofB.matmul(saved.output(0), false, true).neg() : null, saved.needs(1) ? ofB : null
            };
        }
    }

    /** The inverse X. Gradient with G that of X: {@code -H X^T}, {@code H = A^-T G}. */
    record Inverse() implements MatrixOp {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.floats(Matrix.requireSquare(name(), in[0].shape()))};
        }

        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public void run(Operands in, Operands out) {
            int n = in.shape(0).dim(-1);
            requireRegular(name(), in.shape(0), MatrixBatch.each(in, out, (x, y) -> {
                for (int i = 0; i < n; i++) {
                    y[0][i * n + i] = 1;
                }
                return Triangles.solve(x[0], n, y[0], n);
            }));
        }

        @Override
        public Saves saves(int needs) {
            return Saves.X_AND_Y;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor h = new Solve().tensor(Matrix.transposed(saved.x()), given(grads[0]));
            return new @Nullable Tensor[] {h.matmul(saved.y(), false, true).neg()};
        }
    }

    /**
     * Solution of {@code A X = B} with a triangular A, of which the other triangle is not read. Gradients with G that
     * of X: of B {@code H = A^-T G}, of A the triangle of {@code -H X^T}.
     *
     * @param unit the diagonal is taken to be ones
     */
    record TriangularSolve(boolean upper, boolean unit) implements MatrixOp {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.floats(requireSystem(name(), in))};
        }

        @Override
        public void run(Operands in, Operands out) {
            int n = in.shape(0).dim(-1);
            int k = in.shape(1).dim(-1);
            MatrixBatch.each(in, out, (x, y) -> {
                System.arraycopy(x[1], 0, y[0], 0, n * k);
                Triangles.solve(x[0], n, upper, unit, y[0], k);
                return 0;
            });
        }

        @Override
        public Saves saves(int needs) {
            return (needs & 1) == 0 ? new Saves(1, 0) : Saves.X_AND_Y;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor a = saved.input(0);
            Tensor ofB = new TriangularSolve(!upper, unit).tensor(Matrix.transposed(a), given(grads[0]));
            Tensor ofA = null;
            if (saved.needs(0)) {
                Tensor full = ofB.matmul(saved.output(0), false, true).neg();
                Tensor triangle = Matrix.lower(a.dim(-1), unit ? 0 : 1);
                ofA = full.mul(upper ? triangle.transpose() : triangle);
            }
            return new @Nullable Tensor[] {ofA, saved.needs(1) ? ofB : null};
        }
    }

    /**
     * The determinant, its sign (0 for 0), and the logarithm of its magnitude. Gradient {@code (g det + h) A^-T}, with
     * g that of the determinant and h that of the logarithm.
     */
    record Determinant() implements MatrixOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = Matrix.requireSquare(name(), in[0].shape());
            Spec each = Spec.floats(Matrix.batch(x));
            return new Spec[] {each, each, each};
        }

        @Override
        public void run(Operands in, Operands out) {
            int n = in.shape(0).dim(-1);
            MatrixBatch.each(in, out, (x, y) -> {
                double[] all = Triangles.determinant(x[0], n);
                for (int i = 0; i < all.length; i++) {
                    y[i][0] = all[i];
                }
                return 0;
            });
        }

        @Override
        public Saves saves(int needs) {
            return Saves.X_AND_Y;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor ofDet = grads[0] == null ? null : grads[0].mul(saved.output(0));
            Tensor ofLog = grads[2];
            Tensor g = ofDet == null ? ofLog : ofLog == null ? ofDet : ofDet.add(ofLog);
            if (g == null) {
                return new @Nullable Tensor[] {null};
            }
            Tensor a = saved.input(0);
            return new @Nullable Tensor[] {
                Matrix.transposed(DenseLinalg.inverse(a)).mul(g.unsqueeze(-1).unsqueeze(-1))
            };
        }
    }

    /**
     * The lower triangular L with {@code A = L L^T}, from the lower triangle of A. Gradient with G that of L:
     * {@code L^-T S L^-1}, where S is the symmetric part of the lower triangle of {@code L^T G} with its diagonal
     * halved.
     */
    record Cholesky() implements MatrixOp {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.floats(Matrix.requireSquare(name(), in[0].shape()))};
        }

        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public void run(Operands in, Operands out) {
            int n = in.shape(0).dim(-1);
            int[] states = MatrixBatch.each(in, out, (x, y) -> {
                int minor = Triangles.cholesky(x[0], n);
                System.arraycopy(x[0], 0, y[0], 0, n * n);
                return minor;
            });
            int failed = MatrixBatch.firstFailure(states);
            if (failed >= 0) {
                throw new IllegalArgumentException("cholesky: " + MatrixBatch.which(failed, in.shape(0))
                        + " is not positive definite: its leading minor of order " + states[failed]
                        + " is not positive");
            }
        }

        @Override
        public Saves saves(int needs) {
            return Saves.Y;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor l = saved.y();
            Tensor lower = l.matmul(given(grads[0]), true, false).mul(Matrix.lower(l.dim(-1), 0.5f));
            TriangularSolve solve = new TriangularSolve(true, false);
            Tensor transposed = Matrix.transposed(l);
            Tensor half = solve.tensor(transposed, Matrix.symmetric(lower));
            return new @Nullable Tensor[] {solve.tensor(transposed, Matrix.transposed(half))};
        }
    }

    // ---- what the ops share

    /** The gradient of an only output, which is there if the rule is asked. */
    private static Tensor given(@Nullable Tensor grad) {
        return Objects.requireNonNull(grad);
    }

    /** Checks A {@code [..., N, N]} and B {@code [..., N, K]} with equal batches; gives the shape of B. */
    private static Shape requireSystem(String op, Value... in) {
        Shape a = Matrix.requireSquare(op, in[0].shape());
        Shape b = in[1].shape();
        if (b.rank() != a.rank() || b.dim(-2) != a.dim(-1) || !Matrix.batch(a).equals(Matrix.batch(b))) {
            throw new IllegalArgumentException(op + ": " + a + " and " + b + ": expected [..., N, N] and [..., N, K]");
        }
        return b;
    }

    /** Refuses a matrix of which a pivot is 0. */
    private static void requireRegular(String op, Shape x, int... pivots) {
        int failed = MatrixBatch.firstFailure(pivots);
        if (failed >= 0) {
            throw new IllegalArgumentException(
                    op + ": " + MatrixBatch.which(failed, x) + " is singular: pivot " + pivots[failed]
                            + " of " + x.dim(-1) + " is 0");
        }
    }
}
