package dev.lanewise.tensor.primitives;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;

/** Rows for softmax and its logarithm. */
final class SoftmaxOpTable extends OpTable {
    SoftmaxOpTable() {
        for (int axis : new int[] {-1, 0, 1}) {
            String along = " along " + axis;
            row("softmax" + along, SoftmaxOp.Softmax.class, x -> x[0].softmax(axis),
                    x -> x[0].logSoftmax(axis).map(Math::exp))
                    .on(dims(2, 3)).on(dims(2, 3, 2)).on(dims(1, 1)).on(dims(0, 0)).on(dims(4, 0, 2))
                    .large(dims(120, 300));
            row("logSoftmax" + along, SoftmaxOp.LogSoftmax.class, x -> x[0].logSoftmax(axis),
                    x -> x[0].logSoftmax(axis))
                    .on(dims(2, 3)).on(dims(2, 3, 2)).on(dims(1, 1)).on(dims(0, 0)).on(dims(4, 0, 2))
                    .large(dims(120, 300));
        }
        row("softmax of a scalar", SoftmaxOp.Softmax.class, x -> x[0].softmax(0),
                x -> new Reference(dims(), 1))
                .on(dims()).exact();
        row("logSoftmax of a scalar", SoftmaxOp.LogSoftmax.class, x -> x[0].logSoftmax(-1),
                x -> new Reference(dims(), 0))
                .on(dims()).exact();
    }
}
