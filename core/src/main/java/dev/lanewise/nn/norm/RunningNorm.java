package dev.lanewise.nn.norm;

import dev.lanewise.nn.Layer;
import dev.lanewise.ops.Normalization;
import dev.lanewise.ops.RunningStatistics;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What batch and instance normalisation have in common: a weight and a bias for each channel, running statistics, and
 * inputs of a certain rank.
 *
 * @param <N> the class itself
 */
abstract class RunningNorm<N extends RunningNorm<N>> extends Layer {
    /** Default of what is added to the variance. */
    public static final double EPS = 1e-5;

    /** Default of a new value's share in the running statistics. */
    public static final double MOMENTUM = 0.1;

    private final boolean perSample;
    private final int features;
    private final float eps;
    private final @Nullable Double momentum;
    private final @Nullable Tensor weight;
    private final @Nullable Tensor bias;
    private final @Nullable RunningStatistics running;
    private final Supplier<N> twin;

    /**
     * @param perSample whether each sample has statistics of its own
     * @param twin makes a layer of the same class with the same settings
     */
    RunningNorm(
            boolean perSample, int features, double eps, @Nullable Number momentum, boolean affine,
            boolean trackRunningStats, Supplier<N> twin) {
        String name = getClass().getSimpleName();
        if (features < 1) {
            throw new IllegalArgumentException(name + ": " + features + " features");
        }
        Double share = momentum == null ? null : (Double) momentum.doubleValue();
        if (share != null) {
            Finite.share(name + ": momentum", share);
        }
        this.perSample = perSample;
        this.features = features;
        this.eps = Finite.atLeastZero(name + ": eps", eps);
        this.momentum = share;
        this.twin = twin;
        this.weight = affine ? parameter("weight", Tensor.ones(features)) : null;
        this.bias = affine ? parameter("bias", Tensor.zeros(features)) : null;
        this.running = trackRunningStats
                ? new RunningStatistics(buffer("running_mean", Tensor.zeros(features)),
                        buffer("running_var", Tensor.ones(features)),
                        buffer("num_batches_tracked", Tensor.scalar(0)), momentum)
                : null;
    }

    /** The shapes that fit, for messages. */
    abstract String expected();

    /** Whether an input of this rank fits. */
    abstract boolean fits(int rank);

    @Override
    protected final Tensor compute(Tensor x) {
        if (!fits(x.rank())) {
            throw new IllegalArgumentException(x.shape() + ": expected " + expected());
        }
        if (perSample && !hasBatch(x.rank())) {
            return normalised(x.unsqueeze(0)).reshape(x.shape());
        }
        return normalised(x);
    }

    /** Whether an input of this rank has an axis of samples. */
    boolean hasBatch(int rank) {
        return true;
    }

    private Tensor normalised(Tensor x) {
        if (x.dim(1) != features) {
            throw new IllegalArgumentException(
                    x.shape() + " has " + x.dim(1) + " channels: expected " + features);
        }
        if (running != null && !isTraining()) {
            return Normalization.batchNorm(x, running.mean(), running.variance(), weight, bias, eps);
        }
        if (perSample) {
            return running == null
                    ? Normalization.instanceNorm(x, weight, bias, eps)
                    : running.instanceNorm(x, weight, bias, eps);
        }
        return running == null
                ? Normalization.batchNorm(x, weight, bias, eps)
                : running.batchNorm(x, weight, bias, eps);
    }

    /** The weight, {@code [C]}, or null. */
    public final @Nullable Tensor weight() {
        return weight;
    }

    /** The bias, {@code [C]}, or null. */
    public final @Nullable Tensor bias() {
        return bias;
    }

    /** What is added to the variance. */
    public final double eps() {
        return eps;
    }

    /** The running mean, {@code [C]}, or null. */
    public final @Nullable Tensor runningMean() {
        return running == null ? null : running.mean();
    }

    /** The running variance, {@code [C]}, or null. */
    public final @Nullable Tensor runningVar() {
        return running == null ? null : running.variance();
    }

    @Override
    public final N copy() {
        return copied(twin);
    }

    @Override
    protected final String describe() {
        return features + ", eps " + eps + (running == null ? "" : ", momentum " + momentum)
                + (weight == null ? ", no weight" : "") + (running == null ? ", no running statistics" : "");
    }
}
