package dev.lanewise.tensor.primitives;

import dev.lanewise.kernels.drivers.Elementwise;
import dev.lanewise.kernels.drivers.Elementwise.Cost;
import dev.lanewise.kernels.precise.Gamma;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import org.jspecify.annotations.Nullable;

/** Elementwise functions that are computed in double precision, one element after the other, and rounded once. */
public sealed interface PreciseOp extends Op {
    @Override
    default boolean needsDoubles() {
        return true;
    }

    @Override
    default boolean mayOverwrite(int output, int input) {
        return true;
    }

    /** A function of one tensor; NaN where x is NaN. */
    record Unary(PreciseFunction function) implements PreciseOp {
        @Override
        public String name() {
            return function.method();
        }

        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.floats(in[0].shape())};
        }

        @Override
        public void run(Operands in, Operands out) {
            Elementwise.map(
                    function::map, Cost.POW, in.data(0), in.offset(0), out.data(0), out.offset(0), out.size(0));
        }

        @Override
        public Saves saves(int needs) {
            return Saves.X_AND_Y;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {grad == null ? null : function.gradient(saved.x(), saved.y(), grad)};
        }
    }

    /**
     * A derivative of digamma, NaN where x is NaN; gradient grad polygamma(n + 1, x).
     *
     * @param n order, at least 1
     */
    record Polygamma(int n) implements PreciseOp {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.floats(in[0].shape())};
        }

        @Override
        public void run(Operands in, Operands out) {
            Elementwise.map(this::map, Cost.POW, in.data(0), in.offset(0), out.data(0), out.offset(0), out.size(0));
        }

        private void map(float[] x, int xo, float[] y, int yo, int count) {
            for (int i = 0; i < count; i++) {
                y[yo + i] = (float) Gamma.polygamma(n, x[xo + i]);
            }
        }

        @Override
        public Saves saves(int needs) {
            return Saves.X;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {
                grad == null ? null : grad.mul(new Polygamma(n + 1).tensor(saved.x()))
            };
        }
    }

    /** A function of two tensors that broadcast. */
    record Binary(PreciseBinaryFunction function) implements PreciseOp {
        @Override
        public String name() {
            return function.method();
        }

        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.floats(Shape.broadcast(name(), in[0].shape(), in[1].shape()))};
        }

        @Override
        public void run(Operands in, Operands out) {
            Elements.zip(in, out, Cost.POW, function::zip);
        }

        @Override
        public Saves saves(int needs) {
            return Saves.A_AND_B;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            if (grad == null) {
                return new @Nullable Tensor[2];
            }
            Tensor a = saved.input(0);
            Tensor b = saved.input(1);
            return new @Nullable Tensor[] {
                saved.needs(0) ? function.gradientA(a, b, grad) : null,
                saved.needs(1) ? function.gradientB(a, b, grad) : null
            };
        }
    }
}
