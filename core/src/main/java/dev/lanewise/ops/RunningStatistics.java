package dev.lanewise.ops;

import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;
import org.jspecify.annotations.Nullable;

/**
 * Running averages of the mean and the variance of channels, which normalisation in training updates and normalisation
 * in evaluation uses: {@code average = (1 - momentum) average + momentum value}, with the variance divided by the
 * number of elements less one. Without a momentum the average is that of all batches so far.
 *
 * <p>The updates are ops: a captured program repeats them. An empty batch updates nothing.
 */
public final class RunningStatistics {
    private final Tensor mean;
    private final Tensor variance;
    private final Tensor batches;
    private final @Nullable Double momentum;

    /**
     * Averages in these tensors, which are overwritten.
     *
     * @param mean {@code [C]}, zeros at first
     * @param variance {@code [C]}, ones at first
     * @param batches a scalar: the number of batches so far, exact up to 2^24
     * @param momentum the share of a new value, from 0 to 1; null for the average of all batches
     * @throws IllegalArgumentException if the shapes do not fit or the momentum is not between 0 and 1
     */
    public RunningStatistics(Tensor mean, Tensor variance, Tensor batches, @Nullable Number momentum) {
        Required.nonNull("RunningStatistics: the mean", mean);
        Required.nonNull("RunningStatistics: the variance", variance);
        Required.nonNull("RunningStatistics: the number of batches", batches);
        if (mean.rank() != 1 || !variance.shape().equals(mean.shape()) || batches.rank() != 0) {
            throw new IllegalArgumentException("RunningStatistics: mean " + mean.shape() + ", variance "
                    + variance.shape() + ", number of batches " + batches.shape() + ": expected [C] twice and []");
        }
        Double share = momentum == null ? null : (Double) momentum.doubleValue();
        if (share != null) {
            Finite.share("RunningStatistics: momentum", share);
        }
        this.mean = mean;
        this.variance = variance;
        this.batches = batches;
        this.momentum = share;
    }

    /** The average of the means, {@code [C]}. */
    public Tensor mean() {
        return mean;
    }

    /** The average of the variances, {@code [C]}. */
    public Tensor variance() {
        return variance;
    }

    /** {@link Normalization#batchNorm(Tensor, Tensor, Tensor, double)}, with an update. */
    public Tensor batchNorm(Tensor x, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        Normalization.Batch batch = Normalization.batch(x, weight, bias, eps);
        requireChannels("batchNorm", x);
        update(x.size() / Math.max(1, x.dim(1)), batch.mean().detach(), batch.variance().detach());
        return batch.y();
    }

    /** {@link Normalization#instanceNorm}, with an update by the means of the samples' means and variances. */
    public Tensor instanceNorm(Tensor x, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        Normalization.Batch batch = Normalization.instances(x, weight, bias, eps);
        requireChannels("instanceNorm", x);
        if (x.size() > 0) {
            update(x.shape().product(2, x.rank()), batch.mean().detach().mean(0, 2),
                    batch.variance().detach().mean(0, 2));
        }
        return batch.y();
    }

    private void requireChannels(String function, Tensor x) {
        if (x.dim(1) != mean.size()) {
            throw new IllegalArgumentException(
                    function + ": " + x.shape() + " for running statistics of " + mean.size() + " channels");
        }
    }

    /** @param count how many elements a variance is of */
    private void update(int count, Tensor newMean, Tensor newVariance) {
        if (count == 0) {
            return;
        }
        batches.assign(batches.add(1));
        move(mean, newMean);
        move(variance, newVariance.mul((double) count / (count - 1)));
    }

    private void move(Tensor average, Tensor value) {
        if (momentum == null) {
            Tensor share = batches.reciprocal();
            average.assign(average.sub(average.mul(share)).add(value.mul(share)));
        } else {
            average.assign(average.mul(1 - momentum).add(value.mul(momentum)));
        }
    }
}
