package dev.lanewise.tensor;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.primitives.MoveOp;

/** Rows for diagonals and triangles. */
final class DiagonalsOpTable extends OpTable {
    DiagonalsOpTable() {
        for (int k : new int[] {0, 1, -2, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            triangles(k);
        }
        for (int k : new int[] {0, 2, -1}) {
            diagonals(k);
        }
        row("diagonal outside", MoveOp.Strided.class, x -> Diagonals.diagonal(x[0], Integer.MIN_VALUE),
                x -> Reference.zeros(x[0].dims[0], 0)).on(dims(3, 2, 2)).on(dims(0, 2, 3)).exact();
        row("diagonal of two axes", MoveOp.Strided.class, x -> Diagonals.diagonal(x[0], 1, 0, -2),
                x -> Reference.generate(dims(x[0].dims[2], 2), i -> x[0].at(i[1], i[1] + 1, i[0])))
                .on(dims(2, 3, 2)).on(dims(4, 3, 1)).exact();
        row("diagonal of two axes in the other order", MoveOp.Strided.class, x -> Diagonals.diagonal(x[0], 1, 1, 0),
                x -> Reference.generate(dims(x[0].dims[2], 2), i -> x[0].at(i[1] + 1, i[1], i[0])))
                .on(dims(3, 2, 2)).on(dims(3, 4, 1)).exact();
        row("trace", MoveOp.Strided.class, x -> Diagonals.trace(x[0]), x -> trace(x[0]))
                .on(dims(1, 1)).on(dims(3, 3)).on(dims(2, 4)).on(dims(2, 3, 2)).on(dims(0, 3)).on(dims(0, 2, 2))
                .large(dims(700, 700));
    }

    private void triangles(int k) {
        String on = k == 0 ? "" : " on diagonal " + k;
        row("tril" + on, MoveOp.Triangle.class, x -> Diagonals.tril(x[0], k),
                x -> Reference.generate(x[0].dims, i -> i[i.length - 1] <= (long) i[i.length - 2] + k ? x[0].at(i) : 0))
                .on(dims(3, 3)).on(dims(4, 2)).on(dims(2, 2, 5)).on(dims(1, 1)).on(dims(0, 2)).on(dims(2, 0))
                .large(dims(3, 200, 131)).exact();
        row("triu" + on, MoveOp.Triangle.class, x -> Diagonals.triu(x[0], k),
                x -> Reference.generate(x[0].dims, i -> i[i.length - 1] >= (long) i[i.length - 2] + k ? x[0].at(i) : 0))
                .on(dims(3, 3)).on(dims(4, 2)).on(dims(2, 2, 5)).on(dims(1, 1)).on(dims(0, 2)).on(dims(2, 0))
                .large(dims(3, 200, 131)).exact();
    }

    private void diagonals(int k) {
        String on = k == 0 ? "" : " " + k;
        int down = Math.max(0, -k);
        int right = Math.max(0, k);
        row("diagonal" + on, MoveOp.Strided.class, x -> Diagonals.diagonal(x[0], k),
                x -> Reference.generate(dims(x[0].dims[0], length(x[0], k)),
                        i -> x[0].at(i[0], i[1] + down, i[1] + right)))
                .on(dims(2, 3, 3)).on(dims(1, 4, 2)).on(dims(2, 2, 5)).on(dims(3, 1, 1)).on(dims(2, 0, 3))
                .on(dims(2, 3, 0)).large(dims(3, 300, 301)).exact();
        row("diagEmbed" + on, MoveOp.Spread.class, x -> Diagonals.diagEmbed(x[0], k),
                x -> embedded(x[0], down, right))
                .on(dims(2, 3)).on(dims(1, 1)).on(dims(2, 0)).on(dims(0, 2)).large(dims(2, 300)).exact();
    }

    private static int length(Reference x, int k) {
        int length = 0;
        for (int row = 0; row < x.dims[1]; row++) {
            length += row + k >= 0 && row + k < x.dims[2] ? 1 : 0;
        }
        return length;
    }

    private static Reference embedded(Reference x, int down, int right) {
        int side = x.dims[1] + down + right;
        return Reference.generate(dims(x.dims[0], side, side),
                i -> i[1] - down == i[2] - right && i[1] >= down && i[2] >= right ? x.at(i[0], i[1] - down) : 0);
    }

    private static Reference trace(Reference x) {
        int last = x.rank() - 1;
        Reference main = Reference.generate(x.dims, i -> i[last] == i[last - 1] ? x.at(i) : 0);
        return main.sum(false, last - 1, last);
    }
}
