package dev.lanewise.ops;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;
import org.jspecify.annotations.Nullable;

/**
 * Normalisation by mean and variance: of each channel over a batch, of groups of channels, of the last axes. Channels
 * are the indices of axis 1. Variances are those of distances from the mean, so that a large mean costs little
 * accuracy; means of channels and groups far from 0 are corrected by the mean of the distances.
 */
public final class Normalization {
    /**
     * Positions below which the samples of a batch are brought together before channels are summed up, so that sums run
     * over contiguous elements: part of the definition.
     */
    private static final int SHORT_PLANE = 16;

    /** {@code y} of batch normalisation, and mean and variance {@code [C]} of each channel. */
    record Batch(Tensor y, Tensor mean, Tensor variance) {}

    private Normalization() {}

    /**
     * Layer normalisation ({@index layer_norm}; Ba, Kiros and Hinton 2016) over the last axes: {@code (x - mean) /
     * sqrt(variance + eps)}, times the weight and plus the bias if given; the variance is divided by the number of
     * elements. <b>Shape</b>: {@code [..., D...] -> [..., D...]}, weight and bias {@code [D...]}.
     *
     * <p>Where the squares of the distances from the mean would overflow, or vanish with an eps of 0, the distances are
     * scaled first: a row of numbers as large as 1e20 is normalised like any other. A row with a NaN or an infinity
     * becomes NaN, and so does its gradient. Rows without elements give an empty tensor.
     *
     * @param normalized the shape {@code [D...]} of the last axes
     * @param weight null for none
     * @param bias null for none; needs a weight
     * @param eps rounded to a float
     * @throws IllegalArgumentException if the shapes do not fit, or eps is negative, infinite or NaN
     */
    public static Tensor layerNorm(
            Tensor x, Shape normalized, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        Tensor rows = rows("layerNorm", x, normalized);
        NormOp.LayerNorm op = new NormOp.LayerNorm(Finite.atLeastZero("layerNorm: eps", eps));
        requireWeight("layerNorm", weight, bias);
        if (weight == null) {
            return op.tensor(rows).reshape(x.shape());
        }
        Tensor w = flat("layerNorm: weight ", weight, normalized);
        Tensor y = bias == null ? op.tensor(rows, w) : op.tensor(rows, w, flat("layerNorm: bias ", bias, normalized));
        return y.reshape(x.shape());
    }

    /**
     * Normalisation by the root mean square over the last axes ({@index rms_norm}; Zhang and Sennrich 2019): {@code x /
     * sqrt(mean(x^2) + eps)}, times the weight if given. <b>Shape</b>: {@code [..., D...] -> [..., D...]}, weight
     * {@code [D...]}.
     *
     * <p>Squares that would overflow, or vanish with an eps of 0, are dealt with as in {@link #layerNorm}; rows with a
     * NaN or an infinity become NaN, rows without elements give an empty tensor.
     *
     * @param normalized the shape {@code [D...]} of the last axes
     * @param weight null for none
     * @param eps rounded to a float; null for the distance from 1 to the next float, 2^-23
     * @throws IllegalArgumentException if the shapes do not fit, or eps is negative, infinite or NaN
     */
    public static Tensor rmsNorm(Tensor x, Shape normalized, @Nullable Tensor weight, @Nullable Number eps) {
        Tensor rows = rows("rmsNorm", x, normalized);
        float added = eps == null ? Math.ulp(1f) : Finite.atLeastZero("rmsNorm: eps", eps.doubleValue());
        NormOp.RMSNorm op = new NormOp.RMSNorm(added);
        Tensor y = weight == null ? op.tensor(rows) : op.tensor(rows, flat("rmsNorm: weight ", weight, normalized));
        return y.reshape(x.shape());
    }

    /**
     * Batch normalisation ({@index batch_norm}; Ioffe and Szegedy 2015) by the batch's own statistics, as in training:
     * each channel minus its mean over all samples and positions, divided by {@code sqrt(variance + eps)}, times the
     * weight and plus the bias if given; the variance is divided by the number of elements. <b>Shape</b>: {@code [N, C,
     * ...] -> [N, C, ...]}, weight and bias {@code [C]}.
     *
     * <p>A channel with a NaN or an infinity becomes NaN. Extreme distances from the mean are not rescaled as in {@link
     * #layerNorm}: above about 1e18, sums or squares may overflow, and the result is the bias or NaN; below about 1e-18
     * with an eps of 0, squares vanish, and it is infinite or NaN. An empty batch gives an empty tensor, and zeros as
     * gradients of weight and bias. {@link RunningStatistics} does the same and keeps averages of the statistics.
     *
     * @param weight null for none
     * @param bias null for none; needs a weight
     * @param eps rounded to a float
     * @throws IllegalArgumentException if the shapes do not fit, a channel has one value only, or eps is negative,
     *     infinite or NaN
     */
    public static Tensor batchNorm(Tensor x, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        return batch(x, weight, bias, eps).y();
    }

