package dev.lanewise.program;

import dev.lanewise.optable.OpTable;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.tensor.primitives.BinaryOp;

/** Rows for steps of captured programs that stand for several. */
final class FusedOpTable extends OpTable {
    FusedOpTable() {
        row("fused", FusedOp.class, x -> fused(x).tensor((Value[]) x),
                x -> x[0].zip(x[1], (a, b) -> (double) (float) (a * b)).zip(x[1], Double::sum))
                .on(dims(32, 33), dims(32, 33)).large(dims(501, 101), dims(501, 101)).exact()
                .withoutGradient("it stands in captured programs, after the backward pass");
    }

    /** a b + b. */
    private static FusedOp fused(Tensor[] x) {
        Draft.Step product = new Draft.Step(null, new BinaryOp.Mul(), new int[] {0, 1}, new int[] {2}, null);
        Draft.Step sum = new Draft.Step(null, new BinaryOp.Add(), new int[] {2, 1}, new int[] {3}, null);
        Fuser fuser = Fuser.of(product, value -> Spec.of(x[0]));
        if (fuser == null || !fuser.add(sum)) {
            throw new IllegalStateException("a product and a sum are not fused");
        }
        return fuser.fuse(value -> value == 3).op();
    }
}
