package dev.lanewise.ops;

import dev.lanewise.kernels.drivers.NormRows;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Normalisation of rows by their own mean and variance, or by their mean square. */
public sealed interface NormOp extends Op {

    /**
     * Layer normalisation of the rows of x {@code [N, D]}: {@code h = (x - mean) / sqrt(variance + eps)}, with the
     * variance divided by D, and {@code y = h w + b} with a weight and a bias {@code [D]}, each optional. Outputs y,
     * the means {@code [N, 1]} and {@code r = 1 / sqrt(variance + eps)} {@code [N, 1]}.
     *
     * <p>Gradients, with G that of y, u = G w and mean(.) over a row: of x {@code (u - mean(u) - h mean(u h)) r}, of w
     * the sum of the rows of G h and of b that of G. Where something depends on mean and r (as these gradients do, when
     * they are differentiated again), x gets {@code gradMean / D - gradR r^2 h / D} as well.
     *
     * @param eps added to the variance
     */
    record LayerNorm(float eps) implements NormOp {
        /** Rows of extreme numbers have their r computed in double precision. */
        @Override
        public boolean needsDoubles() {
            return true;
        }

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
            return new Saves(0b11, 0b110);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            @Nullable
            Tensor[] found = new Tensor[saved.inputs()];
            Tensor g = grads[0];
            if (g != null) {
                Tensor[] all = GradMode.isEnabled() ? inOps(saved, g) : inOnePass(saved, g);
                for (int i = 0; i < found.length; i++) {
                    found[i] = saved.needs(i) ? all[i] : null;
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
            Value[] all = saved.inputs() == 1
                    ? op.apply(g, x, saved.output(1), saved.output(2))
                    : op.apply(g, x, saved.output(1), saved.output(2), saved.input(1));
            return Arrays.copyOf(all, all.length, Tensor[].class);
        }

        /** The same, composed of differentiable ops. */
        private static Tensor[] inOps(Saved saved, Tensor g) {
            Tensor h = normalised(saved);
            Tensor u = saved.inputs() == 1 ? g : g.mul(saved.input(1));
            Tensor projection = h.mul(u.mul(h).mean(true, 1));
            return new Tensor[] {u.sub(u.mean(true, 1)).sub(projection).mul(saved.output(2)), g.mul(h), g};
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
                // r^2 alone would overflow or underflow where r is very large or very small.
                Tensor r = saved.output(2);
                Tensor through = normalised(saved).mul(r.mul(gradR.mul(r)).div(-count));
                sum = sum == null ? through : sum.add(through);
            }
            return sum;
        }
    }

    /**
     * The gradient rule of {@link LayerNorm} in one sweep, from (G, x, mean, r) and the weight if there is one: the
     * gradient of x, and with a weight those of w and b {@code [D]}, summed up in the order of {@link NormRows}. Not
     * differentiable itself: where gradients of gradients are asked for, the rule is written in ops, whose sums have
     * another order.
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
            Spec parameter = Spec.floats(Shape.of(x.dim(1)));
            return in.length < 5 ? new Spec[] {Spec.floats(x)} : new Spec[] {Spec.floats(x), parameter, parameter};
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
                    in.data(3), in.offset(3), in.dataIfAny(4), in.offset(4), out.data(0), out.offset(0),
                    out.dataIfAny(1), out.offset(1), out.dataIfAny(2), out.offset(2), x.dim(0), x.dim(1));
        }
    }

    /**
     * RMS norm of the rows of x {@code [N, D]}: {@code h = x r} with {@code r = 1 / sqrt(mean(x^2) + eps)}, and {@code
     * y = h w} with a weight {@code [D]}, which is optional. Outputs y and r {@code [N, 1]}.
     *
     * <p>Gradients, with G that of y, u = G w and mean(.) over a row: of x {@code (u - h mean(u h)) r}, and of w the
     * sum of the rows of G h. Where something depends on r (as these gradients do, when they are differentiated
     * again), x gets {@code -gradR r^2 h / D} as well.
     *
     * @param eps added to the mean square
     */
    record RMSNorm(float eps) implements NormOp {
        /** As {@link LayerNorm}. */
        @Override
        public boolean needsDoubles() {
            return true;
        }

