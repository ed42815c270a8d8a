package dev.lanewise.tensor.primitives;

import dev.lanewise.kernels.drivers.Elementwise.Cost;
import dev.lanewise.kernels.drivers.Powers;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Elementwise functions of two tensors that broadcast to the output's shape. In the formulas a and b are the inputs and
 * grad the gradient of the output; sums over broadcast axes are left to the backward walk.
 *
 * <p><b>NaN</b>: where a or b is NaN, so is the output, except in pow (C99: {@code 1^b} and {@code a^0} are 1). In the
 * backward pass, max and min pass grad on to both there; mul, div and pow multiply it by slopes computed from a and b;
 * add and sub pass it on whatever a and b are.
 */
public sealed interface BinaryOp extends ElementwiseOp {
    /** Gradient of a, of the output's shape. */
    Tensor gradientA(Saved saved, Tensor grad);

    /** Gradient of b, of the output's shape. */
    Tensor gradientB(Saved saved, Tensor grad);

    @Override
    default Spec[] infer(Value... in) {
        return new Spec[] {Spec.floats(Shape.broadcast(name(), in[0].shape(), in[1].shape()))};
    }

    @Override
    default boolean broadcasts(int input, Shape source, Shape... in) {
        return in[1 - input].equals(Shape.broadcast(name(), in[0], in[1])); // the other one gives the output its shape
    }

