package dev.lanewise.tensor.primitives;

import static dev.lanewise.optable.Domain.distinct;
import static dev.lanewise.optable.Domain.nonZero;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;

/** Rows for elements by index. */
final class GatherOpTable extends OpTable {
    GatherOpTable() {
        row("gather", GatherOp.Gather.class, x -> Indexing.gather(x[0], 0, indices(5, x[0].dim(0), x[0].dim(1))),
                x -> Reference.generate(dims(5, x[0].dims[1]), i -> x[0].at(named(i, x[0].dims), i[1])))
                .on(dims(3, 4)).on(dims(1, 2)).on(dims(2, 0)).large(dims(700, 300)).exact();
        row("gather along the last axis", GatherOp.Gather.class,
                x -> Indexing.gather(x[0], -1, indices(2, x[0].dim(1), 3)),
                x -> Reference.generate(dims(2, 3), i -> x[0].at(i[0], (i[0] * 3 + i[1]) * 7 % x[0].dims[1])))
                .on(dims(2, 4)).on(dims(3, 5)).exact();
        row("scatterAdd without a base", GatherOp.AddAt.class,
                x -> new GatherOp.AddAt(0, 3).tensor(x[0], indices(x[0].dim(0), 3, x[0].dim(1))),
                x -> Reference.generate(dims(3, x[0].dims[1]), i -> added(x[0], i, 3)))
                .on(dims(5, 4)).on(dims(7, 2)).on(dims(0, 1)).large(dims(1900, 70));
        row("scatterAdd", GatherOp.AddTo.class,
                x -> Indexing.scatterAdd(x[0], 0, indices(x[1].dim(0), x[0].dim(0), x[1].dim(1)), x[1]),
                x -> x[0].zip(Reference.generate(x[0].dims, i -> added(x[1], i, x[0].dims[0])), Double::sum))
                .on(dims(3, 4), dims(5, 4)).on(dims(2, 3), dims(7, 2)).on(dims(2, 1), dims(0, 1))
                .large(dims(3, 70), dims(1900, 70));
        row("scatter", GatherOp.Put.class,
                x -> Indexing.scatter(x[0], 0, indices(x[1].dim(0), x[0].dim(0), x[1].dim(1)), x[1]),
                x -> Reference.generate(x[0].dims, i -> last(x[0], x[1], i)))
                .on(dims(3, 4), dims(5, 4)).on(dims(4, 3), dims(2, 2)).on(dims(2, 1), dims(0, 1))
                .large(dims(900, 70), dims(300, 70)).exact();
        row("take along an axis", MoveOp.Permute.class,
                x -> Indexing.take(x[0], 1, IntTensor.of(Shape.of(2, 2), 1, 0, 2, 1)),
                x -> Reference.generate(dims(x[0].dims[0], 2, 2, x[0].dims[2]),
                        i -> x[0].at(i[0], new int[][] {{1, 0}, {2, 1}}[i[1]][i[2]], i[3])))
                .on(dims(2, 3, 4)).on(dims(0, 3, 1)).exact();
        row("maskedFill", IndexOp.Where.class, x -> Indexing.maskedFill(x[0], x[1].gt(0), -3),
                x -> x[0].zip(x[1], (a, m) -> m > 0 ? -3 : a))
                .from(distinct(0.01), nonZero()).on(dims(5), dims(5)).on(dims(2, 3), dims(2, 1)).exact();
    }

    /** Indices [count, columns] of {@link #named}. */
    private static IntTensor indices(int count, int size, int columns) {
        int[] indices = new int[count * columns];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = i * 7 % Math.max(1, size);
        }
        return IntTensor.of(Shape.of(count, columns), indices);
    }

    private static int named(int[] i, int[] dims) {
        return (i[0] * dims[1] + i[1]) * 7 % dims[0];
    }

    private static double added(Reference source, int[] i, int size) {
        double sum = 0;
        for (int k = 0; i[1] < source.dims[1] && k < source.dims[0]; k++) {
            sum += (k * source.dims[1] + i[1]) * 7 % size == i[0] ? source.at(k, i[1]) : 0;
        }
        return sum;
    }

    private static double last(Reference x, Reference source, int[] i) {
        double value = x.at(i);
        for (int k = 0; i[1] < source.dims[1] && k < source.dims[0]; k++) {
            value = (k * source.dims[1] + i[1]) * 7 % x.dims[0] == i[0] ? source.at(k, i[1]) : value;
        }
        return value;
    }
}
