package dev.lanewise.tensor.primitives;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Activations that other functions would compute in many passes, or inaccurately; NaN where x is NaN. */
public sealed interface ActivationOp extends ElementwiseOp {
    /** Gradient of x. */
    Tensor gradient(Tensor x, Tensor grad);

    @Override
    default void run(Operands in, Operands out) {
        Elements.mapGenerated(this, in, out);
    }

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

    /** x tanh(softplus(x)). */
    record Mish() implements ActivationOp {
        @Override
        public Tensor gradient(Tensor x, Tensor grad) {
            return grad.mul(new MishSlope().tensor(x));
        }
    }

    /**
     * The slope of mish, t + x s (1 - t^2) with t = tanh(softplus(x)) and s = sigmoid(x); gradient
     * grad s (1 - t^2) (2 + x (1 - s - 2 t s)).
     */
    record MishSlope() implements ActivationOp {
        @Override
        public Tensor gradient(Tensor point, Tensor grad) {
            Tensor x = point.clamp(-ActivationGradOp.FLAT, ActivationGradOp.FLAT);
            Tensor s = x.sigmoid();
            Tensor t = new UnaryOp.Softplus().tensor(x).tanh();
            Tensor inner = t.mul(2).add(1).mul(s).neg().add(1).mul(x).add(2);
            return grad.mul(s).mul(t.square().neg().add(1)).mul(inner);
        }
    }

    /** x / (1 + |x|), and its limits 1 and -1; gradient grad / (1 + |x|)^2, by two divisions as a square overflows. */
    record Softsign() implements ActivationOp {
        @Override
        public Tensor gradient(Tensor x, Tensor grad) {
            Tensor whole = x.abs().add(1);
            return grad.div(whole).div(whole);
        }
    }

    /**
     * x limited to two bounds as by {@link UnaryOp.Clamp}; gradient grad, but 0 where {@code x <= low} or
     * {@code x >= high}, at the bounds too.
     *
     * @param low lower bound
     * @param high upper bound
     */
    record Hardtanh(float low, float high) implements ActivationOp {
        private UnaryOp.Clamp limit() {
            return new UnaryOp.Clamp(low, high);
        }

        @Override
        public List<Step> steps() {
            return limit().steps();
        }

        @Override
        public void run(Operands in, Operands out) {
            limit().run(in, out);
        }

        @Override
        public Tensor gradient(Tensor x, Tensor grad) {
            BoolTensor within = x.le(low).not().and(x.ge(high).not());
            return Indexing.where(within, grad, Tensor.scalar(0));
        }
    }
}