    /**
     * As {@link #batchNorm(Tensor, Tensor, Tensor, double)} by given statistics, as in evaluation: {@code (x - mean) /
     * sqrt(variance + eps)}, times the weight and plus the bias. <b>Shape</b>: {@code [N, C, ...] -> [N, C, ...]}, all
     * others {@code [C]}.
     */
    public static Tensor batchNorm(
            Tensor x, Tensor mean, Tensor variance, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        int channels = channels("batchNorm", x);
        Shape each = Shape.of(channels, 1);
        BatchNormOp.BatchNormByGiven op = new BatchNormOp.BatchNormByGiven(Finite.atLeastZero("batchNorm: eps", eps));
        Tensor m = perChannel("batchNorm: mean ", Required.nonNull("batchNorm: the mean", mean), x).reshape(each);
        Tensor v = perChannel("batchNorm: variance ", Required.nonNull("batchNorm: the variance", variance), x)
                .reshape(each);
        requireWeight("batchNorm", weight, bias);
        if (weight == null) {
            return op.tensor(x, m, v);
        }
        Tensor w = perChannel("batchNorm: weight ", weight, x).reshape(each);
        return bias == null
                ? op.tensor(x, m, v, w)
                : op.tensor(x, m, v, w, perChannel("batchNorm: bias ", bias, x).reshape(each));
    }

    /** {@link #batchNorm(Tensor, Tensor, Tensor, double)} with its statistics. */
    static Batch batch(Tensor x, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        int channels = channels("batchNorm", x);
        BatchNormOp.BatchNorm op = new BatchNormOp.BatchNorm(Finite.atLeastZero("batchNorm: eps", eps));
        requireWeight("batchNorm", weight, bias);
        if (x.size() == channels && channels > 0) {
            throw new IllegalArgumentException("batchNorm: " + x.shape() + " has one value for each channel, which its "
                    + "mean would take away; training needs two or more");
        }
        int samples = x.dim(0);
        int positions = x.shape().product(2, x.rank());
        boolean gathered = positions < SHORT_PLANE && samples > 1;
        Tensor block = gathered
                ? x.reshape(samples, channels, positions).permute(1, 0, 2).reshape(1, channels, samples * positions)
                : x;
        Value[] all = weight == null
                ? op.apply(block)
                : bias == null
                        ? op.apply(block, perChannel("batchNorm: weight ", weight, x))
                        : op.apply(block, perChannel("batchNorm: weight ", weight, x),
                                perChannel("batchNorm: bias ", bias, x));
        Tensor y = (Tensor) all[0];
        if (gathered) {
            y = y.reshape(channels, samples, positions).permute(1, 0, 2).reshape(x.shape());
        }
        return new Batch(y, (Tensor) all[1], (Tensor) all[2]);
    }

    /**
     * Group normalisation ({@index group_norm}; Wu and He 2018): in each sample, each of so many groups of neighbouring
     * channels minus its mean, divided by {@code sqrt(variance + eps)}, times the weight and plus the bias of the
     * channel if given; the variance is divided by the number of elements. <b>Shape</b>: {@code [N, C, ...] -> [N, C,
     * ...]}, weight and bias {@code [C]}.
     *
     * <p>A group with a NaN or an infinity becomes NaN; extreme distances are as in {@link #batchNorm(Tensor, Tensor,
     * Tensor, double)}. A group of one value is normalised to 0, or NaN with an eps of 0.
     *
     * @param weight null for none
     * @param bias null for none; needs a weight
     * @param eps rounded to a float
     * @throws IllegalArgumentException if the shapes do not fit, the channels do not make equal groups, or eps is
     *     negative, infinite or NaN
     */
    public static Tensor groupNorm(
            Tensor x, int groups, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        int channels = channels("groupNorm", x);
        if (groups < 1 || channels % groups != 0) {
            throw new IllegalArgumentException("groupNorm: the " + channels + " channels of " + x.shape()
                    + " do not make " + groups + " equal groups");
        }
        return groups("groupNorm", x, groups, weight, bias, eps).y();
    }

    /**
     * Instance normalisation ({@index instance_norm}; Ulyanov, Vedaldi and Lempitsky 2016): group normalisation with
     * each channel a group. <b>Shape</b>: {@code [N, C, ...] -> [N, C, ...]}, weight and bias {@code [C]}.
     *
     * @param weight null for none
     * @param bias null for none; needs a weight
     * @param eps rounded to a float
     * @throws IllegalArgumentException if the shapes do not fit, a channel of a sample has one value only, or eps is
     *     negative, infinite or NaN
     */
    public static Tensor instanceNorm(Tensor x, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        return instances(x, weight, bias, eps).y();
    }

