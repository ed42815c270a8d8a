package dev.lanewise.program;

import static dev.lanewise.program.RandomRow.full;

import dev.lanewise.loss.BCELoss;
import dev.lanewise.loss.BCEWithLogitsLoss;
import dev.lanewise.loss.CTCLoss;
import dev.lanewise.loss.CrossEntropyLoss;
import dev.lanewise.loss.DiceLoss;
import dev.lanewise.loss.FocalLoss;
import dev.lanewise.loss.GaussianNLLLoss;
import dev.lanewise.loss.KLDivLoss;
import dev.lanewise.loss.Losses;
import dev.lanewise.loss.MarginLosses;
import dev.lanewise.loss.MultiMarginLoss;
import dev.lanewise.loss.NLLLoss;
import dev.lanewise.loss.PoissonNLLLoss;
import dev.lanewise.loss.Reduction;
import dev.lanewise.loss.TripletMarginLoss;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Losses, of targets that come from values of the program, with each reduction. */
final class RandomLosses {
    static final List<RandomRow> ROWS = List.of(
            full("Losses.crossEntropy", 2, (ops, a) -> Losses.crossEntropy(a, labels(a), how(ops))),
            full("CrossEntropyLoss.of", 2, (ops, a) -> new CrossEntropyLoss().weights(weights(a)).ignoreIndex(0)
                    .labelSmoothing(ops.choose(2) * 0.1).reduction(Reduction.SUM).of(a, labels(a))),
            full("CrossEntropyLoss.of with probabilities", 2, (ops, a) -> new CrossEntropyLoss()
                    .labelSmoothing(ops.choose(2) * 0.1).reduction(how(ops)).of(a, a.sigmoid().detach())),
            full("Losses.nll", 2, (ops, a) -> Losses.nll(a.logSoftmax(1), labels(a), how(ops))),
            full("NLLLoss.of", 2, (ops, a) -> new NLLLoss().weights(weights(a)).reduction(Reduction.SUM)
                    .of(a.logSoftmax(1), labels(a))),
            full("Losses.mse", 0, (ops, a) -> Losses.mse(a.tanh(), a.sigmoid(), how(ops))),
            full("Losses.l1", 0, (ops, a) -> Losses.l1(a, a.mul(0.5f).add(0.1f), how(ops))),
            full("Losses.smoothL1", 0, (ops, a) -> Losses.smoothL1(a, a.sigmoid(), 0.7, how(ops))),
            full("Losses.huber", 0, (ops, a) -> Losses.huber(a, a.sigmoid(), 0.7, how(ops))),
            full("Losses.bce", 0, (ops, a) -> Losses.bce(inside(a), inside(a.neg()), how(ops))),
            full("BCELoss.of", 0, (ops, a) -> new BCELoss().weights(a.sigmoid()).reduction(how(ops))
                    .of(inside(a), inside(a.neg()))),
            full("Losses.bceWithLogits", 0, (ops, a) -> Losses.bceWithLogits(a, a.sigmoid(), how(ops))),
            full("BCEWithLogitsLoss.of", 0, (ops, a) -> new BCEWithLogitsLoss().posWeight(Tensor.scalar(2))
                    .reduction(how(ops)).of(a, a.sigmoid())),
            full("Losses.klDivergence", 1, (ops, a) -> Losses.klDivergence(
                    a.logSoftmax(-1), a.neg().softmax(-1), how(ops))),
            full("KLDivLoss.of", 1, (ops, a) -> new KLDivLoss().logTarget(true).reduction(how(ops))
                    .of(a.logSoftmax(-1), a.neg().logSoftmax(-1))),
            full("PoissonNLLLoss.of", 0, (ops, a) -> new PoissonNLLLoss().full(ops.choose(2) == 0)
                    .reduction(how(ops)).of(a.tanh(), a.abs())),
            full("GaussianNLLLoss.of", 0, (ops, a) -> new GaussianNLLLoss().full(ops.choose(2) == 0)
                    .reduction(how(ops)).of(a.tanh(), a.sigmoid(), a.square().minimum(4f).add(0.1f))),
            full("FocalLoss.of", 0, (ops, a) -> new FocalLoss().reduction(how(ops)).of(a, a.sigmoid())),
            full("DiceLoss.of", 3, (ops, a) -> new DiceLoss().reduction(how(ops)).of(a.sigmoid(), inside(a.neg()))),
            full("MarginLosses.cosineEmbedding", 2, (ops, a) -> MarginLosses.cosineEmbedding(matrix(a),
                    matrix(a).tanh().add(0.1f), signs(matrix(a).sum(1)), 0.1, how(ops))),
            full("MarginLosses.marginRanking", 0, (ops, a) -> MarginLosses.marginRanking(
                    a, a.sigmoid(), signs(a), 0.1, how(ops))),
            full("MarginLosses.hinge", 0, (ops, a) -> MarginLosses.hinge(a, signs(a.add(0.2f)), how(ops))),
            full("MarginLosses.hingeEmbedding", 0, (ops, a) -> MarginLosses.hingeEmbedding(
                    a.abs(), signs(a), 1, how(ops))),
            full("MarginLosses.softMargin", 0, (ops, a) -> MarginLosses.softMargin(a, signs(a), how(ops))),
            full("MarginLosses.multiLabelMargin", 2,
                    (ops, a) -> MarginLosses.multiLabelMargin(matrix(a), Indexing.where(
                            matrix(a).gt(0.5f), ints(0, matrix(a).shape()), ints(-1, matrix(a).shape())), how(ops))),
            full("MarginLosses.multiLabelSoftMargin", 2, (ops, a) -> MarginLosses.multiLabelSoftMargin(
                    a, a.sigmoid(), how(ops))),
            full("TripletMarginLoss.of", 2, (ops, a) -> new TripletMarginLoss().swap(ops.choose(2) == 0)
                    .reduction(how(ops)).of(a, a.tanh(), a.sigmoid())),
            full("MultiMarginLoss.of", 2, (ops, a) -> new MultiMarginLoss().reduction(how(ops))
                    .of(matrix(a), labels(matrix(a)))),
            full("CTCLoss.of", 2, (ops, a) -> ctc(matrix(a), how(ops))));

