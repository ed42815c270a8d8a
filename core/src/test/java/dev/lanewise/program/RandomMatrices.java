package dev.lanewise.program;

import static dev.lanewise.program.RandomRow.full;
import static dev.lanewise.program.RandomRow.with;

import dev.lanewise.ops.DenseLinalg;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.Linalg;
import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** Products, distances and decompositions, of matrices that are small and well-conditioned. */
final class RandomMatrices {
    private static final int LARGEST = 4;

    static final List<RandomRow> ROWS = List.of(
            full("Linalg.linear", 1, (_, a) -> Linalg.linear(a, rows(a, 5), null).mul(0.2f)),
            full("Linalg.linear with bias", 1, (_, a) -> {
                Tensor weight = rows(a, 5).tanh();
                return Linalg.linear(a, weight, weight.sum(1)).tanh();
            }),
            with("Linalg.dot", (_, a) -> Linalg.dot(vector(a, 99), vector(a.sigmoid(), 99)).mul(0.1f)),
            with("Linalg.outer", (_, a) -> Linalg.outer(vector(a, 7), vector(a.tanh(), 5))),
            full("Linalg.addmm", 2, (_, a) -> Linalg.addmm(a.mean(), a, a.tanh().transpose())),
            full("Linalg.addmm with factors", 2, (_, a) -> Linalg.addmm(
                    a.mean(true, -2), a.tanh().matmul(a.sigmoid(), false, true), a, 0.5, -0.1)),
            with("Linalg.kron", (_, a) -> Linalg.kron(square(a), vector(a, 3))),
            full("Linalg.cross", 1, (ops, a) -> {
                Tensor x = Shapes.stack(0, a, a.neg(), a.tanh());
                return Linalg.cross(x, Shapes.roll(x, 0, 1 + ops.choose(2)).sigmoid(), 0);
            }),
            full("Linalg.cdist", 2, (ops, a) -> Linalg.cdist(rows(a, 4), rows(a.tanh(), 3), ops.choose(4))),
            full("Linalg.tensordot", 1, (_, a) -> Linalg.tensordot(a, rows(a, 3).transpose(), 1).mul(0.1f)),
            full("Linalg.tensordot of pairs of axes", 2, (_, a) -> Linalg.tensordot(
                    rows(a, 4), rows(a.sigmoid(), 3), new int[] {1}, new int[] {-1}).mul(0.1f)),
            full("Linalg.einsum", 2, (_, a) -> Linalg.einsum("...ij,...kj->...ik", a, a.tanh()).mul(0.1f)),
            full("Linalg.einsum of three", 2, (_, a) -> Linalg.einsum(
                    "ij,kj,ik->ki", rows(a, 4), rows(a.sigmoid(), 3), Tensor.ones(Math.min(4, count(a)),
                            Math.min(3, count(a))))
                    .mul(0.1f)),
            full("Linalg.einsum of a diagonal", 1, (_, a) -> Linalg.einsum("bii->bi", square(a))),
            full("DenseLinalg.solve", 1, (_, a) -> DenseLinalg.solve(square(a), square(a.sigmoid()))),
            full("DenseLinalg.triangularSolve", 1, (ops, a) -> DenseLinalg.triangularSolve(
                    square(a), square(a.sigmoid()), ops.choose(2) == 0, ops.choose(2) == 0)),
            full("DenseLinalg.choleskySolve", 1, (_, a) -> DenseLinalg.choleskySolve(
                    DenseLinalg.cholesky(positive(a)), square(a))),
            full("DenseLinalg.inverse", 1, (_, a) -> DenseLinalg.inverse(square(a))),
            full("DenseLinalg.det", 1, (_, a) -> DenseLinalg.det(square(a)).mul(0.1f)),
            full("DenseLinalg.slogdet", 1, (_, a) -> {
                DenseLinalg.SlogDet det = DenseLinalg.slogdet(square(a));
                return det.sign().mul(det.logAbs());
            }),
            full("DenseLinalg.cholesky", 1, (_, a) -> DenseLinalg.cholesky(positive(a))),
            full("DenseLinalg.qr", 1, (_, a) -> {
                DenseLinalg.Qr qr = DenseLinalg.qr(square(a));
                return qr.q().add(qr.r());
            }),
            full("DenseLinalg.lstsq", 1, (_, a) -> DenseLinalg.lstsq(square(a), square(a.sigmoid()))),
            full("DenseLinalg.eigh", 1, (_, a) -> {
                DenseLinalg.Eigh eigh = DenseLinalg.eigh(positive(a));
                return eigh.vectors().mul(eigh.values().unsqueeze(-2));
            }),
            full("DenseLinalg.eigvalsh", 1, (_, a) -> DenseLinalg.eigvalsh(positive(a))),
            full("DenseLinalg.svd", 1, (_, a) -> {
                DenseLinalg.Svd svd = DenseLinalg.svd(square(a));
                return svd.u().mul(svd.s().unsqueeze(-2)).add(svd.vt());
            }),
            full("DenseLinalg.svdvals", 1, (_, a) -> DenseLinalg.svdvals(square(a))),
            full("DenseLinalg.pinv", 1, (_, a) -> DenseLinalg.pinv(square(a))),
            with("Autograd.checkpoint", (_, a) -> Autograd.checkpoint(x -> x.tanh().mul(x).add(x.square().tanh()), a)));

    private RandomMatrices() {}

    private static Tensor vector(Tensor a, int most) {
        return a.reshape(a.size()).slice(0, 0, Math.min(most, a.size()));
    }

    private static int count(Tensor a) {
        return a.size() / a.dim(-1);
    }

    /** At most so many rows of the last axis, as a matrix. */
    private static Tensor rows(Tensor a, int most) {
        return a.reshape(count(a), a.dim(-1)).slice(0, 0, Math.min(most, count(a)));
    }

    /** A batch of one or two matrices with a diagonal that outweighs the rest of each row. */
    private static Tensor square(Tensor a) {
        int n = Math.min(LARGEST, (int) Math.sqrt(a.size()));
        int batch = Math.min(2, a.size() / Math.max(1, n * n));
        Tensor elements = Pointwise.nanToNum(a).tanh().mul(0.3f);
        return vector(elements, batch * n * n).reshape(batch, n, n).add(Tensor.eye(n).mul(2f));
    }

    /** Symmetric and positive definite. */
    private static Tensor positive(Tensor a) {
        Tensor x = square(a);
        return x.matmul(x, false, true).add(Tensor.eye(x.dim(-1)).mul(0.5f));
    }
}
