package dev.lanewise.tensor;

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
        public void run(Value[] in, Value[] out) {
            boolean[] a = ((BoolTensor) in[0]).expanded(out[0].shape());
            boolean[] b = ((BoolTensor) in[1]).expanded(out[0].shape());
            boolean[] y = ((BoolTensor) out[0]).data();
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
        public void run(Value[] in, Value[] out) {
            boolean[] a = ((BoolTensor) in[0]).data();
            boolean[] y = ((BoolTensor) out[0]).data();
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
        public void run(Value[] in, Value[] out) {
            int[] a = ((IntTensor) in[0]).data();
            int[] b = ((IntTensor) in[1]).data();
            boolean[] y = ((BoolTensor) out[0]).data();
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
        public void run(Value[] in, Value[] out) {
            float[] y = ((Tensor) out[0]).data();
            int offset = ((Tensor) out[0]).offset();
            switch (in[0]) {
                case BoolTensor mask -> {
                    boolean[] x = mask.data();
                    for (int i = 0; i < x.length; i++) {
                        y[offset + i] = x[i] ? 1f : 0f;
                    }
                }
                case IntTensor ints -> {
                    int[] x = ints.data();
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
        public Value[] evaluate(Value... in) {
            return new Value[] {IntTensor.wrap(((IntTensor) in[0]).data(), shape)};
        }

        @Override
        public void run(Value[] in, Value[] out) {
            // The output is the input's array: there is nothing to compute.
        }
    }
}