    private RandomLosses() {}

    private static Reduction how(RandomOps ops) {
        return switch (ops.choose(3)) {
            case 0 -> Reduction.MEAN;
            case 1 -> Reduction.SUM;
            default -> Reduction.NONE;
        };
    }

    private static Tensor matrix(Tensor a) {
        return a.rank() == 2 ? a : a.reshape(a.dim(0), a.size() / a.dim(0));
    }

    private static IntTensor ints(int value, Shape shape) {
        int[] values = new int[shape.size()];
        Arrays.fill(values, value);
        return IntTensor.wrap(values, shape);
    }

    /** The largest class of each place. */
    private static IntTensor labels(Tensor a) {
        return a.argmax(1);
    }

    private static Tensor weights(Tensor a) {
        return a.sigmoid().detach().mean(axesBut1(a)).add(0.1f);
    }

    private static int[] axesBut1(Tensor a) {
        return IntStream.range(0, a.rank()).filter(axis -> axis != 1).toArray();
    }

    /** Between 0 and 1, and neither. */
    private static Tensor inside(Tensor a) {
        return a.sigmoid().mul(0.9f).add(0.05f);
    }

    /** 1 or -1. */
    private static Tensor signs(Tensor a) {
        return a.gt(0).toTensor().mul(2).sub(1).detach();
    }

    /** One sample, a frame a row, with a label that is not the blank. */
    private static Tensor ctc(Tensor a, Reduction how) {
        if (a.dim(1) < 2) {
            return a.sum();
        }
        IntTensor label = a.slice(1, 1, a.dim(1)).argmax(1).slice(0, 0, 1).add(1);
        return new CTCLoss().reduction(how).of(a.unsqueeze(1).logSoftmax(-1), label.unsqueeze(0),
                IntTensor.of(a.dim(0)), IntTensor.of(1));
    }
}
