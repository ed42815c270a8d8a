package dev.lanewise.loss;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Statistics;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;

/**
 * Brings an anchor nearer to a positive example than to a negative one ({@index triplet_margin_loss}): {@code max(0,
 * d(anchor, positive) - d(anchor, negative) + margin)}, where d is the norm of order p of the difference. Objects are
 * immutable; each setter returns a new one.
 *
 * <p>Gradient: at the kink the slope of the side where the loss is not 0; of points that coincide 0, but for the eps
 * that is added to each difference.
 *
 * {@snippet :
 * Tensor loss = new TripletMarginLoss().margin(0.5).swap(true).of(anchor, positive, negative);
 * }
 *
 * <p>Balntas et al., "Learning local feature descriptors with triplets and shallow convolutional neural networks",
 * 2016.
 */
public final class TripletMarginLoss {
    private final float margin;
    private final double p;
    private final float eps;
    private final boolean swap;
    private final Reduction reduction;

    /** Margin 1, Euclidean distances, eps 1e-6, no swap, the mean. */
    public TripletMarginLoss() {
        this(1, 2, 1e-6f, false, Reduction.MEAN);
    }

    private TripletMarginLoss(float margin, double p, float eps, boolean swap, Reduction reduction) {
        this.margin = margin;
        this.p = p;
        this.eps = eps;
        this.swap = swap;
        this.reduction = reduction;
    }

    /**
     * By how much farther the negative example should be.
     *
     * @throws IllegalArgumentException if it is not a finite number above 0
     */
    public TripletMarginLoss margin(double value) {
        float given = Finite.number("TripletMarginLoss: margin", value);
        if (given <= 0) {
            throw new IllegalArgumentException("TripletMarginLoss: margin " + value + " is not above 0");
        }
        return new TripletMarginLoss(given, p, eps, swap, reduction);
    }

    /**
     * The order of the norm, 2 by default; it may be infinite.
     *
     * @throws IllegalArgumentException if it is not above 0
     */
    public TripletMarginLoss p(double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException("TripletMarginLoss: p " + value + " is not above 0");
        }
        return new TripletMarginLoss(margin, value, eps, swap, reduction);
    }

    /**
     * What is added to each difference, so that coinciding points have a slope.
     *
     * @throws IllegalArgumentException if it is not a finite number of 0 or more
     */
    public TripletMarginLoss eps(double value) {
        float given = Finite.number("TripletMarginLoss: eps", value);
        if (given < 0) {
            throw new IllegalArgumentException("TripletMarginLoss: eps " + value + " is negative");
        }
        return new TripletMarginLoss(margin, p, given, swap, reduction);
    }

    /** Whether the negative example counts as near as it is to the anchor or to the positive one. */
    public TripletMarginLoss swap(boolean value) {
        return new TripletMarginLoss(margin, p, eps, value, reduction);
    }

    /** How the losses of the batch are combined. */
    public TripletMarginLoss reduction(Reduction value) {
        return new TripletMarginLoss(
                margin, p, eps, swap, Required.nonNull("TripletMarginLoss: the reduction", value));
    }

    /**
     * The loss of triplets of vectors. <b>Shape</b>: three times {@code [..., D] -> [...]}, before the reduction.
     *
     * @throws IllegalArgumentException for other shapes
     */
    public Tensor of(Tensor anchor, Tensor positive, Tensor negative) {
        Shape shape = LossArguments.shape("TripletMarginLoss", "anchor", anchor);
        Shape near = LossArguments.shape("TripletMarginLoss", "positive example", positive);
        Shape far = LossArguments.shape("TripletMarginLoss", "negative example", negative);
        if (!shape.equals(near) || !shape.equals(far) || shape.rank() == 0) {
            throw new IllegalArgumentException("TripletMarginLoss: anchor " + shape + ", positive " + near
                    + " and negative " + far + ": expected three times [..., D]");
        }
        Tensor toNegative = distance(anchor, negative);
        if (swap) {
            toNegative = toNegative.minimum(distance(positive, negative));
        }
        return reduction.of(MarginLosses.positivePart(distance(anchor, positive).sub(toNegative).add(margin)));
    }

    private Tensor distance(Tensor a, Tensor b) {
        return Statistics.norm(a.sub(b).add(eps), p, -1);
    }

    @Override
    public String toString() {
        return "TripletMarginLoss(margin=" + margin + ", p=" + p + ", eps=" + eps + ", swap=" + swap + ", reduction="
                + reduction + ")";
    }
}
