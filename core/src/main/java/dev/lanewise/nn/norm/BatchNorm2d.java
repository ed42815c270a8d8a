package dev.lanewise.nn.norm;

import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation of pictures (Ioffe and Szegedy 2015): {@code (x - mean) / sqrt(variance + eps) * weight + bias}
 * for each channel. In training by mean and variance of the batch, of which running averages are kept; in evaluation by
 * these averages, or by the batch if there are none. <b>Shape</b>: {@code [N, C, H, W] -> [N, C, H, W]}.
 *
 * <p>Parameters and buffers as in PyTorch: {@code weight [C]}, initially ones, and {@code bias [C]}, zeros; {@code
 * running_mean [C]}, zeros, {@code running_var [C]}, ones, and {@code num_batches_tracked}, a scalar.
 */
public final class BatchNorm2d extends RunningNorm<BatchNorm2d> {
    /** Normalises so many channels, with PyTorch's defaults: eps 1e-5, momentum 0.1, all parameters and buffers. */
    public BatchNorm2d(int features) {
        this(features, EPS, MOMENTUM, true, true);
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
    public BatchNorm2d(
            int features, double eps, @Nullable Number momentum, boolean affine, boolean trackRunningStats) {
        super(false, features, eps, momentum, affine, trackRunningStats,
                () -> new BatchNorm2d(features, eps, momentum, affine, trackRunningStats));
    }

    @Override
    String expected() {
        return "[N, C, H, W]";
    }

    @Override
    boolean fits(int rank) {
        return rank == 4;
    }
}
