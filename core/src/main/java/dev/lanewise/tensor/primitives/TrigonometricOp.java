package dev.lanewise.tensor.primitives;

import dev.lanewise.kernels.drivers.Elementwise.Cost;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sine and cosine of angles in radians; NaN where x is infinite or NaN. */
public sealed interface TrigonometricOp extends ElementwiseOp {
    /** None: angles that are far from 0 are computed one by one, for which a generated loop would box its vectors. */
    @Override
    default List<Step> steps() {
        return List.of();
    }

    /** For angles that are far from 0. */
    @Override
    default boolean needsDoubles() {
        return true;
    }

    /** Gradient of x. */
    Tensor gradient(Tensor x, Tensor grad);

    @Override
    default Spec[] infer(Value... in) {
        return new Spec[] {Spec.floats(in[0].shape())};
    }

    @Override
    default Saves saves(int needs) {
        return Saves.X;
    }

    @Override
    default @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        Tensor grad = grads[0];
        return new @Nullable Tensor[] {grad == null ? null : gradient(saved.x(), grad)};
    }

    /** sin x; gradient grad cos x. */
    record Sin() implements TrigonometricOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.map(in, out, Cost.HEAVY, Elements.map()::sin);
        }

        @Override
        public Tensor gradient(Tensor x, Tensor grad) {
            return grad.mul(Pointwise.cos(x));
        }
    }

    /** cos x; gradient -grad sin x. */
    record Cos() implements TrigonometricOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.map(in, out, Cost.HEAVY, Elements.map()::cos);
        }

        @Override
        public Tensor gradient(Tensor x, Tensor grad) {
            return grad.mul(Pointwise.sin(x)).neg();
        }
    }
}