        @Override
        public String name() {
            return "rmsNorm";
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            if (x.rank() != 2 || in.length > 1 && !in[1].shape().equals(Shape.of(x.dim(1)))) {
                throw new IllegalArgumentException("rmsNorm: " + x
                        + (in.length > 1 ? " and weight " + in[1].shape() : "") + ": expected rows [N, D] and [D]");
            }
            return new Spec[] {Spec.floats(x), Spec.floats(Shape.of(x.dim(0), 1))};
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape x = in.shape(0);
            NormRows.rmsNorm(
                    in.data(0), in.offset(0), in.dataIfAny(1), in.offset(1), eps,
                    out.data(0), out.offset(0), out.data(1), out.offset(1), x.dim(0), x.dim(1));
        }

        @Override
        public Saves saves(int needs) {
            return new Saves(0b11, 0b10);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            @Nullable
            Tensor[] found = new Tensor[saved.inputs()];
            Tensor g = grads[0];
            Tensor x = saved.input(0);
            Tensor r = saved.output(1);
            if (g != null) {
                Tensor weight = found.length > 1 ? saved.input(1) : null;
                Tensor[] all = GradMode.isEnabled() ? inOps(g, x, r, weight) : inOnePass(g, x, r, weight);
                for (int i = 0; i < found.length; i++) {
                    found[i] = saved.needs(i) ? all[i] : null;
                }
            }
            Tensor gradR = grads[1];
            if (saved.needs(0) && gradR != null) {
                // in this order because r^2 alone would overflow or underflow where r is very large or very small
                Tensor through = x.mul(r).mul(r.mul(gradR.mul(r)).div(-(float) x.dim(1)));
                found[0] = found[0] == null ? through : found[0].add(through);
            }
            return found;
        }

        private static Tensor[] inOnePass(Tensor g, Tensor x, Tensor r, @Nullable Tensor weight) {
            RMSNormGrad op = new RMSNormGrad();
            Value[] all = weight == null ? op.apply(g, x, r) : op.apply(g, x, r, weight);
            return Arrays.copyOf(all, all.length, Tensor[].class);
        }

        /** The same, composed of differentiable ops. */
        private static Tensor[] inOps(Tensor g, Tensor x, Tensor r, @Nullable Tensor weight) {
            Tensor h = x.mul(r);
            Tensor u = weight == null ? g : g.mul(weight);
            return new Tensor[] {u.sub(h.mul(u.mul(h).mean(true, 1))).mul(r), g.mul(h)};
        }
    }

    /**
     * The gradient rule of {@link RMSNorm} in one sweep, from (G, x, r) and the weight if there is one: the gradient of
     * x, and with a weight that of w. Not differentiable itself, as {@link LayerNormGrad}.
     */
    record RMSNormGrad() implements NormOp {
        @Override
        public String name() {
            return "rmsNormGrad";
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[1].shape();
            boolean fits = x.rank() == 2 && in[0].shape().equals(x) && in[2].shape().equals(Shape.of(x.dim(0), 1))
                    && (in.length < 4 || in[3].shape().equals(Shape.of(x.dim(1))));
            if (!fits) {
                throw new IllegalArgumentException("rmsNormGrad: gradient " + in[0].shape() + ", rows " + x
                        + ", reciprocal roots " + in[2].shape() + ": expected [N, D] twice and [N, 1]");
            }
            return in.length < 4
                    ? new Spec[] {Spec.floats(x)}
                    : new Spec[] {Spec.floats(x), Spec.floats(Shape.of(x.dim(1)))};
        }

        @Override
        public boolean differentiable() {
            return false;
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape x = in.shape(1);
            NormRows.rmsNormGradient(
                    in.data(0), in.offset(0), in.data(1), in.offset(1), in.data(2), in.offset(2),
                    in.dataIfAny(3), in.offset(3), out.data(0), out.offset(0), out.dataIfAny(1), out.offset(1),
                    x.dim(0), x.dim(1));
        }
    }
}
