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
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Functions of matrices {@code [..., M, N]}, computed in doubles from the floats, one matrix of the batch after the
 * other or in parallel, and rounded once. Here are those by elimination; {@link FactorOp} has the orthogonal ones.
 */
public sealed interface MatrixOp extends Op permits FactorOp, MatrixOp.Solve, MatrixOp.TriangularSolve,
        MatrixOp.Determinant, MatrixOp.Cholesky {
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
            int[] states = MatrixBatch.each(in, out, (x, y) -> {
                int[] swaps = new int[n];
                int zero = Triangles.lu(x[0], n, swaps);
                System.arraycopy(x[1], 0, y[0], 0, n * k);
                if (zero == 0) {
                    Triangles.solveLu(x[0], n, swaps, y[0], k);
                }
                return zero;
            });
            int failed = firstFailure(states);
            if (failed >= 0) {
                throw new IllegalArgumentException("solve: " + which(failed, in.shape(0))
                        + " is singular: pivot " + states[failed] + " of " + n + " is 0");
            }
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
            Shape x = requireSquare(name(), in[0].shape());
            Spec each = Spec.floats(Matrix.batch(x));
            return new Spec[] {each, each, each};
        }

        @Override
        public void run(Operands in, Operands out) {
            int n = in.shape(0).dim(-1);
            MatrixBatch.each(in, out, (x, y) -> {
                int[] swaps = new int[n];
                boolean singular = Triangles.lu(x[0], n, swaps) != 0;
                double product = singular ? 0 : 1;
                double sign = singular ? 0 : 1;
                double log = singular ? Double.NEGATIVE_INFINITY : 0;
                for (int i = 0; i < n && !singular; i++) {
                    double pivot = x[0][i * n + i];
                    double flip = swaps[i] == i ? 1 : -1;
                    product *= flip * pivot;
                    sign *= flip * Math.signum(pivot);
                    log += StrictMath.log(Math.abs(pivot));
                }
                y[0][0] = product;
                y[1][0] = sign;
                y[2][0] = log;
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
            return new Spec[] {Spec.floats(requireSquare(name(), in[0].shape()))};
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
            int failed = firstFailure(states);
            if (failed >= 0) {
                throw new IllegalArgumentException("cholesky: " + which(failed, in.shape(0))
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
        Shape a = requireSquare(op, in[0].shape());
        Shape b = in[1].shape();
        if (b.rank() != a.rank() || b.dim(-2) != a.dim(-1) || !Matrix.batch(a).equals(Matrix.batch(b))) {
            throw new IllegalArgumentException(op + ": " + a + " and " + b + ": expected [..., N, N] and [..., N, K]");
        }
        return b;
    }

    /** Checks that matrices are square. */
    static Shape requireSquare(String op, Shape x) {
        if (x.rank() < 2 || x.dim(-1) != x.dim(-2)) {
            throw new IllegalArgumentException(op + ": " + x + ": expected square matrices [..., N, N]");
        }
        return x;
    }

    /** How many matrices there are. */
    static int count(Shape x) {
        return x.product(0, x.rank() - 2);
    }

    /** The first matrix for which something but 0 was returned; -1 if there is none. */
    static int firstFailure(int... states) {
        for (int i = 0; i < states.length; i++) {
            if (states[i] != 0) {
                return i;
            }
        }
        return -1;
    }

    /** A matrix of a batch for messages: {@code the matrix at [1, 0] of [2, 3, 4, 4]}. */
    static String which(int flat, Shape x) {
        int[] index = new int[x.rank() - 2];
        int rest = flat;
        for (int axis = index.length - 1; axis >= 0; axis--) {
            index[axis] = rest % x.dim(axis);
            rest /= x.dim(axis);
        }
        return index.length == 0 ? "the matrix " + x : "the matrix at " + Arrays.toString(index) + " of " + x;
    }
}
