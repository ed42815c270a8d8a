package dev.lanewise.ops;

import dev.lanewise.kernels.dense.Householder;
import dev.lanewise.kernels.dense.Jacobi;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Functions of matrices by orthogonal factors. */
public sealed interface FactorOp extends MatrixOp {
    /**
     * {@code A = Q R}, with no negative number on the diagonal of R. Gradient of a reduced one of a tall or square A,
     * with G and H those of Q and R: {@code (G + Q C) R^-T}, where C is symmetric with the lower triangle of {@code R
     * H^T - G^T Q}. A wide A is {@code [X Y]}, of which X = Q U alone has factors and {@code V = Q^T Y} is the rest
     * of R.
     *
     * @param complete whether Q is square, with further columns for a tall A, which has no gradient then
     */
    record Qr(boolean complete) implements FactorOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = Matrix.requireMatrices(name(), in[0].shape());
            Shape batch = Matrix.batch(x);
            int k = columns(x);
            return new Spec[] {
                Spec.floats(Matrix.of(batch, x.dim(-2), k)), Spec.floats(Matrix.of(batch, k, x.dim(-1)))
            };
        }

        private int columns(Shape x) {
            return complete ? x.dim(-2) : Math.min(x.dim(-2), x.dim(-1));
        }

        @Override
        public void run(Operands in, Operands out) {
            int m = in.shape(0).dim(-2);
            int n = in.shape(0).dim(-1);
            int columns = columns(in.shape(0));
            MatrixBatch.each(in, out, (x, y) -> {
                Householder.qr(x[0], m, n, columns, y[0], y[1]);
                return 0;
            });
        }

        @Override
        public Saves saves(int needs) {
            return new Saves(1, 0b11);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            int m = saved.shape(0).dim(-2);
            int n = saved.shape(0).dim(-1);
            if (complete && m > n) {
                throw new UnsupportedOperationException("qr: " + saved.shape(0) + ": the complete decomposition has no "
                        + "gradient for more rows than columns; the reduced one has");
            }
            Tensor q = saved.output(0);
            Tensor r = saved.output(1);
            if (m >= n) {
                return new @Nullable Tensor[] {gradient(q, r, grads[0], grads[1])};
            }
            Tensor ofQ = grads[0];
            Tensor ofU = null;
            Tensor ofV = Tensor.zeros(Matrix.of(Matrix.batch(saved.shape(0)), m, n - m));
            if (grads[1] != null) {
                ofU = grads[1].slice(-1, 0, m);
                ofV = grads[1].slice(-1, m, n);
                Tensor through = saved.input(0).slice(-1, m, n).matmul(ofV, false, true);
                ofQ = ofQ == null ? through : ofQ.add(through);
            }
            Tensor ofX = gradient(q, r.slice(-1, 0, m), ofQ, ofU);
            return new @Nullable Tensor[] {Shapes.concat(-1, ofX, q.matmul(ofV))};
        }

        private static Tensor gradient(Tensor q, Tensor r, @Nullable Tensor ofQ, @Nullable Tensor ofR) {
            Tensor m = ofR == null ? null : r.matmul(ofR, false, true);
            if (ofQ != null) {
                Tensor through = ofQ.matmul(q, true, false);
                m = m == null ? through.neg() : m.sub(through);
            }
            Tensor lower = Objects.requireNonNull(m).mul(Matrix.lower(r.dim(-1), 0.5f));
            Tensor c = q.matmul(lower.add(Matrix.transposed(lower)));
            Tensor sum = ofQ == null ? c : ofQ.add(c);
            return Matrix.transposed(new TriangularSolve(true, false).tensor(r, Matrix.transposed(sum)));
        }
    }

    /**
     * Eigenvalues in ascending order and eigenvectors (columns, the first of the largest components positive) of
     * symmetric matrices, of which the lower triangle is read. Gradient, with g and G those of values l and vectors V:
     * {@code V (diag(g) + S) V^T}, S the symmetric part of {@code (V^T G)_ij / (l_j - l_i)} off the diagonal.
     */
    record Eigh() implements FactorOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = Matrix.requireSquare(name(), in[0].shape());
            return new Spec[] {Spec.floats(Matrix.of(Matrix.batch(x), x.dim(-1))), Spec.floats(x)};
        }

        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public void run(Operands in, Operands out) {
            int n = in.shape(0).dim(-1);
            requireConverged(name(), in.shape(0),
                    MatrixBatch.each(in, out, (x, y) -> Jacobi.eigen(x[0], n, y[0], y[1])));
        }

        @Override
        public Saves saves(int needs) {
            return new Saves(0, 0b11);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor v = saved.output(1);
            Tensor inner = grads[0] == null ? null : Matrix.diagonal(grads[0]);
            if (grads[1] != null) {
                Tensor l = saved.output(0);
                Tensor eye = Tensor.eye(l.dim(-1));
                Tensor apart = l.unsqueeze(-2).sub(l.unsqueeze(-1)).add(eye);
                Tensor turn = v.matmul(grads[1], true, false).mul(eye.neg().add(1)).div(apart);
                Tensor symmetric = Matrix.symmetric(turn);
                inner = inner == null ? symmetric : inner.add(symmetric);
            }
            return new @Nullable Tensor[] {v.matmul(Objects.requireNonNull(inner)).matmul(v, false, true)};
        }
    }

    /**
     * Reduced {@code A = U diag(s) W}, values in descending order; the first of the largest components of each column
     * of U is positive. Gradient, with K, g and H those of U, s and W: {@code U M W}, {@code M = skew(U^T K) / E
     * diag(s) + diag(s) skew(W H^T) / E + diag(g)}, {@code skew(X) = X - X^T}, {@code E_ij = s_j^2 - s_i^2}; a tall A
     * gets {@code (K - U U^T K) diag(s)^-1 W} as well, a wide one {@code U diag(s)^-1 (H - H W^T W)}.
     */
    record Svd() implements FactorOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = Matrix.requireMatrices(name(), in[0].shape());
            Shape batch = Matrix.batch(x);
            int k = Math.min(x.dim(-2), x.dim(-1));
            return new Spec[] {
                Spec.floats(Matrix.of(batch, x.dim(-2), k)), Spec.floats(Matrix.of(batch, k)),
                Spec.floats(Matrix.of(batch, k, x.dim(-1)))
            };
        }

        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public void run(Operands in, Operands out) {
            int m = in.shape(0).dim(-2);
            int n = in.shape(0).dim(-1);
            requireConverged(name(), in.shape(0),
                    MatrixBatch.each(in, out, (x, y) -> Jacobi.svd(x[0], m, n, y[0], y[1], y[2])));
        }

        @Override
        public Saves saves(int needs) {
            return new Saves(0, 0b111);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor u = saved.output(0);
            Tensor s = saved.output(1);
            Tensor w = saved.output(2);
            Tensor rows = s.unsqueeze(-1);
            Tensor columns = s.unsqueeze(-2);
            Tensor eye = Tensor.eye(s.dim(-1));
            Tensor apart = columns.sub(rows).mul(columns.add(rows)).add(eye);
            Tensor inner = grads[1] == null ? null : Matrix.diagonal(grads[1]);
            Tensor beside = null;
            if (grads[0] != null) {
                Tensor across = u.matmul(grads[0], true, false);
                inner = plus(inner, skew(across).div(apart).mul(columns));
                if (u.dim(-2) > s.dim(-1)) {
                    beside = grads[0].sub(u.matmul(across)).div(columns).matmul(w);
                }
            }
            if (grads[2] != null) {
                Tensor across = w.matmul(grads[2], false, true);
                inner = plus(inner, skew(across).div(apart).mul(rows));
                if (w.dim(-1) > s.dim(-1)) {
                    Tensor off = grads[2].sub(Matrix.transposed(across).matmul(w)).div(rows);
                    beside = plus(beside, u.matmul(off));
                }
            }
            Tensor within = u.matmul(Objects.requireNonNull(inner)).matmul(w);
            return new @Nullable Tensor[] {plus(beside, within)};
        }

        private static Tensor skew(Tensor x) {
            return x.sub(Matrix.transposed(x));
        }

        private static Tensor plus(@Nullable Tensor a, Tensor b) {
            return a == null ? b : a.add(b);
        }
    }

    /**
     * The pseudo-inverse P {@code [..., N, M]} of A {@code [..., M, N]}. Gradient, with G that of P: {@code -P^T G P^T
     * + (I - A P) G^T P P^T + P^T P G^T (I - P A)}, as long as the rank does not change.
     *
     * @param rcond singular values up to this part of the largest count as 0
     */
    record Pinv(double rcond) implements FactorOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = Matrix.requireMatrices(name(), in[0].shape());
            return new Spec[] {Spec.floats(Matrix.of(Matrix.batch(x), x.dim(-1), x.dim(-2)))};
        }

        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public void run(Operands in, Operands out) {
            int m = in.shape(0).dim(-2);
            int n = in.shape(0).dim(-1);
            requireConverged(name(), in.shape(0), MatrixBatch.each(in, out, (x, y) -> {
                double[] one = new double[m * m];
                for (int i = 0; i < m; i++) {
                    one[i * m + i] = 1;
                }
                return Jacobi.leastSquares(x[0], m, n, rcond, one, m, y[0]);
            }));
        }

        @Override
        public Saves saves(int needs) {
            return Saves.X_AND_Y;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            return new @Nullable Tensor[] {gradient(saved.x(), saved.y(), Objects.requireNonNull(grads[0]))};
        }

        private static Tensor gradient(Tensor a, Tensor p, Tensor g) {
            Tensor left = Matrix.transposed(g).matmul(p).matmul(p, false, true);
            Tensor right = p.matmul(p.matmul(g, false, true), true, false);
            return left.sub(a.matmul(p.matmul(left)))
                    .add(right.sub(right.matmul(p).matmul(a)))
                    .sub(p.matmul(g, true, false).matmul(p, false, true));
        }
    }

    /**
     * The X of least norm among those that minimise the norm of {@code A X - B}, by the singular values of A. Gradient,
     * with G that of X: of B {@code P^T G}, of A that of {@link Pinv} for {@code G B^T}.
     *
     * @param rcond singular values up to this part of the largest count as 0
     */
    record Lstsq(double rcond) implements FactorOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape a = Matrix.requireMatrices(name(), in[0].shape());
            Shape b = in[1].shape();
            if (b.rank() != a.rank() || b.dim(-2) != a.dim(-2) || !Matrix.batch(a).equals(Matrix.batch(b))) {
                throw new IllegalArgumentException(
                        "lstsq: " + a + " and " + b + ": expected [..., M, N] and [..., M, K]");
            }
            return new Spec[] {Spec.floats(Matrix.of(Matrix.batch(a), a.dim(-1), b.dim(-1)))};
        }

        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public void run(Operands in, Operands out) {
            int m = in.shape(0).dim(-2);
            int n = in.shape(0).dim(-1);
            int k = in.shape(1).dim(-1);
            requireConverged(name(), in.shape(0), MatrixBatch.each(
                    in, out, (x, y) -> Jacobi.leastSquares(x[0], m, n, rcond, x[1], k, y[0])));
        }

        @Override
        public Saves saves(int needs) {
            return (needs & 1) == 0 ? new Saves(1, 0) : Saves.A_AND_B;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor g = Objects.requireNonNull(grads[0]);
            Tensor a = saved.input(0);
            Tensor p = new Pinv(rcond).tensor(a);
            return new @Nullable Tensor[] {
                saved.needs(0) ? Pinv.gradient(a, p, g.matmul(saved.input(1), false, true)) : null,
                saved.needs(1) ? p.matmul(g, true, false) : null
            };
        }
    }

    private static void requireConverged(String op, Shape x, int... states) {
        int failed = MatrixBatch.firstFailure(states);
        if (failed >= 0) {
            throw new IllegalArgumentException(
                    op + ": the rotations do not converge for " + MatrixBatch.which(failed, x));
        }
    }
}
