package dev.lanewise.nn.norm;

import dev.lanewise.nn.Layer;
import dev.lanewise.ops.Normalization;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import org.jspecify.annotations.Nullable;

/**
 * Group normalisation (Wu and He 2018): {@code (x - mean) / sqrt(variance + eps) * weight + bias}, with mean and
 * variance of each group of neighbouring channels of each sample. <b>Shape</b>: {@code [N, C, ...] -> [N, C, ...]}.
 *
 * <p>Parameters as in PyTorch: {@code weight [C]}, initially ones, and {@code bias [C]}, initially zeros.
 */
public final class GroupNorm extends Layer {
    /** Default of what is added to the variance. */
    public static final double EPS = 1e-5;

    private final int groups;
    private final int channels;
    private final float eps;
    private final @Nullable Tensor weight;
    private final @Nullable Tensor bias;

    /** Normalises groups of channels with {@link #EPS}, weight and bias. */
    public GroupNorm(int groups, int channels) {
        this(groups, channels, EPS, true);
    }

    /**
     * Normalises groups of channels.
     *
     * @param groups how many groups the channels make
     * @param eps added to the variance
     * @param affine whether there are weight and bias
     * @throws IllegalArgumentException if the channels do not make equal groups, or eps is negative or not finite
     */
    public GroupNorm(int groups, int channels, double eps, boolean affine) {
        if (groups < 1 || channels < 1 || channels % groups != 0) {
            throw new IllegalArgumentException(
                    "GroupNorm: " + channels + " channels do not make " + groups + " equal groups");
        }
        this.groups = groups;
        this.channels = channels;
        this.eps = Finite.atLeastZero("GroupNorm: eps", eps);
        this.weight = affine ? parameter("weight", Tensor.ones(channels)) : null;
        this.bias = affine ? parameter("bias", Tensor.zeros(channels)) : null;
    }

    @Override
    protected Tensor compute(Tensor x) {
        if (x.rank() < 2 || x.dim(1) != channels) {
            throw new IllegalArgumentException(x.shape() + ": expected [N, " + channels + ", ...]");
        }
        return Normalization.groupNorm(x, groups, weight, bias, eps);
    }

    /** The weight, {@code [C]}, or null. */
    public @Nullable Tensor weight() {
        return weight;
    }

    /** The bias, {@code [C]}, or null. */
    public @Nullable Tensor bias() {
        return bias;
    }

    @Override
    public GroupNorm copy() {
        return copied(() -> new GroupNorm(groups, channels, eps, weight != null));
    }

    @Override
    protected String describe() {
        return groups + ", " + channels + ", eps " + eps + (weight == null ? ", no weight" : "");
    }
}
