package dev.lanewise.loss;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Negative log likelihood of classes, with PyTorch's options ({@index nll_loss}): {@code -w[l] x[l]} for a label l,
 * log-probabilities x, as {@code logSoftmax} gives them, and class weights w. Immutable: each setter returns a new
 * loss. {@link CrossEntropyLoss} computes both steps in one, from logits.
 */
public final class NLLLoss {
    private static final String NAME = "NLLLoss";

    private final @Nullable Tensor weights;
    private final OptionalInt ignored;
    private final Reduction reduction;

    /** The mean over the batch, in which all classes weigh the same and every label counts. */
    public NLLLoss() {
        this(null, OptionalInt.empty(), Reduction.MEAN);
    }

    private NLLLoss(@Nullable Tensor weights, OptionalInt ignored, Reduction reduction) {
        this.weights = weights;
        this.ignored = ignored;
        this.reduction = reduction;
    }

    /**
     * Weighs the classes ({@index weight}): the mean is divided by the sum of the weights of the labels that count.
     *
     * @param perClass {@code [C]}
     */
    public NLLLoss weights(Tensor perClass) {
        return new NLLLoss(Classes.requireVector(NAME, perClass), ignored, reduction);
    }

    /**
     * Ignores a label ({@index ignore_index}): the losses and gradients of what has it are 0, and the mean is that of
     * the others: NaN if there are none. Without this every label has to be a class; PyTorch ignores -100 by default.
     */
    public NLLLoss ignoreIndex(int label) {
        return new NLLLoss(weights, OptionalInt.of(label), reduction);
    }

    /** Combines the losses of a batch in another way. */
    public NLLLoss reduction(Reduction how) {
        return new NLLLoss(weights, ignored, Required.nonNull(NAME + ": the reduction", how));
    }

    /**
     * The loss. <b>Shape</b>: {@code [N, C], [N]}, or {@code [C], []}, or, with a label for each place, {@code [N, C,
     * d...], [N, d...]}; the losses have the shape of the labels.
     *
     * @throws IllegalArgumentException for other shapes, or for a label that is neither a class nor ignored, which is
     *     named
     */
    public Tensor of(Tensor logProbabilities, IntTensor labels) {
        return of(NAME, logProbabilities, labels);
    }

    /** As that, with the name that messages begin with. */
    Tensor of(String caller, Tensor logProbabilities, IntTensor labels) {
        int axis = Classes.axis(caller, "log-probabilities", logProbabilities, labels);
        int classes = logProbabilities.dim(axis);
        Classes.requireWeights(caller, weights, classes);
        Counted counted = new Counted(caller, labels, classes, ignored, weights);
        return counted.reduced(counted.losses(logProbabilities, axis), reduction);
    }

    @Override
    public String toString() {
        return "NLLLoss(weights=" + LossArguments.shapeOrNone(weights) + ", ignoreIndex="
                + Classes.textOrNone(ignored) + ", reduction=" + reduction + ")";
    }
}
