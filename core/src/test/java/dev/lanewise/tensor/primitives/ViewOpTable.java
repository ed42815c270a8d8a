package dev.lanewise.tensor.primitives;

import static dev.lanewise.optable.Domain.whole;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;

/** Rows for what changes only the shape and for what moves elements. */
final class ViewOpTable extends OpTable {
    ViewOpTable() {
        row("reshape", ViewOp.Reshape.class, x -> x[0].reshape(3, -1),
                x -> x[0].reshape(3, x[0].data.length / 3))
                .on(dims(2, 3)).on(dims(6, 1, 2)).on(dims(0, 3, 2)).exact();
        row("detach", ViewOp.Detach.class, x -> x[0].detach(), x -> x[0])
                .on(dims()).on(dims(2, 3)).on(dims(0, 2)).exact().withoutGradient("it cuts the history");
        row("IntTensor.reshape", LogicOp.Reshape.class, x -> x[0].argmax(-1).reshape(2, -1),
                x -> Reference.generate(dims(2, x[0].dims[0] / 2),
                        i -> x[0].argmax(i[0] * x[0].dims[0] / 2 + i[1])))
                .from(whole()).on(dims(6, 3)).on(dims(0, 3)).exact().withoutGradient("takes and gives ints");
        row("slice of the leading axis", ViewOp.LeadingSlice.class, x -> x[0].slice(0, 1, 3),
                x -> x[0].slice(0, 1, 3))
                .on(dims(4)).on(dims(3, 2)).on(dims(5, 1, 2)).on(dims(3, 0)).exact();
        row("slice behind axes of size 1", ViewOp.LeadingSlice.class, x -> x[0].slice(1, 2, 4),
                x -> x[0].slice(1, 2, 4))
                .on(dims(1, 5)).on(dims(1, 4, 3)).exact();
        row("slice of nothing", ViewOp.LeadingSlice.class, x -> x[0].slice(0, 2, 2),
                x -> x[0].slice(0, 2, 2))
                .on(dims(3)).on(dims(2, 3)).exact();

        row("permute", MoveOp.Permute.class, x -> x[0].permute(2, 0, -2), x -> x[0].permute(2, 0, 1))
                .on(dims(2, 3, 4)).on(dims(1, 1, 5)).on(dims(2, 0, 3)).large(dims(30, 40, 50)).exact();
        row("transpose", MoveOp.Permute.class, x -> x[0].transpose(), x -> x[0].swapLast())
                .on(dims(2, 3)).on(dims(2, 1, 4)).on(dims(0, 3)).large(dims(210, 330)).exact();
        row("broadcastTo", MoveOp.BroadcastTo.class, x -> x[0].broadcastTo(Shape.of(2, 3, 4)),
                x -> x[0].broadcastTo(2, 3, 4))
                .on(dims()).on(dims(1)).on(dims(4)).on(dims(3, 1)).on(dims(2, 1, 4)).exact();
        row("broadcastTo nothing", MoveOp.BroadcastTo.class, x -> x[0].broadcastTo(Shape.of(2, 0, 4)),
                x -> x[0].broadcastTo(2, 0, 4))
                .on(dims(1, 4)).on(dims(2, 0, 1)).on(dims()).exact();
        row("slice", MoveOp.Slice.class, x -> x[0].slice(-1, 1, 3),
                x -> x[0].slice(x[0].rank() - 1, 1, 3))
                .on(dims(2, 3)).on(dims(2, 2, 4)).on(dims(0, 4)).large(dims(400, 131)).exact();
        row("pad", MoveOp.Pad.class, x -> new MoveOp.Pad(1, 2, 1).tensor(x[0]), x -> x[0].pad(1, 2, 1))
                .on(dims(2, 3)).on(dims(2, 0, 3)).on(dims(1, 1, 2)).large(dims(300, 131)).exact();
        row("concat", MoveOp.Concat.class, x -> Shapes.concat(1, x), x -> Reference.concat(1, x))
                .on(dims(2, 3), dims(2, 1), dims(2, 4)).on(dims(2, 0), dims(2, 3)).on(dims(3, 2, 2), dims(3, 1, 2))
                .on(dims(2, 5)).on(dims(0, 2), dims(0, 3)).large(dims(200, 131), dims(200, 99)).exact();
    }
}
