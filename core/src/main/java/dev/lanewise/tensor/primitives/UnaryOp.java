package dev.lanewise.tensor.primitives;

import dev.lanewise.kernels.drivers.Elementwise.Cost;
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

/**
 * Elementwise functions of one tensor; the output has the input's shape. In the formulas x is the input, y the output
 * and grad the gradient of y.
 *
 * <p><b>NaN</b>: where x is NaN, so is y. In the backward pass, relu, clamp and sign pass grad on there, neg its
 * opposite; all others multiply it by a slope that is NaN, so no NaN is lost. Slopes of 0 in relu, clamp and sign stop
 * any grad.
 */
public sealed interface UnaryOp extends ElementwiseOp {
    /** Rare functions run on a loop generated from their name. */
    @Override
    default void run(Operands in, Operands out) {
        Elements.mapGenerated(this, in, out);
    }

    /** Gradient of x. */
    Tensor gradient(Saved saved, Tensor grad);

    /** The input, from which most slopes are computed. */
    @Override
    default Saves saves(int needs) {
        return Saves.X;
    }

    @Override
    default Spec[] infer(Value... in) {
        return new Spec[] {Spec.floats(in[0].shape())};
    }

    @Override
    default @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        Tensor grad = grads[0];
        return new @Nullable Tensor[] {grad == null ? null : gradient(saved, grad)};
    }

    /** -x. */
    record Neg() implements UnaryOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.map(in, out, Cost.LIGHT, Elements.map()::neg);
        }

        @Override
        public Saves saves(int needs) {
            return Saves.NOTHING;
        }

        @Override
        public Tensor gradient(Saved saved, Tensor grad) {
            return grad.neg();
        }
    }

    /** |x|. */
    record Abs() implements UnaryOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.map(in, out, Cost.LIGHT, Elements.map()::abs);
        }

        @Override
        public Tensor gradient(Saved saved, Tensor grad) {
            return grad.mul(saved.x().sign());
        }
    }

    /** -1, 0 or 1; its gradient is 0, but grad where x is NaN. */
    record Sign() implements UnaryOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.map(in, out, Cost.LIGHT, Elements.map()::sign);
        }

        @Override
        public Tensor gradient(Saved saved, Tensor grad) {
            return Indexing.where(saved.x().isNaN(), grad, Tensor.scalar(0f));
        }
    }

    /** x^2. */
    record Square() implements UnaryOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.map(in, out, Cost.LIGHT, Elements.map()::square);
        }

        @Override
        public Tensor gradient(Saved saved, Tensor grad) {
            return grad.mul(saved.x()).mul(2f);
        }
    }

    /** sqrt(x); gradient grad / 2y. */
    record Sqrt() implements UnaryOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.map(in, out, Cost.LIGHT, Elements.map()::sqrt);
        }

        @Override
        public Saves saves(int needs) {
            return Saves.Y;
        }

        @Override
        public Tensor gradient(Saved saved, Tensor grad) {
            return grad.div(saved.y().mul(2f));
        }
    }

    /** 1 / sqrt(x); gradient -grad y^3 / 2. */
    record Rsqrt() implements UnaryOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.map(in, out, Cost.LIGHT, Elements.map()::rsqrt);
        }

        @Override
        public Saves saves(int needs) {
            return Saves.Y;
        }

        @Override
        public Tensor gradient(Saved saved, Tensor grad) {
            return grad.mul(saved.y().square()).mul(saved.y()).mul(-0.5f);
        }
    }

    /** 1 / x; gradient -grad y^2. */
    record Reciprocal() implements UnaryOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.map(in, out, Cost.LIGHT, Elements.map()::reciprocal);
        }

        @Override
        public Saves saves(int needs) {
            return Saves.Y;
        }

        @Override
        public Tensor gradient(Saved saved, Tensor grad) {
            return grad.mul(saved.y().square()).neg();
        }
    }

    /** e^x; gradient grad y. */
    record Exp() implements UnaryOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.map(in, out, Cost.HEAVY, Elements.map()::exp);
        }

        @Override
        public Saves saves(int needs) {
            return Saves.Y;
        }

        @Override
        public Tensor gradient(Saved saved, Tensor grad) {
            return grad.mul(saved.y());
        }
    }

    /** e^x - 1; gradient grad e^x, not grad (y + 1): in a y close to -1 the digits of e^x are lost. */
    record Expm1() implements UnaryOp {
        @Override
        public Tensor gradient(Saved saved, Tensor grad) {
            return grad.mul(saved.x().exp());
        }
    }

    /** log x; gradient grad / x. */
    record Log() implements UnaryOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.map(in, out, Cost.HEAVY, Elements.map()::log);
        }

        @Override
        public Tensor gradient(Saved saved, Tensor grad) {
            return grad.div(saved.x());
        }
    }

    /** log2 x; gradient grad / (x ln 2). */
    record Log2() implements UnaryOp {
        @Override
        public Tensor gradient(Saved saved, Tensor grad) {
            return grad.div(saved.x().mul(0.6931472f));
        }
    }

    /** log(1 + x); gradient grad / (1 + x). */
    record Log1p() implements UnaryOp {
        @Override
        public Tensor gradient(Saved saved, Tensor grad) {
            return grad.div(saved.x().add(1f));
        }
    }

    /** tanh x; gradient grad (1 - y^2). */
    record Tanh() implements UnaryOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.map(in, out, Cost.HEAVY, Elements.map()::tanh);
        }

        @Override
        public Saves saves(int needs) {
            return Saves.Y;
        }

        @Override
        public Tensor gradient(Saved saved, Tensor grad) {
            return new ActivationGradOp.TanhGrad().tensor(grad, saved.y());
        }
    }

    /** The error function; gradient grad 2/sqrt(pi) e^(-x^2). */
    record Erf() implements UnaryOp {
        @Override
        public Tensor gradient(Saved saved, Tensor grad) {
            Tensor x = saved.x().clamp(-ActivationGradOp.FLAT, ActivationGradOp.FLAT);
            return grad.mul(x.square().neg().exp()).mul(ActivationGradOp.TWO_OVER_ROOT_PI);
        }
    }

    /** 1 / (1 + e^-x); gradient grad y (1 - y). */
    record Sigmoid() implements UnaryOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.map(in, out, Cost.HEAVY, Elements.map()::sigmoid);
        }

        @Override
        public Saves saves(int needs) {
            return Saves.Y;
        }

        @Override
        public Tensor gradient(Saved saved, Tensor grad) {
            return new ActivationGradOp.SigmoidGrad().tensor(grad, saved.y());
        }
    }

    /** log(1 + e^x); gradient grad sigmoid(x). */
    record Softplus() implements UnaryOp {
        @Override
        public Tensor gradient(Saved saved, Tensor grad) {
            return grad.mul(saved.x().sigmoid());
        }
    }

    /** max(x, 0); gradient grad, but 0 where {@code y <= 0}. */
    record Relu() implements UnaryOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.map(in, out, Cost.LIGHT, Elements.map()::relu);
        }

        @Override
        public Saves saves(int needs) {
            return Saves.Y;
        }

        @Override
        public Tensor gradient(Saved saved, Tensor grad) {
            return new ActivationGradOp.ReluGrad().tensor(grad, saved.y());
        }
    }

    /** x Phi(x), Phi the normal distribution function; gradient grad (Phi(x) + x phi(x)). */
    record Gelu() implements UnaryOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.map(in, out, Cost.HEAVY, Elements.map()::gelu);
        }

        @Override
        public Tensor gradient(Saved saved, Tensor grad) {
            return new ActivationGradOp.GeluGrad().tensor(grad, saved.x());
        }
    }

    /** x sigmoid(2u), u = sqrt(2/pi) (x + 0.044715 x^3): the tanh approximation of gelu, x/2 (1 + tanh u). */
    record GeluTanh() implements UnaryOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.map(in, out, Cost.HEAVY, Elements.map()::geluTanh);
        }

        @Override
        public Tensor gradient(Saved saved, Tensor grad) {
            return new ActivationGradOp.GeluTanhGrad().tensor(grad, saved.x());
        }
    }

    /** x sigmoid(x) = x s; gradient grad s (1 + x (1 - s)). */
    record Silu() implements UnaryOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.map(in, out, Cost.HEAVY, Elements.map()::silu);
        }

        @Override
        public Tensor gradient(Saved saved, Tensor grad) {
            return new ActivationGradOp.SiluGrad().tensor(grad, saved.x());
        }
    }

    /**
     * x limited to two bounds, NaN stays NaN; gradient grad, but 0 where {@code x < low} or {@code x > high}.
     *
     * @param low lower bound
     * @param high upper bound
     */
    record Clamp(float low, float high) implements UnaryOp {
        @Override
        public List<Step> steps() {
            return List.of(new Step("max", low), new Step("min", high));
        }

        @Override
        public void run(Operands in, Operands out) {
            Elements.zip(in.data(0), in.offset(0), low, out, Elements.zip()::max);
            Elements.zip(out.data(0), out.offset(0), high, out, Elements.zip()::min);
        }

        @Override
        public Tensor gradient(Saved saved, Tensor grad) {
            BoolTensor within = saved.x().lt(low).not().and(saved.x().gt(high).not());
            return Indexing.where(within, grad, Tensor.scalar(0f));
        }
    }
}
