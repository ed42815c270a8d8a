package dev.lanewise.tensor.primitives;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
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

    /** Whether a and b differ, both of one shape or broadcast. */
    record Xor() implements LogicOp {
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
                y[i] = a[i] != b[i];
            }
        }
    }

    /** How many booleans are true, for each element of a shape that has size 1 along the reduced axes. */
    record Count(Shape shape) implements LogicOp {
        @Override
        public Spec[] infer(Value... in) {
            IntOp.requireReduced(name(), in[0].shape(), shape);
            return new Spec[] {Spec.ints(shape)};
        }

        @Override
        public void run(Operands in, Operands out) {
            boolean[] x = in.bools(0);
            int[] y = out.ints(0);
            Arrays.fill(y, 0);
            int[] target = shape.repeatedIn(in.shape(0));
            for (int i = 0; i < x.length; i++) {
                y[target[i]] += x[i] ? 1 : 0;
            }
        }
    }

    /** Booleans as 0 and 1; floats rounded toward zero, those that no int holds refused. */
    record ToInt() implements LogicOp {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.ints(in[0].shape())};
        }

        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public boolean differentiable() {
            return false;
        }

        @Override
        public void run(Operands in, Operands out) {
            int[] y = out.ints(0);
            if (in.value(0) instanceof BoolTensor) {
                boolean[] x = in.bools(0);
                for (int i = 0; i < y.length; i++) {
                    y[i] = x[i] ? 1 : 0;
                }
                return;
            }
            float[] x = in.data(0);
            int offset = in.offset(0);
            for (int i = 0; i < y.length; i++) {
                float value = x[offset + i];
                if (!(value >= -0x1p31f && value < 0x1p31f)) {
                    throw new ArithmeticException("truncated: no int holds " + value + " at position " + i);
                }
                y[i] = (int) value;
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

    /** The same ints or booleans in another shape, on the same array. */
    record Reshape(Shape shape) implements LogicOp {
        @Override
        public Spec[] infer(Value... in) {
            if (in[0].shape().size() != shape.size()) {
                throw new IllegalArgumentException("reshape: " + in[0].shape() + " to " + shape);
            }
            return new Spec[] {new Spec(Spec.of(in[0]).type(), shape)};
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
