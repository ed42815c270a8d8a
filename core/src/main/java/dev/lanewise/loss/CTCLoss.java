package dev.lanewise.loss;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/**
 * Connectionist temporal classification ({@index ctc_loss}): {@code -log} of the probability of all alignments of a
 * sample's labels with its frames, where a label may last, and blanks may stand around labels and must stand between
 * equal ones. Objects are immutable; each setter returns a new one.
 *
 * <p>The sums over alignments are logarithms in double precision, so nothing underflows. A sample without an alignment
 * (fewer frames than labels, counting a blank between equal ones) has an infinite loss and a gradient of NaN; see
 * {@link #zeroInfinity}. Log probabilities may be -infinity. The gradient is that of the log probabilities as they are
 * given, also where those of a frame do not add up to 1, and can be differentiated once more.
 *
 * {@snippet :
 * Tensor logProbabilities = scores.logSoftmax(2); // [T, N, C]
 * Tensor loss = new CTCLoss().of(logProbabilities, targets, inputLengths, targetLengths);
 * Tensor ofOne = new CTCLoss().of(logs, IntTensor.of(3, 1, 4), frames, labels); // [T, C], [S], [], []
 * }
 *
 * <p>Graves et al., "Connectionist temporal classification: labelling unsegmented sequence data with recurrent neural
 * networks", 2006.
 */
public final class CTCLoss {
    private final int blank;
    private final boolean zeroInfinity;
    private final Reduction reduction;

    /** Blank 0, infinite losses stay, the mean. */
    public CTCLoss() {
        this(0, false, Reduction.MEAN);
    }

    private CTCLoss(int blank, boolean zeroInfinity, Reduction reduction) {
        this.blank = blank;
        this.zeroInfinity = zeroInfinity;
        this.reduction = reduction;
    }

    /**
     * The class that stands for no label.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public CTCLoss blank(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("CTCLoss: blank " + value + " is negative");
        }
        return new CTCLoss(value, zeroInfinity, reduction);
    }

    /** Whether samples without an alignment have a loss and a gradient of 0. */
    public CTCLoss zeroInfinity(boolean value) {
        return new CTCLoss(blank, value, reduction);
    }

    /** How the losses of the batch are combined; the mean divides each by its number of labels (or 1) first. */
    public CTCLoss reduction(Reduction value) {
        return new CTCLoss(blank, zeroInfinity, Required.nonNull("CTCLoss: the reduction", value));
    }

    /**
     * The loss of a batch, or of one sample. <b>Shape</b>: {@code [T, N, C], [N, S], [N], [N] -> [N]}, or
     * {@code [T, C], [S], [], [] -> []}, before the reduction.
     *
     * @param logProbabilities of each class in each frame, as {@link Tensor#logSoftmax} gives them
     * @param targets the labels of each sample; what is behind its last one is not read
     * @param inputLengths how many frames each sample has, at most T
     * @param targetLengths how many labels each sample has, at most S
     * @throws IllegalArgumentException for other shapes, for a length that does not fit, or for a label that is the
     *     blank or no class; the first one is named
     */
    public Tensor of(
            Tensor logProbabilities, IntTensor targets, IntTensor inputLengths, IntTensor targetLengths) {
        Tensor losses = new CtcOp.Ctc(blank, zeroInfinity).tensor(
                Required.nonNull("CTCLoss: the tensor of log probabilities", logProbabilities),
                Required.nonNull("CTCLoss: the tensor of targets", targets),
                Required.nonNull("CTCLoss: the tensor of input lengths", inputLengths),
                Required.nonNull("CTCLoss: the tensor of target lengths", targetLengths));
        if (reduction != Reduction.MEAN) {
            return reduction.of(losses);
        }
        return losses.div(targetLengths.clamp(1, Integer.MAX_VALUE).toTensor()).mean();
    }

    @Override
    public String toString() {
        return "CTCLoss(blank=" + blank + ", zeroInfinity=" + zeroInfinity + ", reduction=" + reduction + ")";
    }
}
