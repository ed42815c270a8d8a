package dev.lanewise.nn.norm;

import org.jspecify.annotations.Nullable;

/**
 * Instance normalisation of pictures (Ulyanov, Vedaldi and Lempitsky 2016): {@code (x - mean) / sqrt(variance + eps)}
 * for each channel of each sample, times a weight and plus a bias on request. <b>Shape</b>: {@code [N, C, H, W] -> [N,
 * C, H, W]} or {@code [C, H, W] -> [C, H, W]}.
 *
 * <p>With running statistics, evaluation uses the averages of what training has seen; without, which is the default,
 * it does what training does. Parameters and buffers are those of {@link BatchNorm2d}, where there are any.
 */
public final class InstanceNorm2d extends RunningNorm<InstanceNorm2d> {
    /** Normalises so many channels, with PyTorch's defaults: eps 1e-5, no parameters, no running statistics. */
    public InstanceNorm2d(int features) {
        this(features, EPS, MOMENTUM, false, false);
    }

    /**
     * Normalises so many channels.
     *
     * @param eps added to the variance
     * @param momentum the share of a new value in the running averages, such as 0.1; null for the average of all
     *     batches
     * @param affine whether there are weight and bias
     * @param trackRunningStats whether there are running averages
     * @throws IllegalArgumentException if there is no channel, eps is negative or not finite, or the momentum is not
     *     within 0 and 1
     */
    public InstanceNorm2d(
            int features, double eps, @Nullable Number momentum, boolean affine, boolean trackRunningStats) {
        super(true, features, eps, momentum, affine, trackRunningStats,
                () -> new InstanceNorm2d(features, eps, momentum, affine, trackRunningStats));
    }

    @Override
    String expected() {
        return "[N, C, H, W] or [C, H, W]";
    }

    @Override
    boolean fits(int rank) {
        return rank == 3 || rank == 4;
    }

    @Override
    boolean hasBatch(int rank) {
        return rank == 4;
    }
}
