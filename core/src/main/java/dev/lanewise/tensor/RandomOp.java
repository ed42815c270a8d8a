package dev.lanewise.tensor;

import dev.lanewise.kernels.Draws;

/**
 * Random numbers addressed by (seed, stream, index): element i is the number at {@code index + i}. The index is a
 * run-time scalar: a replayed program draws on from where the source stands.
 */
public sealed interface RandomOp extends Op {
    /** Shape of the output. */
    Shape shape();

    @Override
    default Spec[] infer(Value... in) {
        return new Spec[] {Spec.floats(shape())};
    }

    /** Uniform on [0, 1). */
    record Uniform(Shape shape, long seed, long stream, long index) implements RandomOp {
        @Override
        public void run(Value[] in, Value[] out) {
            Tensor y = (Tensor) out[0];
            Draws.uniform(seed, stream, index, y.data(), y.offset(), y.size());
        }
    }

    /** Normal with mean 0 and variance 1. */
    record Normal(Shape shape, long seed, long stream, long index) implements RandomOp {
        @Override
        public void run(Value[] in, Value[] out) {
            Tensor y = (Tensor) out[0];
            Draws.normal(seed, stream, index, y.data(), y.offset(), y.size());
        }
    }
}
