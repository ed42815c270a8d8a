package dev.lanewise.ops;

import static dev.lanewise.Tolerance.relative;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.primitives.LogicOp;
import dev.lanewise.tensor.primitives.MatmulOp;
import dev.lanewise.tensor.primitives.ReduceOp;
import java.util.Arrays;

/** Rows for functions of dense matrices, on matrices away from singular ones and from equal eigenvalues. */
final class DenseOpTable extends OpTable {
    DenseOpTable() {
        row("solve", MatrixOp.Solve.class, x -> DenseLinalg.solve(apart(x[0]), x[1]),
                x -> DenseReference.solve(apart(x[0]), x[1]))
                .on(dims(3, 3), dims(3, 2)).on(dims(1, 1), dims(1, 1)).on(dims(5, 5), dims(5, 0));
        row("solve for a vector", MatrixOp.Solve.class, x -> DenseLinalg.solve(apart(x[0]), x[1]),
                x -> DenseReference.solve(apart(x[0]), x[1].reshape(x[1].dims[0], 1)).reshape(x[1].dims))
                .on(dims(4, 4), dims(4));
        row("solve of a batch for one right side", MatrixOp.Solve.class, x -> DenseLinalg.solve(apart(x[0]), x[1]),
                x -> DenseReference.each(apart(x[0]), a -> DenseReference.solve(a, x[1])))
                .on(dims(2, 3, 3), dims(3, 2)).large(dims(300, 9, 9), dims(9, 4));
        row("inverse", MatrixOp.Inverse.class, x -> DenseLinalg.inverse(apart(x[0])),
                x -> DenseReference.each(apart(x[0]), DenseReference::inverse))
                .on(dims(3, 3)).on(dims(2, 2, 2)).on(dims(1, 1)).large(dims(300, 9, 9));
        row("triangularSolve, lower", MatrixOp.TriangularSolve.class,
                x -> DenseLinalg.triangularSolve(apart(x[0]), x[1], false, false),
                x -> DenseReference.solve(triangle(apart(x[0]), false, false), x[1]))
                .on(dims(3, 3), dims(3, 2)).on(dims(1, 1), dims(1, 1));
        row("triangularSolve, upper with ones", MatrixOp.TriangularSolve.class,
                x -> DenseLinalg.triangularSolve(x[0], x[1], true, true),
                x -> DenseReference.solve(triangle(x[0], true, true), x[1])).on(dims(3, 3), dims(3, 2));
        row("choleskySolve", MatrixOp.TriangularSolve.class, x -> DenseLinalg.choleskySolve(apart(x[0]), x[1]), x -> {
            Reference l = triangle(apart(x[0]), false, false);
            return DenseReference.solve(Reference.matmul(l, l, false, true), x[1]);
        }).on(dims(3, 3), dims(3, 2));
        row("det", MatrixOp.Determinant.class, x -> DenseLinalg.det(apart(x[0])),
                x -> DenseReference.each(apart(x[0]), a -> new Reference(dims(), DenseReference.det(a))))
                .on(dims(3, 3)).on(dims(2, 2, 2)).on(dims(1, 1)).large(dims(3000, 3, 3));
        row("slogdet", MatrixOp.Determinant.class, x -> {
            DenseLinalg.SlogDet y = DenseLinalg.slogdet(apart(x[0]));
            return y.sign().mul(y.logAbs());
        }, x -> DenseReference.each(apart(x[0]), a -> {
            double det = DenseReference.det(a);
            return new Reference(dims(), Math.signum(det) * Math.log(Math.abs(det)));
        })).on(dims(3, 3)).on(dims(2, 2, 2)).on(dims(1, 1)).within(relative(1e-5).plus(1e-5));
        row("cholesky", MatrixOp.Cholesky.class, x -> DenseLinalg.cholesky(positive(x[0])),
                x -> DenseReference.each(x[0], a -> DenseReference.cholesky(positive(a))))
                .on(dims(3, 3)).on(dims(2, 2, 2)).on(dims(1, 1)).large(dims(300, 9, 9));
        row("logdet", MatrixOp.Determinant.class, x -> DenseLinalg.logdet(positive(x[0])),
                x -> DenseReference.each(x[0],
                        a -> new Reference(dims(), Math.log(DenseReference.det(positive(a))))))
                .on(dims(3, 3)).on(dims(2, 2, 2)).on(dims(1, 1));
        for (int n : new int[] {2, 5, -1, -3}) {
            row("matrixPower of " + n, n > 0 ? MatmulOp.class : MatrixOp.Inverse.class,
                    x -> DenseLinalg.matrixPower(n > 0 ? x[0] : apart(x[0]), n),
                    x -> DenseReference.each(n > 0 ? x[0] : apart(x[0]), a -> DenseReference.power(a, n)))
                    .on(dims(3, 3)).on(dims(2, 2, 2)).on(dims(1, 1));
        }
        norms();
        int[][] shapes = {dims(3, 3), dims(4, 2), dims(2, 3), dims(2, 3, 2), dims(1, 1)};
        for (int[] shape : shapes) {
            String of = " of " + Arrays.toString(shape);
            row("qr, Q" + of, FactorOp.Qr.class, x -> DenseLinalg.qr(apart(x[0])).q(),
                    x -> DenseReference.each(apart(x[0]), DenseReference::q)).on(shape);
            row("qr, R" + of, FactorOp.Qr.class, x -> DenseLinalg.qr(apart(x[0])).r(),
                    x -> DenseReference.each(apart(x[0]), DenseReference::r)).on(shape);
            row("svd, U" + of, FactorOp.Svd.class, x -> DenseLinalg.svd(apart(x[0])).u(),
                    x -> DenseReference.each(apart(x[0]), DenseReference::u)).on(shape);
            row("svd, V" + of, FactorOp.Svd.class, x -> DenseLinalg.svd(apart(x[0])).vt(),
                    x -> DenseReference.each(apart(x[0]), DenseReference::vt)).on(shape);
            row("svdvals" + of, FactorOp.Svd.class, x -> DenseLinalg.svdvals(apart(x[0])),
                    x -> DenseReference.each(apart(x[0]), DenseReference::s)).on(shape);
            row("pinv" + of, FactorOp.Pinv.class, x -> DenseLinalg.pinv(apart(x[0])),
                    x -> DenseReference.each(apart(x[0]), DenseReference::pinv)).on(shape);
        }
        row("qr, complete Q", FactorOp.Qr.class, x -> DenseLinalg.qr(apart(x[0]).detach(), true).q(), x -> {
            Reference a = apart(x[0]);
            int rows = a.dims[0];
            int columns = a.dims[1];
            Reference eye = DenseReference.eye(rows);
            Reference wide = Reference.generate(dims(rows, rows),
                    i -> i[1] < columns ? a.at(i) : eye.at(i[0], i[1]));
            return DenseReference.q(wide);
        }).on(dims(3, 2)).on(dims(4, 3)).withoutGradient("the further columns are not determined by the matrix");
        row("qr, complete R", FactorOp.Qr.class, x -> DenseLinalg.qr(apart(x[0]).detach(), true).r(), x -> {
            Reference r = DenseReference.r(apart(x[0]));
            return Reference.generate(x[0].dims, i -> i[0] < r.dims[0] ? r.at(i) : 0);
        }).on(dims(3, 2)).on(dims(4, 3)).withoutGradient("the further columns are not determined by the matrix");
        row("qr, complete and wide", FactorOp.Qr.class, x -> DenseLinalg.qr(apart(x[0]), true).r(),
                x -> DenseReference.r(apart(x[0]))).on(dims(2, 3)).on(dims(3, 3));
        row("pinv of low rank", FactorOp.Pinv.class, x -> DenseLinalg.pinv(x[0].add(3).matmul(x[1].add(3)), 1e-4),
                x -> DenseReference.pinvOfRankOne(x[0].map(a -> a + 3), x[1].map(a -> a + 3)))
                .on(dims(2, 1), dims(1, 2)).on(dims(3, 1), dims(1, 2));
        row("lstsq of low rank", FactorOp.Lstsq.class,
                x -> DenseLinalg.lstsq(x[0].add(3).matmul(x[1].add(3)), x[2], 1e-4),
                x -> DenseReference.matmul(
                        DenseReference.pinvOfRankOne(x[0].map(a -> a + 3), x[1].map(a -> a + 3)), x[2]))
                .on(dims(3, 1), dims(1, 2), dims(3, 2));
        row("lstsq for a vector", FactorOp.Lstsq.class, x -> DenseLinalg.lstsq(apart(x[0]), x[1]),
                x -> DenseReference.matmul(DenseReference.pinv(apart(x[0])), x[1].reshape(x[1].dims[0], 1))
                        .reshape(x[0].dims[1]))
                .on(dims(4, 2), dims(4));
        row("choleskySolve for a vector", MatrixOp.TriangularSolve.class,
                x -> DenseLinalg.choleskySolve(apart(x[0]), x[1]), x -> {
                    Reference l = triangle(apart(x[0]), false, false);
                    return DenseReference.solve(
                            Reference.matmul(l, l, false, true), x[1].reshape(x[1].dims[0], 1)).reshape(x[1].dims);
                }).on(dims(3, 3), dims(3));
        row("lstsq", FactorOp.Lstsq.class, x -> DenseLinalg.lstsq(apart(x[0]), x[1]),
                x -> DenseReference.matmul(DenseReference.pinv(apart(x[0])), x[1]))
                .on(dims(4, 2), dims(4, 3)).on(dims(2, 3), dims(2, 1)).on(dims(3, 3), dims(3, 2));
        row("eigh, vectors", FactorOp.Eigh.class, x -> DenseLinalg.eigh(symmetric(x[0])).vectors(),
                x -> DenseReference.each(x[0], a -> DenseReference.eigenvectors(symmetric(a))))
                .on(dims(3, 3)).on(dims(2, 2, 2)).on(dims(1, 1));
        row("eigvalsh", FactorOp.Eigh.class, x -> DenseLinalg.eigvalsh(symmetric(x[0])),
                x -> DenseReference.each(x[0], a -> DenseReference.eigenvalues(symmetric(a))))
                .on(dims(3, 3)).on(dims(2, 2, 2)).on(dims(1, 1)).large(dims(300, 6, 6));
    }

