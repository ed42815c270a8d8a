package dev.lanewise.tensor.primitives;

import dev.lanewise.kernels.ActivationKernels;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.kernels.drivers.Elementwise;
import dev.lanewise.kernels.drivers.Elementwise.Cost;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import org.jspecify.annotations.Nullable;

/**
 * Gradients of activation functions in one pass: from (grad, s) of one shape {@code grad f'(s)}, where s is the
 * function's output y or its input x. Each is linear in grad, so the gradient of grad is the op itself; v stands for
 * the gradient of the result.
 */
public sealed interface ActivationGradOp extends Op {
    /**
     * Far out, where erf, gelu and others are flat. Any x beyond is treated as this, as infinity times 0 would be NaN.
     */
    float FLAT = 110f;

    /** 2 / sqrt(pi): the slope of erf at 0. */
    float TWO_OVER_ROOT_PI = 1.1283792f;

    /** 1 / sqrt(2 pi): the normal density at 0. */
    float ONE_OVER_ROOT_TWO_PI = 0.3989423f;

    /** Gradient of s; null if the slope is constant. */
    @Nullable
    Tensor gradientOfPoint(Tensor s, Tensor grad, Tensor v);

    @Override
    default Spec[] infer(Value... in) {
        if (!in[0].shape().equals(in[1].shape())) {
            throw new IllegalArgumentException(
                    name() + ": gradient " + in[0].shape() + " for values of shape " + in[1].shape());
        }
        return new Spec[] {Spec.floats(in[0].shape())};
    }

    @Override
    default boolean mayOverwrite(int output, int input) {
        return true;
    }

    @Override
    default Saves saves(int needs) {
        return Saves.A_AND_B;
    }

    @Override
    default @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        Tensor v = grads[0];
        if (v == null) {
            return new @Nullable Tensor[2];
        }
        Tensor s = saved.input(1);
        return new @Nullable Tensor[] {
            saved.needs(0) ? tensor(v, s) : null, saved.needs(1) ? gradientOfPoint(s, saved.input(0), v) : null
        };
    }

    private static void run(ActivationKernels.Gradient loop, Cost cost, Operands in, Operands out) {
        Elementwise.gradient(
                loop, cost, in.data(0), in.offset(0), in.data(1), in.offset(1), out.data(0), out.offset(0),
                out.size(0));
    }

    private static ActivationKernels kernels() {
        return KernelLookup.active().activation();
    }

    /** grad, but 0 where {@code y <= 0}; grad where y is NaN. */
    record ReluGrad() implements ActivationGradOp {
        @Override
        public void run(Operands in, Operands out) {
            ActivationGradOp.run(kernels()::reluGradient, Cost.LIGHT, in, out);
        }

        @Override
        public @Nullable Tensor gradientOfPoint(Tensor y, Tensor grad, Tensor v) {
            return null;
        }
    }

    /** grad (1 - y^2); gradient of y: -2 y grad v. */
    record TanhGrad() implements ActivationGradOp {
        @Override
        public void run(Operands in, Operands out) {
            ActivationGradOp.run(kernels()::tanhGradient, Cost.LIGHT, in, out);
        }

        @Override
        public Tensor gradientOfPoint(Tensor y, Tensor grad, Tensor v) {
            return v.mul(grad).mul(y).mul(-2f);
        }
    }

    /** grad y (1 - y); gradient of y: grad v (1 - 2y). */
    record SigmoidGrad() implements ActivationGradOp {
        @Override
        public void run(Operands in, Operands out) {
            ActivationGradOp.run(kernels()::sigmoidGradient, Cost.LIGHT, in, out);
        }

        @Override
        public Tensor gradientOfPoint(Tensor y, Tensor grad, Tensor v) {
            return v.mul(grad).mul(y.mul(-2f).add(1f));
        }
    }

    /** grad (Phi(x) + x phi(x)); gradient of x: grad v phi(x) (2 - x^2). */
    record GeluGrad() implements ActivationGradOp {
        @Override
        public void run(Operands in, Operands out) {
            ActivationGradOp.run(kernels()::geluGradient, Cost.HEAVY, in, out);
        }

        @Override
        public Tensor gradientOfPoint(Tensor point, Tensor grad, Tensor v) {
            Tensor x = point.clamp(-FLAT, FLAT);
            Tensor square = x.square();
            Tensor density = square.mul(-0.5f).exp().mul(ONE_OVER_ROOT_TWO_PI);
            return v.mul(grad).mul(density).mul(square.neg().add(2f));
        }
    }

    /**
     * grad (s + x s (1 - s) z') with s = sigmoid(z), z = C (x + 0.044715 x^3) and C = 2 sqrt(2/pi); gradient of x:
     * grad v s (1 - s) (2 z' + x (z'' + (1 - 2s) z'^2)).
     */
    record GeluTanhGrad() implements ActivationGradOp {
        private static final float C = 1.5957692f;
        private static final float CUBIC = 0.044715f;

        @Override
        public void run(Operands in, Operands out) {
            ActivationGradOp.run(kernels()::geluTanhGradient, Cost.HEAVY, in, out);
        }

        @Override
        public Tensor gradientOfPoint(Tensor point, Tensor grad, Tensor v) {
            Tensor x = point.clamp(-FLAT, FLAT);
            Tensor square = x.square();
            Tensor s = square.mul(C * CUBIC).add(C).mul(x).sigmoid();
            Tensor slope = square.mul(3 * C * CUBIC).add(C);
            Tensor inner = s.mul(-2f).add(1f).mul(slope.square()).add(x.mul(6 * C * CUBIC));
            Tensor bend = s.mul(s.neg().add(1f)).mul(inner.mul(x).add(slope.mul(2f)));
            return v.mul(grad).mul(bend);
        }
    }

    /** grad s (1 + x (1 - s)) with s = sigmoid(x); gradient of x: grad v s (1 - s) (2 + x (1 - 2s)). */
    record SiluGrad() implements ActivationGradOp {
        @Override
        public void run(Operands in, Operands out) {
            ActivationGradOp.run(kernels()::siluGradient, Cost.HEAVY, in, out);
        }

        /** The loops keep the sigmoid where the result goes, before they read the rest. */
        @Override
        public boolean mayOverwrite(int output, int input) {
            return false;
        }

        @Override
        public Tensor gradientOfPoint(Tensor point, Tensor grad, Tensor v) {
            Tensor x = point.clamp(-FLAT, FLAT);
            Tensor s = x.sigmoid();
            Tensor bend = s.mul(s.neg().add(1f)).mul(s.mul(-2f).add(1f).mul(x).add(2f));
            return v.mul(grad).mul(bend);
        }
    }
}
