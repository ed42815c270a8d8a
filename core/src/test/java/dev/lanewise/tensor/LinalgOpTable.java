package dev.lanewise.tensor;

import static dev.lanewise.optable.Domain.between;

import dev.lanewise.optable.OpRow;
import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.primitives.BinaryOp;
import dev.lanewise.tensor.primitives.IndexOp;
import dev.lanewise.tensor.primitives.MatmulOp;
import dev.lanewise.tensor.primitives.MoveOp;
import dev.lanewise.tensor.primitives.ReduceOp;

/** Rows for products that are written in ops. */
final class LinalgOpTable extends OpTable {
    LinalgOpTable() {
        products();
        einsum();
    }

    private void products() {
        row("dot", MatmulOp.class, x -> Linalg.dot(x[0], x[1]),
                x -> x[0].zip(x[1], (a, b) -> a * b).sum(false))
                .on(dims(5), dims(5)).on(dims(1), dims(1)).on(dims(0), dims(0)).large(dims(3000), dims(3000));
        row("outer", BinaryOp.Mul.class, x -> Linalg.outer(x[0], x[1]),
                x -> x[0].reshape(x[0].dims[0], 1).zip(x[1], (a, b) -> a * b))
                .on(dims(3), dims(4)).on(dims(1), dims(1)).on(dims(0), dims(2)).exact();
        row("addmm", MatmulOp.class, x -> Linalg.addmm(x[0], x[1], x[2]),
                x -> Reference.matmul(x[1], x[2], false, false).zip(x[0], Double::sum))
                .on(dims(2, 4), dims(2, 3), dims(3, 4)).on(dims(4), dims(2, 3), dims(3, 4))
                .on(dims(), dims(2, 0), dims(0, 2)).on(dims(2, 1), dims(3, 2, 2), dims(3, 2, 4))
                .large(dims(130), dims(200, 600), dims(600, 130));
        row("addmm with factors", MatmulOp.class, x -> Linalg.addmm(x[0], x[1], x[2], 0.5, -2),
                x -> Reference.matmul(x[1], x[2], false, false).zip(x[0], (p, c) -> c / 2 - 2 * p))
                .on(dims(2, 4), dims(2, 3), dims(3, 4));
        row("kron", BinaryOp.Mul.class, x -> Linalg.kron(x[0], x[1]),
                x -> Reference.generate(dims(x[0].dims[0] * x[1].dims[0], x[0].dims[1] * x[1].dims[1]),
                        i -> x[0].at(i[0] / x[1].dims[0], i[1] / x[1].dims[1])
                                * x[1].at(i[0] % x[1].dims[0], i[1] % x[1].dims[1])))
                .on(dims(2, 3), dims(3, 2)).on(dims(1, 1), dims(2, 2)).on(dims(0, 2), dims(2, 1)).exact();
        row("kron with a vector", BinaryOp.Mul.class, x -> Linalg.kron(x[0], x[1]),
                x -> Reference.generate(dims(x[0].dims[0], x[0].dims[1] * x[1].dims[0]),
                        i -> x[0].at(i[0], i[1] / x[1].dims[0]) * x[1].at(i[1] % x[1].dims[0])))
                .on(dims(2, 2), dims(3)).exact();
        row("cross", MoveOp.Concat.class, x -> Linalg.cross(x[0], x[1], -1),
                x -> x[0].zip(x[1], (a, b) -> 0).map(i -> 0).zip(Reference.generate(
                        x[0].zip(x[1], Double::sum).dims, i -> crossAt(x[0].broadcastTo(
                                x[0].zip(x[1], Double::sum).dims),
                                x[1].broadcastTo(
                                        x[0].zip(x[1], Double::sum).dims),
                                i)),
                        Double::sum))
                .on(dims(3), dims(3)).on(dims(2, 3), dims(2, 3)).on(dims(2, 3), dims(3)).on(dims(0, 3), dims(3));
        distances("cdist", x -> Linalg.cdist(x[0], x[1]), 2);
        distances("cdist of order 3", x -> Linalg.cdist(x[0], x[1], 3), 3);
        row("multiDot", MatmulOp.class, Linalg::multiDot,
                x -> Reference.matmul(Reference.matmul(x[0], x[1], false, false), x[2], false, false))
                .on(dims(2, 3), dims(3, 4), dims(4, 2)).on(dims(5, 1), dims(1, 4), dims(4, 1))
                .on(dims(2, 0), dims(0, 3), dims(3, 2));
        row("multiDot with vectors", MatmulOp.class, Linalg::multiDot,
                x -> SlowEinsum.of("a,ab,b->", x)).on(dims(3), dims(3, 4), dims(4));
        row("tensordot", MatmulOp.class, x -> Linalg.tensordot(x[0], x[1], 2),
                x -> Reference.matmul(x[0].reshape(x[0].dims[0], x[0].dims[1] * x[0].dims[2]),
                        x[1].reshape(x[1].dims[0] * x[1].dims[1], x[1].dims[2]), false, false))
                .on(dims(2, 3, 2), dims(3, 2, 4)).on(dims(2, 1, 1), dims(1, 1, 1)).on(dims(2, 0, 3), dims(0, 3, 2));
        row("tensordot of pairs", MatmulOp.class,
                x -> Linalg.tensordot(x[0], x[1], new int[] {0, 2}, new int[] {-1, 0}),
                x -> Reference.generate(dims(x[0].dims[1], x[1].dims[1]), i -> {
                    double sum = 0;
                    for (int p = 0; p < x[0].dims[0]; p++) {
                        for (int q = 0; q < x[0].dims[2]; q++) {
                            sum += x[0].at(p, i[0], q) * x[1].at(q, i[1], p);
                        }
                    }
                    return sum;
                })).on(dims(2, 3, 4), dims(4, 2, 2));
        row("tensordot over no axes", BinaryOp.Mul.class, x -> Linalg.tensordot(x[0], x[1], 0),
                x -> x[0].reshape(x[0].dims[0], 1).zip(x[1], (a, b) -> a * b)).on(dims(2), dims(3)).exact();
    }

