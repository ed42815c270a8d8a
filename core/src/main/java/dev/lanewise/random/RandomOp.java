package dev.lanewise.random;

import dev.lanewise.kernels.drivers.Draws;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import org.jspecify.annotations.Nullable;

/** Random numbers, and the ops that move the sources they are drawn from. */
public sealed interface RandomOp extends Op {
    /**
     * Numbers addressed by (seed, stream, index): element i is the number at {@code index + i}. The index is a run-time
     * scalar: a replayed program continues from the source's current position.
     */
    sealed interface Draw extends RandomOp {
        /** Shape of the output. */
        Shape shape();

        @Override
        default Spec[] infer(Value... in) {
            return new Spec[] {Spec.floats(shape())};
        }
    }

    /** Uniform on [0, 1). */
    record Uniform(Shape shape, long seed, long stream, long index) implements Draw {
        @Override
        public void run(Operands in, Operands out) {
            Draws.uniform(seed, stream, index, out.data(0), out.offset(0), out.size(0));
        }
    }

    /**
     * Ints {@code low + r}, r uniform on {@code 0 .. count - 1}: the upper half of the product of count and 64 random
     * bits, so that no probability is off by more than a part of 2<sup>-32</sup>. Element i takes the three numbers at
     * {@code index + 3 i}, 24 bits of the first two each and 16 of the third.
     */
    record Randint(Shape shape, int low, long count, long seed, long stream, long index) implements Draw {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.ints(shape)};
        }

        @Override
        public void run(Operands in, Operands out) {
            int[] ints = out.ints(0);
            int n = out.size(0);
            float[] ticks = new float[3 * Math.min(n, CHUNK)];
            for (int from = 0; from < n; from += CHUNK) {
                int taken = Math.min(CHUNK, n - from);
                Draws.uniform(seed, stream, index + 3L * from, ticks, 0, 3 * taken);
                for (int i = 0; i < taken; i++) {
                    long bits = tick(ticks[3 * i]) << 40 | tick(ticks[3 * i + 1]) << 16 | tick(ticks[3 * i + 2]) >>> 8;
                    ints[from + i] = (int) (low + Math.unsignedMultiplyHigh(bits, count));
                }
            }
        }

        private static final int CHUNK = 1 << 14;

        private static long tick(float uniform) {
            return (long) (uniform * 0x1p24f);
        }
    }

    /** Normal with mean 0 and variance 1. */
    record Normal(Shape shape, long seed, long stream, long index) implements Draw {
        @Override
        public void run(Operands in, Operands out) {
            Draws.normal(seed, stream, index, out.data(0), out.offset(0), out.size(0));
        }
    }

    /**
     * Positions of weights, drawn along the last axis as {@link Urn} says: draw s of row r, of k, takes the two numbers
     * at {@code index + 2 (r k + s)}. No gradient.
     */
    record Multinomial(int samples, boolean replacement, long seed, long stream, long index) implements RandomOp {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.ints(shape(in[0].shape(), samples, replacement))};
        }

        /** The shape of what is drawn. */
        static Shape shape(Shape weights, int samples, boolean replacement) {
            int n = weights.rank() == 0 ? 0 : weights.dim(-1);
            if (n == 0) {
                throw new IllegalArgumentException("multinomial: weights " + weights + " have no rows to draw from");
            }
            if (samples < 1 || !replacement && samples > n) {
                throw new IllegalArgumentException("multinomial: " + samples + " samples of " + n + " weights "
                        + (replacement ? "with" : "without") + " replacement");
            }
            return weights.with(weights.rank() - 1, samples);
        }

        @Override
        public boolean differentiable() {
            return false;
        }

        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public boolean needsDoubles() {
            return true;
        }

        @Override
        public void run(Operands in, Operands out) {
            int n = in.shape(0).dim(-1);
            int[] drawn = out.ints(0);
            FineUniforms uniforms = new FineUniforms(seed, stream, index, drawn.length);
            Urn urn = new Urn(n);
            for (int row = 0; row < drawn.length / samples; row++) {
                urn.fill(in.data(0), in.offset(0) + row * n, row);
                if (!replacement) {
                    urn.requireCount(samples, row);
                }
                for (int s = 0; s < samples; s++) {
                    int found = urn.find(uniforms.next());
                    drawn[row * samples + s] = found;
                    if (!replacement) {
                        urn.remove(found);
                    }
                }
            }
        }
    }

    /**
     * Poisson numbers of rates by {@link PoissonInversion}; element i takes the two numbers at {@code index + 2 i}. No
     * gradient.
     */
    record Poisson(long seed, long stream, long index) implements RandomOp {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.floats(in[0].shape())};
        }

        @Override
        public boolean differentiable() {
            return false;
        }

        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public boolean needsDoubles() {
            return true;
        }

        @Override
        public void run(Operands in, Operands out) {
            float[] rates = in.data(0);
            int from = in.offset(0);
            float[] counts = out.data(0);
            FineUniforms uniforms = new FineUniforms(seed, stream, index, out.size(0));
            for (int i = 0; i < out.size(0); i++) {
                float rate = rates[from + i];
                if (!(rate >= 0 && rate <= PoissonInversion.LARGEST_RATE)) {
                    throw new IllegalArgumentException("poisson: rate " + rate + " at position " + i
                            + " is not within 0 and 2^24");
                }
                counts[out.offset(0) + i] = PoissonInversion.count(rate, uniforms.next());
            }
        }
    }

    /**
     * Elements dropped with probability p and the others scaled up: outputs {@code y = dropped ? 0 : x / (1 - p)} and
     * the mask {@code dropped}. Element i is dropped if the uniform number at {@code index + i} is below p. Gradient:
     * that of y dropped and scaled alike.
     */
    record Dropout(float p, long seed, long stream, long index) implements RandomOp {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.floats(in[0].shape()), Spec.bools(in[0].shape())};
        }

        /** What is left is multiplied by this; what is left of p = 1 is nothing to be scaled. */
        public float scale() {
            return p == 1f ? 1f : 1f / (1f - p);
        }

        /** The op that gives y alone, without the mask. */
        public MasklessDropout withoutMask() {
            return new MasklessDropout(this);
        }

        @Override
        public void run(Operands in, Operands out) {
            Draws.dropout(seed, stream, index, p, scale(), in.data(0), in.offset(0), out.data(0), out.offset(0),
                    out.bools(1), out.size(0));
        }

        @Override
        public Saves saves(int needs) {
            return new Saves(0, 0b10);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {
                grad == null
                        ? null
                        : Indexing.where(saved.boolsOut(1), Tensor.scalar(0), grad).mul(scale())
            };
        }
    }

    /** The first output of a dropout alone, where nothing needs to know what has been dropped. No gradient. */
    record MasklessDropout(Dropout dropout) implements RandomOp {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.floats(in[0].shape())};
        }

        @Override
        public boolean differentiable() {
            return false;
        }

        @Override
        public void run(Operands in, Operands out) {
            Draws.dropout(
                    dropout.seed, dropout.stream, dropout.index, dropout.p, dropout.scale(), in.data(0), in.offset(0),
                    out.data(0), out.offset(0), null, out.size(0));
        }
    }

    /**
     * A change of a source's position. It is an op so that a replayed program repeats it: a source that a computation
     * makes or splits off starts anew in each run, as in an eager one.
     */
    sealed interface Motion extends RandomOp {
        @Override
        default Spec[] infer(Value... in) {
            return new Spec[0];
        }

        @Override
        default boolean hasEffect() {
            return true;
        }
    }

    /** Moves a source to an address of its seed. */
    record Place(RandomSource source, long stream, long index) implements Motion {
        @Override
        public void run(Operands in, Operands out) {
            source.place(stream, index);
        }
    }

    /** Moves a source to the stream determined by its parent's position; the parent advances by one. */
    record Split(RandomSource parent, RandomSource child) implements Motion {
        @Override
        public void run(Operands in, Operands out) {
            parent.placeSplit(child);
        }
    }
}
