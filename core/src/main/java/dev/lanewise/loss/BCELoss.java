package dev.lanewise.loss;

import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.CustomFunction;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import org.jspecify.annotations.Nullable;

/**
 * Binary cross entropy of probabilities, with PyTorch's options ({@index binary_cross_entropy}): {@code -t log p - (1 -
 * t) log(1 - p)} for probabilities p and targets t, both in [0, 1], with logarithms of at least -100, so that it is
 * finite. Immutable: each setter returns a new loss. {@link BCEWithLogitsLoss} is more accurate, and takes logits.
 *
 * <p>Gradient of p: {@code (p - t) / (p (1 - p))}, in which the divisor is at least 1e-12, as in PyTorch. That
 * of t is the difference of the logarithms; its own gradient is bounded only where one of them is.
 */
public final class BCELoss {
    private static final String NAME = "BCELoss";
    private static final double LEAST_LOG = -100;
    private static final double LEAST_DIVISOR = 1e-12;

    private final @Nullable Tensor weights;
    private final Reduction reduction;

    /** The mean over all elements, which weigh the same. */
    public BCELoss() {
        this(null, Reduction.MEAN);
    }

    private BCELoss(@Nullable Tensor weights, Reduction reduction) {
        this.weights = weights;
        this.reduction = reduction;
    }

    /**
     * Weighs the elements ({@index weight}). The mean is still divided by their number.
     *
     * @param perElement of a shape that broadcasts to that of the probabilities
     */
    public BCELoss weights(Tensor perElement) {
        return new BCELoss(Required.nonNull(NAME + ": the tensor of weights", perElement), reduction);
    }

    /** Combines the losses of a batch in another way. */
    public BCELoss reduction(Reduction how) {
        return new BCELoss(weights, Required.nonNull(NAME + ": the reduction", how));
    }

    /**
     * The loss; the shapes must be equal.
     *
     * @throws IllegalArgumentException for other shapes, or for a probability or target outside [0, 1], which is named
     */
    public Tensor of(Tensor probabilities, Tensor target) {
        return of(NAME, probabilities, target);
    }

    /** As that, with the name that messages begin with. */
    Tensor of(String caller, Tensor probabilities, Tensor target) {
        LossArguments.requireSameShape(caller, probabilities, target);
        LossArguments.requireFit(caller, "weights", weights, probabilities);
        Tensor p = LossArguments.probabilities(caller + ": probability", probabilities);
        Tensor t = LossArguments.probabilities(caller + ": target", target);
        Tensor losses = Autograd.apply(new BinaryCrossEntropy(), p, t)[0];
        return reduction.of(weights == null ? losses : losses.mul(weights));
    }

    @Override
    public String toString() {
        return "BCELoss(weights=" + LossArguments.shapeOrNone(weights) + ", reduction=" + reduction + ")";
    }

    /** The gradients of its parts would be infinite, or NaN, where p is 0 or 1. */
    private static final class BinaryCrossEntropy implements CustomFunction {
        @Override
        public Tensor[] forward(Context context, Tensor... in) {
            context.save(in);
            Tensor t = in[1];
            return new Tensor[] {t.sub(1).mul(logOfRest(in[0])).sub(t.mul(log(in[0])))};
        }

        @Override
        public @Nullable Tensor[] backward(Context context, Tensor... grads) {
            Tensor p = context.saved(0);
            Tensor t = context.saved(1);
            return new Tensor[] {
                grads[0].mul(p.sub(t)).div(divisor(p)), grads[0].mul(Autograd.apply(new Slope(), p)[0])
            };
        }
    }

    /** The gradient of t, {@code log(1 - p) - log p}; where a bound holds, its own is that of p's gradient by t. */
    private static final class Slope implements CustomFunction {
        @Override
        public Tensor[] forward(Context context, Tensor... in) {
            context.save(in);
            return new Tensor[] {logOfRest(in[0]).sub(log(in[0]))};
        }

        @Override
        public @Nullable Tensor[] backward(Context context, Tensor... grads) {
            Tensor p = context.saved(0);
            BoolTensor unbounded = log(p).minimum(logOfRest(p)).gt(LEAST_LOG);
            return new Tensor[] {grads[0].neg().div(Indexing.where(unbounded, product(p), divisor(p)))};
        }
    }

    private static Tensor log(Tensor p) {
        return p.log().maximum(LEAST_LOG);
    }

    private static Tensor logOfRest(Tensor p) {
        return Pointwise.log1p(p.neg()).maximum(LEAST_LOG);
    }

    private static Tensor divisor(Tensor p) {
        return product(p).maximum(LEAST_DIVISOR);
    }

    private static Tensor product(Tensor p) {
        return p.neg().add(1).mul(p);
    }
}