    /** {@link #instanceNorm} with its statistics, {@code [N, C, 1]}. */
    static Batch instances(Tensor x, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        int channels = channels("instanceNorm", x);
        if (x.shape().product(2, x.rank()) == 1) {
            throw new IllegalArgumentException("instanceNorm: " + x.shape() + " has one value for each channel of a "
                    + "sample, which its mean would take away; two or more are needed");
        }
        return groups("instanceNorm", x, Math.max(1, channels), weight, bias, eps);
    }

    /**
     * Local response normalisation ({@index local_response_norm}; Krizhevsky, Sutskever and Hinton 2012): each element
     * divided by {@code (k + alpha mean)^beta}, with the mean of the squares at its position of so many neighbouring
     * channels: {@code size / 2} before its own, rounded down, its own, and the rest behind; beyond the first and the
     * last channel are zeros, which count. <b>Shape</b>: {@code [N, C, ...] -> [N, C, ...]}.
     *
     * @param size how many channels, 1 or more
     * @param alpha rounded to a float, as are beta and k
     * @throws IllegalArgumentException if the input has no channels, the size is not positive, or a number is NaN or
     *     infinite
     */
    public static Tensor localResponseNorm(Tensor x, int size, double alpha, double beta, double k) {
        String function = "localResponseNorm";
        channels(function, x);
        if (size < 1) {
            throw new IllegalArgumentException(function + ": " + size + " channels: expected 1 or more");
        }
        float factor = Finite.number(function + ": alpha", alpha);
        float power = Finite.number(function + ": beta", beta);
        float added = Finite.number(function + ": k", k);
        int positions = x.shape().product(2, x.rank());
        Tensor squares = x.reshape(x.dim(0), x.dim(1), positions).square();
        Tensor means = squares;
        if (positions > 0) { // there is something to average
            Tensor padded = Shapes.pad(squares, 1, size / 2, (size - 1) / 2, 0);
            means = new PoolOp.AvgPool(Window.of(size, 1).stride(1), true, 0).tensor(padded);
        }
        return x.div(means.mul(factor).add(added).pow(power).reshape(x.shape()));
    }

    private static Batch groups(
            String function, Tensor x, int groups, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        GroupNormOp.GroupNorm op = new GroupNormOp.GroupNorm(groups, Finite.atLeastZero(function + ": eps", eps));
        requireWeight(function, weight, bias);
        Shape each = Shape.of(x.dim(1), 1);
        Value[] all;
        if (weight == null) {
            all = op.apply(x);
        } else {
            Tensor w = perChannel(function + ": weight ", weight, x).reshape(each);
            all = bias == null
                    ? op.apply(x, w)
                    : op.apply(x, w, perChannel(function + ": bias ", bias, x).reshape(each));
        }
        return new Batch((Tensor) all[0], (Tensor) all[1], (Tensor) all[2]);
    }

    // ---- arguments

    private static void requireWeight(String function, @Nullable Tensor weight, @Nullable Tensor bias) {
        if (weight == null && bias != null) {
            throw new IllegalArgumentException(function + ": a bias " + bias.shape() + " without a weight");
        }
    }

    /** The tensor as rows of the elements that are normalised together. */
    private static Tensor rows(String function, Tensor x, Shape normalized) {
        Required.nonNull(function + ": the tensor", x);
        Required.nonNull(function + ": the shape", normalized);
        int outer = x.rank() - normalized.rank();
        boolean fits = outer >= 0 && normalized.rank() > 0;
        for (int axis = 0; fits && axis < normalized.rank(); axis++) {
            fits = x.dim(outer + axis) == normalized.dim(axis);
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    function + ": " + x.shape() + " does not end in the normalised axes " + normalized);
        }
        return x.reshape(Shape.of(x.shape().product(0, outer), normalized.size()));
    }

    private static Tensor flat(String what, Tensor parameter, Shape normalized) {
        if (!parameter.shape().equals(normalized)) {
            throw new IllegalArgumentException(
                    what + parameter.shape() + " for normalised axes " + normalized);
        }
        return parameter.reshape(Shape.of(normalized.size()));
    }

    private static int channels(String function, Tensor x) {
        Required.nonNull(function + ": the tensor", x);
        if (x.rank() < 2) {
            throw new IllegalArgumentException(function + ": " + x.shape() + ": expected [N, C, ...]");
        }
        return x.dim(1);
    }

    private static Tensor perChannel(String what, Tensor parameter, Tensor x) {
        if (parameter.rank() != 1 || parameter.dim(0) != x.dim(1)) {
            throw new IllegalArgumentException(
                    what + parameter.shape() + " for " + x.shape() + ": expected [" + x.dim(1) + "]");
        }
        return parameter;
    }
}
