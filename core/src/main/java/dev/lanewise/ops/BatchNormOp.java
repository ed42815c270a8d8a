package dev.lanewise.ops;

import dev.lanewise.kernels.drivers.ChannelNorms;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import org.jspecify.annotations.Nullable;

/**
 * Normalisation of each channel, an index of axis 1, of x {@code [N, C, ...]}, whose other axes have P positions: with
 * {@code h = (x - mean) / sqrt(variance + eps)}, {@code y = h w + b}, with a weight and a bias of {@code C} elements,
 * each optional. The order of operations is that of {@link ChannelNorms}.
 */
public sealed interface BatchNormOp extends Op {

    /** {@code 1 / sqrt(variance + eps)}, and a weight if there is one, for each channel {@code [C, 1]}. */
    private static Tensor scale(Tensor variance, float eps, @Nullable Tensor weight) {
        Tensor r = column(variance).add(eps).rsqrt();
        return weight == null ? r : r.mul(column(weight));
    }

    /** How many positions a channel of a sample has. */
    private static int positions(Shape x) {
        return x.product(2, x.rank());
    }

    /** As {@code [N, C, P]}. */
    private static Tensor block(Tensor x) {
        return x.reshape(x.dim(0), x.dim(1), positions(x.shape()));
    }

    private static Tensor column(Tensor perChannel) {
        return perChannel.reshape(perChannel.size(), 1);
    }

