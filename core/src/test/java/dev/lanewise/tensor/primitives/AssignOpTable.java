package dev.lanewise.tensor.primitives;

import static dev.lanewise.optable.Domain.between;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;

/** What is written to a tensor. */
final class AssignOpTable extends OpTable {
    AssignOpTable() {
        int[] d = dims(2, 19);
        row("assign", AssignOp.class, x -> {
            Tensor target = new MoveOp.BroadcastTo(x[0].shape()).tensor(x[0].detach());
            new AssignOp().apply(target, x[1]);
            return Shapes.stack(0, target, x[1].detach());
        }, x -> Reference.concat(0, row(x[1]), row(x[1])))
                .from(between(-2, 2), between(-2, 2), between(0.5, 2)).on(d, d).on(dims(0), dims(0)).on(dims(), dims())
                .large(dims(40_001), dims(40_001)).exact()
                .withoutGradient("it writes to its argument and is never recorded");
    }

    private static Reference row(Reference x) {
        int[] dims = new int[x.rank() + 1];
        dims[0] = 1;
        System.arraycopy(x.dims, 0, dims, 1, x.rank());
        return x.reshape(dims);
    }
}