    private void norms() {
        row("matrixRank", LogicOp.Count.class, x -> DenseLinalg.matrixRank(x[0].matmul(x[0], false, true)),
                x -> DenseReference.each(x[0], a -> new Reference(dims(), Math.min(a.dims[0], a.dims[1]))))
                .on(dims(4, 2)).on(dims(3, 2, 2)).on(dims(2, 0)).exact().withoutGradient("a rank is a step");
        row("matrixRank with a tolerance", LogicOp.Count.class, x -> DenseLinalg.matrixRank(apart(x[0]), 0.5),
                x -> DenseReference.each(apart(x[0]), a -> {
                    Reference s = DenseReference.s(a);
                    return new Reference(dims(), Arrays.stream(s.data).filter(v -> v > 0.5 * s.data[0]).count());
                })).on(dims(4, 2)).on(dims(3, 2, 2)).exact().withoutGradient("a rank is a step");
        row("cond", FactorOp.Svd.class, x -> DenseLinalg.cond(apart(x[0])), x -> DenseReference.each(apart(x[0]), a -> {
            double[] s = DenseReference.s(a).data;
            return new Reference(dims(), s[0] / s[s.length - 1]);
        })).on(dims(3, 3)).on(dims(4, 2)).on(dims(2, 2, 3)).on(dims(1, 1));
        row("matrixNorm, Frobenius", ReduceOp.Sum.class, x -> DenseLinalg.matrixNorm(x[0]),
                x -> DenseReference.each(x[0], a -> a.map(v -> v * v).sum(false).map(Math::sqrt)))
                .on(dims(3, 2)).on(dims(2, 2, 3)).on(dims(1, 1));
        for (double p : new double[] {1, -1, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            row("matrixNorm of order " + p, p > 0 ? ReduceOp.Max.class : ReduceOp.Min.class,
                    x -> DenseLinalg.matrixNorm(apart(x[0]), p),
                    x -> DenseReference.each(apart(x[0]), a -> DenseReference.norm(a, p)))
                    .on(dims(3, 3)).on(dims(4, 2)).on(dims(2, 2, 3)).on(dims(1, 1));
        }
        row("matrixNorm of order 2", FactorOp.Svd.class, x -> DenseLinalg.matrixNorm(apart(x[0]), 2),
                x -> DenseReference.each(apart(x[0]), a -> new Reference(dims(), DenseReference.s(a).data[0])))
                .on(dims(3, 3)).on(dims(4, 2)).on(dims(2, 2, 3)).on(dims(1, 1));
        row("matrixNorm of order -2", FactorOp.Svd.class, x -> DenseLinalg.matrixNorm(apart(x[0]), -2),
                x -> DenseReference.each(apart(x[0]), a -> {
                    double[] s = DenseReference.s(a).data;
                    return new Reference(dims(), s[s.length - 1]);
                })).on(dims(3, 3)).on(dims(4, 2));
        row("nuclearNorm", FactorOp.Svd.class, x -> DenseLinalg.nuclearNorm(apart(x[0])),
                x -> DenseReference.each(apart(x[0]), a -> DenseReference.s(a).sum(false)))
                .on(dims(3, 3)).on(dims(4, 2)).on(dims(2, 2, 3)).on(dims(1, 1));
    }

    /** Halves, and 3, 5, 7, ... added on the diagonal: well-conditioned, and no two eigenvalues or singular values meet. */
    private static Tensor apart(Tensor x) {
        float[] d = new float[x.dim(-2) * x.dim(-1)];
        for (int i = 0; i < Math.min(x.dim(-2), x.dim(-1)); i++) {
            d[i * x.dim(-1) + i] = 3 + 2 * i;
        }
        return x.mul(0.5).add(Tensor.wrap(d, Shape.of(x.dim(-2), x.dim(-1))));
    }

    private static Reference apart(Reference x) {
        int rank = x.rank();
        return Reference.generate(
                x.dims, i -> x.at(i) * 0.5 + (i[rank - 1] == i[rank - 2] ? 3 + 2 * i[rank - 1] : 0));
    }

    private static Reference triangle(Reference x, boolean upper, boolean unit) {
        return Reference.generate(x.dims, i -> {
            if (i[0] == i[1]) {
                return unit ? 1 : x.at(i);
            }
            return i[0] < i[1] == upper ? x.at(i) : 0;
        });
    }

    private static Tensor positive(Tensor x) {
        return x.matmul(x, false, true).add(Tensor.eye(x.dim(-1)));
    }

    private static Reference positive(Reference x) {
        return Reference.matmul(x, x, false, true).zip(DenseReference.eye(x.dims[0]), Double::sum);
    }

    private static Tensor symmetric(Tensor x) {
        return Matrix.symmetric(apart(x));
    }

    private static Reference symmetric(Reference x) {
        Reference a = apart(x);
        return a.zip(a.swapLast(), (p, q) -> (p + q) / 2);
    }
}
