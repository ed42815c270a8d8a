package dev.lanewise.tensor;

import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.kernels.drivers.Elementwise;
import dev.lanewise.kernels.drivers.Elementwise.Cost;
import dev.lanewise.kernels.drivers.NormRows;
import org.jspecify.annotations.Nullable;

/** Deviations from a mean, and normalisation of rows by their own mean and variance. */
public sealed interface NormOp extends Op {

    /**
     * Layer normalisation of the rows of x {@code [N, D]}: {@code h = (x - mean) / sqrt(variance + eps)}, with the
     * variance divided by D, and {@code y = h w + b} with a weight and a bias {@code [D]} where they are given. Outputs
     * y, the means {@code [N, 1]} and {@code r = 1 / sqrt(variance + eps)} {@code [N, 1]}.
     *
     * <p>Gradients, with G that of y, u = G w and mean(.) over a row: of x {@code (u - mean(u) - h mean(u h)) r}, of w
     * G h and of b G, whose rows the walk adds up. Where something depends on mean and r (as these gradients do, when
     * they are differentiated again), x gets {@code gradMean / D - gradR r^2 h / D} as well.
     *
     * @param eps added to the variance
     */
    record LayerNorm(float eps) implements NormOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            if (x.rank() != 2) {
                throw new IllegalArgumentException("layerNorm: " + x + ": expected rows [N, D]");
            }
            for (int i = 1; i < in.length; i++) {
                if (in[i].shape().rank() != 1 || in[i].shape().size() != x.dim(1)) {
                    throw new IllegalArgumentException("layerNorm: " + (i == 1 ? "weight " : "bias ") + in[i].shape()
                            + " for rows of " + x + ": expected [" + x.dim(1) + "]");
                }
            }
            Spec row = Spec.floats(Shape.of(x.dim(0), 1));
            return new Spec[] {Spec.floats(x), row, row};
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape x = in.shape(0);
            NormRows.layerNorm(
                    in.data(0), in.offset(0), in.dataIfAny(1), in.offset(1), in.dataIfAny(2), in.offset(2), eps,
                    out.data(0), out.offset(0), out.data(1), out.offset(1), out.data(2), out.offset(2),
                    x.dim(0), x.dim(1));
        }

        @Override
        public Saves saves(int needs) {
            return (needs & 0b11) == 0 ? Saves.NOTHING : new Saves(0b11, 0b110);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            @Nullable
            Tensor[] found = new Tensor[saved.inputs()];
            Tensor g = grads[0];
            if (found.length > 2 && saved.needs(2)) {
                found[2] = g;
            }
            boolean ofWeight = found.length > 1 && saved.needs(1);
            if (!saved.needs(0) && !ofWeight) {
                return found;
            }
            if (g != null) {
                Tensor[] both = GradMode.isEnabled() ? inOps(saved, g) : inOnePass(saved, g);
                found[0] = saved.needs(0) ? both[0] : null;
                if (ofWeight) {
                    found[1] = both[1];
                }
            }
            if (saved.needs(0)) {
                found[0] = addThrough(saved, found[0], grads[1], grads[2]);
            }
            return found;
        }

        private static Tensor[] inOnePass(Saved saved, Tensor g) {
            LayerNormGrad op = new LayerNormGrad();
            Tensor x = saved.input(0);
            Value[] both = saved.inputs() == 1
                    ? op.apply(g, x, saved.output(1), saved.output(2))
                    : op.apply(g, x, saved.output(1), saved.output(2), saved.input(1));
            return new Tensor[] {(Tensor) both[0], (Tensor) both[1]};
        }

        /** The same, of ops that have gradients. */
        private static Tensor[] inOps(Saved saved, Tensor g) {
            Tensor h = normalised(saved);
            Tensor u = saved.inputs() == 1 ? g : g.mul(saved.input(1));
            Tensor projection = h.mul(u.mul(h).mean(true, 1));
            return new Tensor[] {u.sub(u.mean(true, 1)).sub(projection).mul(saved.output(2)), g.mul(h)};
        }

        private static Tensor normalised(Saved saved) {
            return saved.input(0).sub(saved.output(1)).mul(saved.output(2));
        }

        /** Adds what reaches x through the mean and r. */
        private static @Nullable Tensor addThrough(
                Saved saved, @Nullable Tensor gradient, @Nullable Tensor gradMean, @Nullable Tensor gradR) {
            Tensor sum = gradient;
            float count = saved.shape(0).dim(1);
            if (gradMean != null) {
                Tensor through = gradMean.div(count).broadcastTo(saved.shape(0));
                sum = sum == null ? through : sum.add(through);
            }
            if (gradR != null) {
                // r^2 alone is no float where r is very large or very small.
                Tensor r = saved.output(2);
                Tensor through = normalised(saved).mul(r.mul(gradR.mul(r)).div(-count));
                sum = sum == null ? through : sum.add(through);
            }
            return sum;
        }
    }

    /**
     * The gradient rule of {@link LayerNorm} in one pass, from (G, x, mean, r) and the weight if there is one: the
     * gradient of x, and G h. Not differentiable itself: where gradients of gradients are asked for, the rule is
     * written in ops.
     */
    record LayerNormGrad() implements NormOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[1].shape();
            Shape row = in[2].shape();
            boolean fits = x.rank() == 2 && in[0].shape().equals(x) && row.equals(Shape.of(x.dim(0), 1))
                    && in[3].shape().equals(row) && (in.length < 5 || in[4].shape().equals(Shape.of(x.dim(1))));
            if (!fits) {
                throw new IllegalArgumentException("layerNormGrad: gradient " + in[0].shape() + ", rows " + x
                        + ", means " + row + " and " + in[3].shape() + ": expected [N, D] twice and [N, 1] twice");
            }
            return new Spec[] {Spec.floats(x), Spec.floats(x)};
        }

        @Override
        public boolean differentiable() {
            return false;
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape x = in.shape(1);
            NormRows.layerNormGradient(
                    in.data(0), in.offset(0), in.data(1), in.offset(1), in.data(2), in.offset(2),
                    in.data(3), in.offset(3), in.dataIfAny(4), in.offset(4),
                    out.data(0), out.offset(0), out.data(1), out.offset(1), x.dim(0), x.dim(1));
        }
    }

    /**
     * The standard deviation {@code y = s q} of groups of distances c from their mean, from c, scales s > 0 and the
     * roots q of the groups' sums of (c / s)^2 divided by n - 1, where s and q have one element for each group and
     * broadcast to c. Outputs y and q. The scales keep q an ordinary number, whatever c is.
     *
     * <p>Gradient of c: {@code (grad + gradQ / s) ((c / s) / q / (n - 1))}, 0 where q = 0: s cancels, and grad is
     * multiplied by a number of at most 1. s and q are functions of c and have no gradients of their own.
     *
     * @param divisor n - 1
     */
    record Std(float divisor) implements NormOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            Shape groups = in[2].shape();
            if (!in[1].shape().equals(groups) || !Shape.broadcast(name(), x, groups).equals(x)) {
                throw new IllegalArgumentException("std: distances " + x + ", scales " + in[1].shape() + " and roots "
                        + groups + ": expected two of one shape that broadcasts to the first");
            }
            return new Spec[] {Spec.floats(groups), Spec.floats(groups)};
        }

        @Override
        public void run(Operands in, Operands out) {
            Elementwise.zip(
                    KernelLookup.active().zip()::mul, Cost.LIGHT,
                    in.data(1), in.offset(1), 1, in.data(2), in.offset(2), 1,
                    out.data(0), out.offset(0), in.size(2));
            System.arraycopy(in.data(2), in.offset(2), out.data(1), out.offset(1), in.size(2));
        }

        @Override
        public Saves saves(int needs) {
            return new Saves(0b11, 0b10);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            @Nullable
            Tensor[] found = new Tensor[3];
            if (saved.needs(0)) {
                Tensor scale = saved.input(1);
                Tensor sum = grads[0];
                if (grads[1] != null) {
                    Tensor through = grads[1].div(scale);
                    sum = sum == null ? through : sum.add(through);
                }
                found[0] = sum == null ? null : sum.mul(slope(saved, scale));
            }
            return found;
        }

        private Tensor slope(Saved saved, Tensor scale) {
            Tensor root = saved.output(1);
            Tensor steep = Indexing.where(root.eq(0f), Tensor.scalar(1f), root); // c is 0 there
            return saved.input(0).div(scale).div(steep).div(divisor);
        }
    }
}