    private static double crossAt(Reference a, Reference b, int... i) {
        int[] next = i.clone();
        int[] second = i.clone();
        int last = i.length - 1;
        next[last] = (i[last] + 1) % 3;
        second[last] = (i[last] + 2) % 3;
        return a.at(next) * b.at(second) - a.at(second) * b.at(next);
    }

    private void distances(String name, OpRow.Apply apply, double p) {
        row(name, IndexOp.Where.class, apply, x -> Reference.generate(dims(x[0].dims[0], x[1].dims[0]), i -> {
            double sum = 0;
            for (int d = 0; d < x[0].dims[1]; d++) {
                sum += Math.pow(Math.abs(x[0].at(i[0], d) - x[1].at(i[1], d)), p);
            }
            return Math.pow(sum, 1 / p);
        })).from(between(0.5, 1), between(-1, 0.2)).on(dims(2, 3), dims(4, 3)).on(dims(1, 1), dims(1, 1))
                .large(dims(40, 30), dims(50, 30));
    }

    private void einsum() {
        einsum(MatmulOp.class, "bij,bkj->bik", "products", dims(2, 3, 4), dims(2, 2, 4));
        einsum(MatmulOp.class, "bhqd,bhkd->bhqk", "queries and keys", dims(2, 2, 3, 4), dims(2, 2, 2, 4));
        einsum(MatmulOp.class, "bqhd,bkhd->bhqk", "heads inside", dims(2, 3, 2, 4), dims(2, 2, 2, 4));
        einsum(MatmulOp.class, "ij,jk->ki", "a transposed product", dims(2, 3), dims(3, 4));
        einsum(MatmulOp.class, "ij,jk", "no arrow", dims(2, 3), dims(3, 4));
        einsum(BinaryOp.Mul.class, "i,i->i", "no sum", dims(4), dims(4));
        einsum(BinaryOp.Mul.class, "i,j->ji", "an outer product", dims(2), dims(3));
        einsum(ReduceOp.Sum.class, "ij,k->i", "axes of one operand", dims(2, 3), dims(4));
        einsum(ReduceOp.Sum.class, "ijk->ki", "one operand", dims(2, 3, 4));
        einsum(ReduceOp.Sum.class, "iji->j", "a diagonal summed", dims(3, 2, 3));
        einsum(MoveOp.Strided.class, "ii->i", "a diagonal", dims(3, 3));
        einsum(MatmulOp.class, "ab,bc,cd->ad", "a chain", dims(2, 3), dims(3, 4), dims(4, 2));
        einsum(MatmulOp.class, "abc,ad,bd,cd->", "four operands", dims(2, 3, 2), dims(2, 4), dims(3, 4), dims(2, 4));
        einsum(ReduceOp.Sum.class, "ij,jk->ik", "size 1 repeated", dims(2, 1), dims(3, 4));
        einsum(MatmulOp.class, "ij,jk->ik", "nothing to sum", dims(2, 0), dims(0, 3));
        einsum(BinaryOp.Mul.class, ",i->i", "a scalar", dims(), dims(3));
    }

    private void einsum(Class<? extends Op> op, String equation, String name, int[]... shapes) {
        row("einsum of " + name, op,
                x -> Linalg.einsum(equation, x), x -> SlowEinsum.of(equation, x)).on(shapes);
    }
}
