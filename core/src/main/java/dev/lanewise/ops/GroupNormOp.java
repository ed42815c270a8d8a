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
 * Normalisation of groups of neighbouring channels, indices of axis 1, of each sample of x {@code [N, C, ...]}, whose
 * other axes have P positions. The order of operations is that of {@link ChannelNorms}.
 */
public sealed interface GroupNormOp extends Op {

    /**
     * By mean and variance of each group of {@code C / groups} channels, the variance divided by the number of
     * elements: {@code h = (x - mean) / sqrt(variance + eps)}, and {@code y = h w + b} with a weight and a bias {@code
     * [C, 1]}, each optional. Outputs y, and the means and variances {@code [N, groups, 1]}.
     *
     * <p>Gradients: those of {@link BatchNormOp.BatchNorm} with mean(.) over a group; the rule's sums of G h and G are
     * over N and P.
     *
     * @param groups divides C
     * @param eps added to the variance
     */
    record GroupNorm(int groups, float eps) implements GroupNormOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = requireGroups("groupNorm", groups, in[0].shape());
            for (int i = 1; i < in.length; i++) {
                if (!in[i].shape().equals(Shape.of(x.dim(1), 1))) {
                    throw new IllegalArgumentException("groupNorm: " + (i == 1 ? "weight " : "bias ") + in[i].shape()
                            + " for " + x + ": expected [" + x.dim(1) + ", 1]");
                }
            }
            Spec group = Spec.floats(statistics(x, groups));
            return new Spec[] {Spec.floats(x), group, group};
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape x = in.shape(0);
            ChannelNorms.groupNorm(
                    in.data(0), in.offset(0), in.dataIfAny(1), in.offset(1), in.dataIfAny(2), in.offset(2), eps,
                    out.data(0), out.offset(0), out.data(1), out.offset(1), out.data(2), out.offset(2),
                    x.dim(0), x.dim(1), positions(x), groups);
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
            GroupNormGrad op = new GroupNormGrad(groups, eps);
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
            Shape x = saved.shape(0);
            Tensor r = saved.output(2).add(eps).rsqrt();
            Tensor h = centred(saved).mul(r);
            Tensor gradient = g.reshape(x.dim(0), x.dim(1), positions(x));
            Tensor u = grouped(weight == null ? gradient : gradient.mul(weight));
            Tensor projection = h.mul(u.mul(h).mean(true, 2));
            @Nullable
            Tensor[] found = new Tensor[saved.inputs()];
            found[0] = u.sub(u.mean(true, 2)).sub(projection).mul(r).reshape(x);
            if (found.length > 1) {
                found[1] = gradient.mul(h.reshape(gradient.shape()));
            }
            if (found.length > 2) {
                found[2] = gradient;
            }
            return found;
        }

        private Tensor grouped(Tensor x) {
            return x.reshape(x.dim(0), groups, x.dim(1) / groups * positions(x.shape()));
        }

        /** The distances from the mean, by groups. */
        private Tensor centred(Saved saved) {
            return grouped(saved.input(0)).sub(saved.output(1));
        }

        /** Adds what reaches x through the mean and the variance. */
        private @Nullable Tensor addThrough(
                Saved saved, @Nullable Tensor gradient, @Nullable Tensor gradMean, @Nullable Tensor gradVariance) {
            Tensor sum = gradient;
            Shape x = saved.shape(0);
            int size = x.dim(1) / groups * positions(x);
            if (gradMean != null) {
                Tensor through = gradMean.div(size).broadcastTo(Shape.of(x.dim(0), groups, size)).reshape(x);
                sum = sum == null ? through : sum.add(through);
            }
            if (gradVariance != null) {
                Tensor through = centred(saved).mul(gradVariance.mul(2f / size)).reshape(x);
                sum = sum == null ? through : sum.add(through);
            }
            return sum;
        }
    }

    /**
     * The gradient rule of {@link GroupNorm} in two passes, from (G, x, mean, variance) and the weight if there is one:
     * the gradients of x, and of w and b, {@code [C, 1]} each. Not differentiable itself: where gradients of gradients
     * are asked for, the rule is written in ops, whose sums have another order.
     */
    record GroupNormGrad(int groups, float eps) implements GroupNormOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = requireGroups("groupNormGrad", groups, in[1].shape());
            Shape row = statistics(x, groups);
            Shape channels = Shape.of(x.dim(1), 1);
            boolean fits = in[0].shape().equals(x) && in[2].shape().equals(row) && in[3].shape().equals(row)
                    && (in.length < 5 || in[4].shape().equals(channels));
            if (!fits) {
                throw new IllegalArgumentException("groupNormGrad: gradient " + in[0].shape() + " for " + x
                        + ", means and variances " + in[2].shape() + " and " + in[3].shape() + ": expected " + x
                        + " and twice " + row);
            }
            return new Spec[] {Spec.floats(x), Spec.floats(channels), Spec.floats(channels)};
        }

        @Override
        public boolean differentiable() {
            return false;
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape x = in.shape(1);
            ChannelNorms.groupNormGradient(
                    in.data(0), in.offset(0), in.data(1), in.offset(1), in.data(2), in.offset(2),
                    in.data(3), in.offset(3), in.dataIfAny(4), in.offset(4), eps,
                    out.data(0), out.offset(0), out.data(1), out.offset(1), out.data(2), out.offset(2),
                    x.dim(0), x.dim(1), positions(x), groups);
        }
    }

    /** How many positions a channel of a sample has. */
    private static int positions(Shape x) {
        return x.product(2, x.rank());
    }

    private static Shape statistics(Shape x, int groups) {
        return Shape.of(x.dim(0), groups, 1);
    }

    private static Shape requireGroups(String op, int groups, Shape x) {
        if (x.rank() < 2 || groups < 1 || x.dim(1) % groups != 0) {
            throw new IllegalArgumentException(
                    op + ": " + x + ": expected [N, C, ...] whose channels make " + groups + " equal groups");
        }
        return x;
    }
}
