package dev.lanewise.tensor.primitives;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;

import java.util.List;

/** Ops on masks and ints: they have no gradients. */
public sealed interface LogicOp extends Op {

    /** a and b, both of one shape or broadcast. */
    record And() implements LogicOp, ElementwiseOp {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.bools(Shape.broadcast(name(), in[0].shape(), in[1].shape()))};
        }

        @Override
        public void run(Operands in, Operands out) {
            boolean[] a = expanded(in, 0, out.shape(0));
            boolean[] b = expanded(in, 1, out.shape(0));
            boolean[] y = out.bools(0);
            for (int i = 0; i < y.length; i++) {
                y[i] = a[i] && b[i];
            }
        }
    }

    /** not a; {@code or} is written with it and {@link And}. */
    record Not() implements LogicOp, ElementwiseOp {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.bools(in[0].shape())};
        }

        @Override
        public void run(Operands in, Operands out) {
            boolean[] a = in.bools(0);
            boolean[] y = out.bools(0);
            for (int i = 0; i < y.length; i++) {
                y[i] = !a[i];
            }
        }
    }

    /** Equality of ints. */
    record IntEq() implements LogicOp {
        @Override
        public Spec[] infer(Value... in) {
            if (!in[0].shape().equals(in[1].shape())) {
                throw new IllegalArgumentException("eq: " + in[0].shape() + " and " + in[1].shape() + " differ");
            }
            return new Spec[] {Spec.bools(in[0].shape())};
        }

        @Override
        public void run(Operands in, Operands out) {
            int[] a = in.ints(0);
            int[] b = in.ints(1);
            boolean[] y = out.bools(0);
            for (int i = 0; i < y.length; i++) {
                y[i] = a[i] == b[i];
            }
        }
    }

    /** Booleans as 0 and 1, ints as the nearest floats. */
    record ToFloat() implements LogicOp, ElementwiseOp {
        @Override
        public List<Step> steps() {
            return List.of(new Step("select", 1f, 0f));
        }

        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.floats(in[0].shape())};
        }

        @Override
        public void run(Operands in, Operands out) {
            float[] y = out.data(0);
            int offset = out.offset(0);
            switch (in.value(0)) {
                case BoolTensor _ -> {
                    boolean[] x = in.bools(0);
                    for (int i = 0; i < x.length; i++) {
                        y[offset + i] = x[i] ? 1f : 0f;
                    }
                }
                case IntTensor _ -> {
                    int[] x = in.ints(0);
                    for (int i = 0; i < x.length; i++) {
                        y[offset + i] = x[i];
                    }
                }
                case Tensor x -> throw new IllegalArgumentException("toFloat: " + x.shape() + " holds floats already");
            }
        }
    }

    /** The same ints in another shape, on the same array. */
    record ReshapeInts(Shape shape) implements LogicOp {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.ints(shape)};
        }

        @Override
        public boolean isView() {
            return true;
        }

        @Override
        public void run(Operands in, Operands out) {
            // The output is the input's array: there is nothing to compute.
        }
    }

    /** The booleans of an operand broadcast to a shape; its own array if they have that shape already. */
    private static boolean[] expanded(Operands in, int i, Shape target) {
        if (target.equals(in.shape(i))) {
            return in.bools(i);
        }
        boolean[] x = in.bools(i);
        int[] sources = in.shape(i).repeatedIn(target);
        boolean[] out = new boolean[sources.length];
        for (int j = 0; j < out.length; j++) {
            out[j] = x[sources[j]];
        }
        return out;
    }
}