    @Override
    default @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        Tensor grad = grads[0];
        if (grad == null) {
            return new @Nullable Tensor[2];
        }
        return new @Nullable Tensor[] {
            saved.needs(0) ? gradientA(saved, grad) : null, saved.needs(1) ? gradientB(saved, grad) : null
        };
    }

    /** a + b. */
    record Add() implements BinaryOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.zip(in, out, Cost.LIGHT, Elements.zip()::add);
        }

        @Override
        public Tensor gradientA(Saved saved, Tensor grad) {
            return grad;
        }

        @Override
        public Tensor gradientB(Saved saved, Tensor grad) {
            return grad;
        }
    }

    /** a - b. */
    record Sub() implements BinaryOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.zip(in, out, Cost.LIGHT, Elements.zip()::sub);
        }

        @Override
        public Tensor gradientA(Saved saved, Tensor grad) {
            return grad;
        }

        @Override
        public Tensor gradientB(Saved saved, Tensor grad) {
            return grad.neg();
        }
    }

    /** a b; gradients grad b and grad a. */
    record Mul() implements BinaryOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.zip(in, out, Cost.LIGHT, Elements.zip()::mul);
        }

        @Override
        public Saves saves(int needs) {
            return Saves.otherOf(needs);
        }

        @Override
        public Tensor gradientA(Saved saved, Tensor grad) {
            return grad.mul(saved.input(1));
        }

        @Override
        public Tensor gradientB(Saved saved, Tensor grad) {
            return grad.mul(saved.input(0));
        }
    }

    /** a / b; gradients grad / b and -grad (a / b) / b. */
    record Div() implements BinaryOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.zip(in, out, Cost.LIGHT, Elements.zip()::div);
        }

        @Override
        public Saves saves(int needs) {
            return (needs & 2) == 0 ? Saves.B : Saves.A_AND_B;
        }

        @Override
        public Tensor gradientA(Saved saved, Tensor grad) {
            return grad.div(saved.input(1));
        }

        @Override
        public Tensor gradientB(Saved saved, Tensor grad) {
            return grad.mul(saved.input(0).div(saved.input(1)).div(saved.input(1))).neg();
        }
    }

    /**
     * a^b; gradients grad b a^(b-1) (0 where b = 0) and grad a^b log a (0 where a = 0 and b >= 0). Where this
     * definition makes them 0, they are 0 even if grad is infinite or NaN.
     */
    record Pow() implements BinaryOp {
        /** None: it is computed element by element in double precision. */
        @Override
        public List<Step> steps() {
            return List.of();
        }

        @Override
        public boolean needsDoubles() {
            return true;
        }

        @Override
        public void run(Operands in, Operands out) {
            Elements.zip(in, out, Cost.POW, Powers::pow);
        }

        @Override
        public Saves saves(int needs) {
            return Saves.A_AND_B;
        }

        @Override
        public Tensor gradientA(Saved saved, Tensor grad) {
            return Rules.powBase(saved, grad);
        }

        @Override
        public Tensor gradientB(Saved saved, Tensor grad) {
            return Rules.powExponent(saved, grad);
        }
    }

    /**
     * The larger of a and b, NaN if either is; the gradient goes to the larger one, half to each where they are equal,
     * all of it to both where either is NaN.
     */
    record Max() implements BinaryOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.zip(in, out, Cost.LIGHT, Elements.zip()::max);
        }

        @Override
        public Saves saves(int needs) {
            return Saves.A_AND_B;
        }

        @Override
        public Tensor gradientA(Saved saved, Tensor grad) {
            return Rules.ofLarger(saved.input(0), saved.input(1), grad);
        }

        @Override
        public Tensor gradientB(Saved saved, Tensor grad) {
            return Rules.ofLarger(saved.input(1), saved.input(0), grad);
        }
    }

    /**
     * The smaller of a and b, NaN if either is; the gradient goes to the smaller one, half to each where they are
     * equal, all of it to both where either is NaN.
     */
    record Min() implements BinaryOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.zip(in, out, Cost.LIGHT, Elements.zip()::min);
        }

        @Override
        public Saves saves(int needs) {
            return Saves.A_AND_B;
        }

        @Override
        public Tensor gradientA(Saved saved, Tensor grad) {
            return Rules.ofLarger(saved.input(1), saved.input(0), grad);
        }

        @Override
        public Tensor gradientB(Saved saved, Tensor grad) {
            return Rules.ofLarger(saved.input(0), saved.input(1), grad);
        }
    }

    /** Pieces of gradient rules that more than one op needs. */
    final class Rules {
        private Rules() {}

        private static Tensor powBase(Saved saved, Tensor grad) {
            Tensor a = saved.input(0);
            Tensor b = saved.input(1);
            BoolTensor flat = b.eq(0f);
            Tensor one = Tensor.scalar(1f);
            // Where the slope is 0 whatever a is, neither a nor grad is used: 0 times infinity would be NaN, here or
            // when this is differentiated again.
            BoolTensor hidden = flat;
            Tensor base = a;
            if (b.requiresGrad() && GradMode.isEnabled()) {
                // But there the slope has itself a slope in b, 1 / a, so b stays in wherever 1 / a and grad are finite.
                // At b = 0 it has none in a, which counts as a constant.
                hidden = flat.and(a.reciprocal().isFinite().and(a.isFinite()).and(grad.isFinite()).not());
                base = Indexing.where(flat, a.detach(), a);
            }
            base = Indexing.where(hidden, one, base);
            Tensor exponent = Indexing.where(hidden, one, b.sub(1f));
            return zeroWhere(hidden, grad).mul(b.mul(base.pow(exponent)));
        }

        private static Tensor powExponent(Saved saved, Tensor grad) {
            Tensor a = saved.input(0);
            Tensor b = saved.input(1);
            BoolTensor flat = a.eq(0f).and(b.ge(0f));
            Tensor base = Indexing.where(flat, Tensor.scalar(1f), a); // 1^b log 1 = 0, with derivatives
            return zeroWhere(flat, grad).mul(base.pow(b).mul(base.log()));
        }

        /** grad, but 0 where the slope is. */
        private static Tensor zeroWhere(BoolTensor flat, Tensor grad) {
            return Indexing.where(flat, Tensor.scalar(0f), grad);
        }

        /** grad where p is the larger or either is NaN, half of it where they are equal, 0 where p is the smaller. */
        private static Tensor ofLarger(Tensor p, Tensor q, Tensor grad) {
            Tensor shared = Indexing.where(p.eq(q), grad.mul(0.5f), grad);
            return Indexing.where(p.lt(q), Tensor.scalar(0f), shared);
        }
    }
}
