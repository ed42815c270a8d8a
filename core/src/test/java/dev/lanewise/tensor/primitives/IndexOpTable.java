package dev.lanewise.tensor.primitives;

import static dev.lanewise.optable.Domain.between;
import static dev.lanewise.optable.Domain.nonZero;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import java.util.Arrays;

/** Rows for choosing elements and rows. */
final class IndexOpTable extends OpTable {
    IndexOpTable() {
        row("where", IndexOp.Where.class, x -> Indexing.where(x[0].gt(0f), x[1], x[2]),
                x -> x[0].zip(x[1].zip(x[2], (a, b) -> 0), (a, b) -> a).zip(x[1], (m, a) -> m > 0 ? a : Double.NaN)
                        .zip(x[2], (a, b) -> Double.isNaN(a) ? b : a))
                .from(nonZero(), between(-2, 2)).on(dims(5), dims(5), dims(5)).on(dims(), dims(), dims())
                .on(dims(2, 1), dims(3), dims()).on(dims(), dims(2, 3), dims(3)).on(dims(4, 1), dims(1, 2), dims(4, 2))
                .on(dims(2, 0), dims(1), dims(2, 1)).large(dims(70_001), dims(70_001), dims(1)).exact();
        row("take", IndexOp.TakeRows.class,
                x -> Indexing.take(x[0], IntTensor.of(Shape.of(2, 2), 2, 0, 2, 1)),
                x -> Reference
                        .concat(0, x[0].slice(0, 2, 3), x[0].slice(0, 0, 1), x[0].slice(0, 2, 3), x[0].slice(0, 1, 2))
                        .reshape(join(dims(2, 2), x[0].dims)))
                .on(dims(3)).on(dims(4, 2)).on(dims(3, 2, 2)).on(dims(3, 0)).large(dims(3, 20_000)).exact();
        row("addRows", IndexOp.AddRows.class,
                x -> new IndexOp.AddRows(Shape.of(4, x[0].dim(1))).tensor(x[0], IntTensor.of(3, 1, 3)),
                x -> Reference.generate(dims(4, x[0].dims[1]), i -> i[0] == 3
                        ? x[0].at(0, i[1]) + x[0].at(2, i[1])
                        : i[0] == 1 ? x[0].at(1, i[1]) : 0))
                .on(dims(3, 2)).on(dims(3, 1)).on(dims(3, 0)).large(dims(3, 20_000)).exact();
        row("oneHot", IndexOp.OneHot.class, x -> Indexing.oneHot(x[0].argmax(-1), 5),
                x -> Reference.generate(dims(x[0].dims[0], 5), i -> x[0].argmax(i[0]) == i[1] ? 1 : 0))
                .on(dims(4, 5)).on(dims(0, 5)).on(dims(1, 1)).exact().withoutGradient("its input holds ints");
    }

    /** The shape of rows taken from a tensor: the shape of the indices, then that of a row. */
    private static int[] join(int[] indices, int[] x) {
        int[] dims = Arrays.copyOf(indices, indices.length + x.length - 1);
        System.arraycopy(x, 1, dims, indices.length, x.length - 1);
        return dims;
    }
}