    /**
     * By mean and variance over N and P of each channel, the variance divided by their number. Outputs y, the means
     * {@code [C]} and the variances {@code [C]}; those of no elements are 0. Weight and bias are {@code [C]}.
     *
     * <p>Gradients, with G that of y, u = G w, r = 1 / sqrt(variance + eps) and mean(.) over N and P: of x {@code (u -
     * mean(u) - h mean(u h)) r}, of w the sum of G h and of b that of G. Where something depends on mean and variance
     * (as these gradients do, when they are differentiated again), x gets {@code (gradMean + 2 gradVariance (x - mean))
     * / (N P)} as well.
     *
     * @param eps added to the variance
     */
    record BatchNorm(float eps) implements BatchNormOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = requireChannels("batchNorm", in[0].shape());
            Shape channels = Shape.of(x.dim(1));
            requireShapes("batchNorm", x, channels, 1, in);
            return new Spec[] {Spec.floats(x), Spec.floats(channels), Spec.floats(channels)};
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape x = in.shape(0);
            ChannelNorms.batchNorm(
                    in.data(0), in.offset(0), in.dataIfAny(1), in.offset(1), in.dataIfAny(2), in.offset(2), eps,
                    out.data(0), out.offset(0), out.data(1), out.offset(1), out.data(2), out.offset(2),
                    x.dim(0), x.dim(1), positions(x));
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
                Tensor weight = found.length > 1 ? saved.input(1) : null;
                found = GradMode.isEnabled() ? inOps(saved, g, weight) : inOnePass(saved, g, weight);
            }
            for (int i = 0; i < found.length; i++) {
                found[i] = saved.needs(i) ? found[i] : null;
            }
            if (saved.needs(0)) {
                found[0] = addThrough(saved, found[0], grads[1], grads[2]);
            }
            return found;
        }

        private @Nullable Tensor[] inOnePass(Saved saved, Tensor g, @Nullable Tensor weight) {
            BatchNormGrad op = new BatchNormGrad(eps);
            Tensor x = saved.input(0);
            Value[] all = weight == null
                    ? op.apply(g, x, saved.output(1), saved.output(2))
                    : op.apply(g, x, saved.output(1), saved.output(2), weight);
            @Nullable
            Tensor[] found = new Tensor[saved.inputs()];
            for (int i = 0; i < found.length; i++) {
                found[i] = (Tensor) all[i];
            }
            return found;
        }

        /** The same, composed of differentiable ops. */
        private @Nullable Tensor[] inOps(Saved saved, Tensor g, @Nullable Tensor weight) {
            Tensor gradient = block(g);
            Tensor r = scale(saved.output(2), eps, null);
            Tensor h = block(saved.input(0)).sub(column(saved.output(1))).mul(r);
            Tensor u = weight == null ? gradient : gradient.mul(column(weight));
            @Nullable
            Tensor[] found = new Tensor[saved.inputs()];
            Tensor projection = h.mul(u.mul(h).mean(true, 0, 2));
            found[0] = u.sub(u.mean(true, 0, 2)).sub(projection).mul(r).reshape(g.shape());
            if (found.length > 1) {
                found[1] = gradient.mul(h).sum(0, 2);
            }
            if (found.length > 2) {
                found[2] = gradient.sum(0, 2);
            }
            return found;
        }

        /** Adds what reaches x through the mean and the variance. */
        private static @Nullable Tensor addThrough(
                Saved saved, @Nullable Tensor gradient, @Nullable Tensor gradMean, @Nullable Tensor gradVariance) {
            Tensor sum = gradient;
            Shape x = saved.shape(0);
            float count = (float) x.dim(0) * positions(x);
            if (gradMean != null) {
                Tensor through = column(gradMean).div(count)
                        .broadcastTo(Shape.of(x.dim(0), x.dim(1), positions(x))).reshape(x);
                sum = sum == null ? through : sum.add(through);
            }
            if (gradVariance != null) {
                Tensor centred = block(saved.input(0)).sub(column(saved.output(1)));
                Tensor through = centred.mul(column(gradVariance).mul(2 / count)).reshape(x);
                sum = sum == null ? through : sum.add(through);
            }
            return sum;
        }
    }

    /**
     * The gradient rule of {@link BatchNorm} in two passes, from (G, x, mean, variance) and the weight if there is one:
     * the gradients of x, w and b. Not differentiable itself: where gradients of gradients are asked for, the rule is
     * written in ops, whose sums have another order.
     */
    record BatchNormGrad(float eps) implements BatchNormOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = requireChannels("batchNormGrad", in[1].shape());
            Shape channels = Shape.of(x.dim(1));
            if (!in[0].shape().equals(x)) {
                throw new IllegalArgumentException("batchNormGrad: gradient " + in[0].shape() + " for " + x);
            }
            requireShapes("batchNormGrad", x, channels, 2, in);
            return new Spec[] {Spec.floats(x), Spec.floats(channels), Spec.floats(channels)};
        }

        @Override
        public boolean differentiable() {
            return false;
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape x = in.shape(1);
            ChannelNorms.batchNormGradient(
                    in.data(0), in.offset(0), in.data(1), in.offset(1), in.data(2), in.offset(2),
                    in.data(3), in.offset(3), in.dataIfAny(4), in.offset(4), eps,
                    out.data(0), out.offset(0), out.data(1), out.offset(1), out.data(2), out.offset(2),
                    x.dim(0), x.dim(1), positions(x));
        }
    }

    /**
     * By given means and variances, inputs 1 and 2; these, weight and bias are {@code [C, 1]}. Gradients, with G that
     * of y and k = w / sqrt(variance + eps): of x G k, of the means -G k, of the variances {@code -G (x - mean) k / (2
     * (variance + eps))}, of w {@code G (x - mean) / sqrt(variance + eps)} and of b G, whose elements the walk adds up.
     *
     * @param eps added to the variance
     */
    record BatchNormByGiven(float eps) implements BatchNormOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = requireChannels("batchNorm", in[0].shape());
            requireShapes("batchNorm", x, Shape.of(x.dim(1), 1), 1, in);
            return new Spec[] {Spec.floats(x)};
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape x = in.shape(0);
            ChannelNorms.scaleChannels(
                    in.data(0), in.offset(0), in.data(1), in.offset(1), in.data(2), in.offset(2),
                    in.dataIfAny(3), in.offset(3), in.dataIfAny(4), in.offset(4), eps, out.data(0), out.offset(0),
                    x.dim(0), x.dim(1), positions(x));
        }

        @Override
        public Saves saves(int needs) {
            int rest = (needs & 0b1111) == 0 ? 0 : 0b1100;
            return new Saves((needs & 0b1100) == 0 ? rest : rest | 0b11, 0);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            @Nullable
            Tensor[] found = new Tensor[saved.inputs()];
            if (grads[0] == null) {
                return found;
            }
            Tensor g = block(grads[0]);
            if (found.length > 4 && saved.needs(4)) {
                found[4] = g;
            }
            if (saved.needs(0) || saved.needs(1)) {
                Tensor through = g.mul(scale(saved.input(2), eps, found.length > 3 ? saved.input(3) : null));
                found[0] = saved.needs(0) ? through.reshape(saved.shape(0)) : null;
                found[1] = saved.needs(1) ? through.neg() : null;
            }
            boolean ofWeight = found.length > 3 && saved.needs(3);
            if (saved.needs(2) || ofWeight) {
                Tensor r = scale(saved.input(2), eps, null);
                Tensor scaled = g.mul(block(saved.input(0)).sub(saved.input(1)).mul(r));
                if (ofWeight) {
                    found[3] = scaled;
                }
                if (saved.needs(2)) {
                    Tensor slope = r.square().mul(-0.5);
                    found[2] = scaled.mul(found.length > 3 ? slope.mul(saved.input(3)) : slope);
                }
            }
            return found;
        }
    }

    private static Shape requireChannels(String op, Shape x) {
        if (x.rank() < 2) {
            throw new IllegalArgumentException(op + ": " + x + ": expected [N, C, ...]");
        }
        return x;
    }

    /** Refuses inputs from one on that are of another shape. */
    private static void requireShapes(String op, Shape x, Shape expected, int first, Value... in) {
        for (int i = first; i < in.length; i++) {
            if (!in[i].shape().equals(expected)) {
                throw new IllegalArgumentException(
                        op + ": input " + i + " is " + in[i].shape() + " for " + x + ": expected " + expected);
            }
        }
    }
}
