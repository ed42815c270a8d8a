package dev.lanewise.tensor.primitives;

import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import org.jspecify.annotations.Nullable;

/** Rounding to whole numbers. The gradient is 0, but grad where x is NaN, as that of sign. */
public sealed interface RoundingOp extends ElementwiseOp {
    @Override
    default Spec[] infer(Value... in) {
        return new Spec[] {Spec.floats(in[0].shape())};
    }

    @Override
    default void run(Operands in, Operands out) {
        Elements.mapGenerated(this, in, out);
    }

    @Override
    default Saves saves(int needs) {
        return Saves.X;
    }

    @Override
    default @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        Tensor grad = grads[0];
        return new @Nullable Tensor[] {
            grad == null ? null : Indexing.where(saved.x().isNaN(), grad, Tensor.scalar(0))
        };
    }

    /** The nearest whole number, the even one of two. */
    record Round() implements RoundingOp {}

    /** The largest whole number that is not above x. */
    record Floor() implements RoundingOp {}

    /** The smallest whole number that is not below x. */
    record Ceil() implements RoundingOp {}

    /** The whole number next to x towards 0. */
    record Trunc() implements RoundingOp {}
}
