package dev.lanewise.loss;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Cross entropy of logits against classes, with PyTorch's options ({@index cross_entropy}). Immutable: each setter
 * returns a new loss.
 *
 * {@snippet :
 * CrossEntropyLoss loss = new CrossEntropyLoss().weights(Tensor.of(1, 2, 4)).labelSmoothing(0.1);
 * Tensor value = loss.of(logits, labels);
 * }
 *
 * <p>With the weights w (all 1 unless given) and p the softmax of the logits, the loss of a label l is
 * {@code -w[l] log p[l]}, and that of probabilities t is {@code -sum(w t log p)}. Smoothing by s replaces the label, or
 * the probabilities, by {@code (1 - s) t + s / C}.
 */
public final class CrossEntropyLoss {
    private static final String NAME = "CrossEntropyLoss";

    private final @Nullable Tensor weights;
    private final OptionalInt ignored;
    private final double smoothing;
    private final Reduction reduction;

    /** The mean over the batch, in which all classes weigh the same and every label counts. */
    public CrossEntropyLoss() {
        this(null, OptionalInt.empty(), 0, Reduction.MEAN);
    }

    private CrossEntropyLoss(@Nullable Tensor weights, OptionalInt ignored, double smoothing, Reduction reduction) {
        this.weights = weights;
        this.ignored = ignored;
        this.smoothing = smoothing;
        this.reduction = reduction;
    }

    /**
     * Weighs the classes ({@index weight}). The mean over labels is then divided by the sum of the weights of the
     * labels that count; that over probabilities is divided by their number, as in PyTorch.
     *
     * @param perClass {@code [C]}
     */
    public CrossEntropyLoss weights(Tensor perClass) {
        return new CrossEntropyLoss(
                Classes.requireVector(NAME, perClass), ignored, smoothing, reduction);
    }

    /**
     * Ignores a label ({@index ignore_index}): the losses and gradients of what has it are 0, whatever the logits are,
     * and the mean is that of the others: NaN if there are none. Without this every label has to be a class; PyTorch
     * ignores -100 by default.
     */
    public CrossEntropyLoss ignoreIndex(int label) {
        return new CrossEntropyLoss(weights, OptionalInt.of(label), smoothing, reduction);
    }

    /**
     * Smooths labels and probabilities ({@index label_smoothing}).
     *
     * @param share from 0 to 1, which is taken from them and given to all classes in equal parts
     */
    public CrossEntropyLoss labelSmoothing(double share) {
        Finite.share(NAME + ": label smoothing", share);
        return new CrossEntropyLoss(weights, ignored, share, reduction);
    }

    /** Combines the losses of a batch in another way. */
    public CrossEntropyLoss reduction(Reduction how) {
        return new CrossEntropyLoss(
                weights, ignored, smoothing, Required.nonNull(NAME + ": the reduction", how));
    }

    /**
     * The loss for class indices. <b>Shape</b>: {@code [N, C], [N]}, or {@code [C], []}, or, with a label for each
     * place, {@code [N, C, d...], [N, d...]}; the losses have the shape of the labels.
     *
     * @throws IllegalArgumentException for other shapes, or for a label that is neither a class nor ignored, which is
     *     named
     */
    public Tensor of(Tensor logits, IntTensor labels) {
        return of(NAME, logits, labels);
    }

    /** As that, with the name that messages begin with. */
    Tensor of(String caller, Tensor logits, IntTensor labels) {
        int axis = Classes.axis(caller, "logits", logits, labels);
        int classes = logits.dim(axis);
        Classes.requireWeights(caller, weights, classes);
        Tensor rows = classesLast(logits, axis);
        if (smoothing > 0) {
            return smoothed(caller, rows, labels, classes);
        }
        Tensor losses = new LossOp.CrossEntropy(caller, ignored).tensor(rows, labels);
        if (weights == null && ignored.isEmpty()) {
            return reduction.of(losses);
        }
        Counted counted = new Counted(caller, labels, classes, ignored, weights);
        return counted.reduced(counted.weighted(losses), reduction);
    }

    private Tensor smoothed(String caller, Tensor rows, IntTensor labels, int classes) {
        Counted counted = new Counted(caller, labels, classes, ignored, weights);
        Tensor logs = counted.onlyRows(rows).logSoftmax(-1);
        Tensor sharp = counted.losses(logs, labels.shape().rank()).mul(1 - smoothing);
        Tensor even = counted.only(sumOver(logs)).mul(smoothing / classes);
        return counted.reduced(sharp.sub(even), reduction);
    }

    /**
     * The loss for probabilities of the classes, also called soft targets; gradients reach them too. <b>Shape</b>: both
     * have the same, {@code [N, C]}, {@code [C]} or {@code [N, C, d...]}; the losses have it without the classes.
     *
     * @throws IllegalArgumentException for other shapes, if a label is to be ignored, or for a probability outside [0,
     *     1], which is named; that they sum to 1 is not checked
     */
    public Tensor of(Tensor logits, Tensor probabilities) {
        LossArguments.requireSameShape(NAME, logits, probabilities);
        if (logits.rank() == 0) {
            throw new IllegalArgumentException(NAME + ": logits [] have no axis of classes");
        }
        if (ignored.isPresent()) {
            throw new IllegalArgumentException(NAME + ": label " + ignored.getAsInt()
                    + " is to be ignored, but the targets are probabilities, not labels");
        }
        int axis = Math.min(1, logits.rank() - 1);
        int classes = logits.dim(axis);
        Classes.requireAny(NAME, "logits", logits.shape(), axis);
        Classes.requireWeights(NAME, weights, classes);
        Tensor targets = LossArguments.probabilities(NAME + ": probability", probabilities);
        if (smoothing > 0) {
            targets = targets.mul(1 - smoothing).add(smoothing / classes);
        }
        Tensor logs = classesLast(logits, axis).logSoftmax(-1);
        return reduction.of(sumOver(logs.mul(classesLast(targets, axis))).neg());
    }

    /** The sum over the classes, each times its weight. */
    private Tensor sumOver(Tensor rows) {
        return (weights == null ? rows : rows.mul(weights)).sum(-1);
    }

    private static Tensor classesLast(Tensor x, int axis) {
        return axis == x.rank() - 1 ? x : Shapes.moveAxis(x, axis, -1);
    }

    @Override
    public String toString() {
        return "CrossEntropyLoss(weights=" + LossArguments.shapeOrNone(weights) + ", ignoreIndex="
                + Classes.textOrNone(ignored) + ", labelSmoothing=" + smoothing + ", reduction=" + reduction + ")";
    }
}
