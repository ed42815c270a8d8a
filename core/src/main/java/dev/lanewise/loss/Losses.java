package dev.lanewise.loss;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;

/** Loss functions. Without a {@link Reduction} they give the mean over the batch, as PyTorch's do. */
public final class Losses {
    private Losses() {}

    /**
     * Mean cross entropy from logits and class indices, {@code -log softmax(logits)[label]}, in one stable pass
     * ({@index cross_entropy}). {@link CrossEntropyLoss} has weights, ignored labels and smoothing, and takes
     * probabilities in the place of labels.
     * <b>Shape</b>: {@code [N, C], [N] -> []}; also {@code [C], []}, and {@code [N, C, d...], [N, d...]}.
     *
     * {@snippet :
     * Tensor loss = Losses.crossEntropy(model.forward(batch.inputs()), batch.labels());
     * }
     *
     * @throws IllegalArgumentException for other shapes, or for a label that is not a class, which is named
     */
    public static Tensor crossEntropy(Tensor logits, IntTensor labels) {
        return crossEntropy(logits, labels, Reduction.MEAN);
    }

    /** As {@link #crossEntropy(Tensor, IntTensor)} with a given reduction. */
    public static Tensor crossEntropy(Tensor logits, IntTensor labels, Reduction reduction) {
        return new CrossEntropyLoss().reduction(LossArguments.reduction("crossEntropy", reduction)).of("crossEntropy",
                logits, labels);
    }

    /**
     * Mean negative log likelihood {@code -logProbabilities[label]} ({@index nll_loss}). {@link NLLLoss} has weights
     * and ignored labels.
     * <b>Shape</b>: {@code [N, C], [N] -> []}; also {@code [C], []}, and {@code [N, C, d...], [N, d...]}.
     *
     * @throws IllegalArgumentException for other shapes, or for a label that is not a class, which is named
     */
    public static Tensor nll(Tensor logProbabilities, IntTensor labels) {
        return nll(logProbabilities, labels, Reduction.MEAN);
    }

    /** As {@link #nll(Tensor, IntTensor)} with a given reduction. */
    public static Tensor nll(Tensor logProbabilities, IntTensor labels, Reduction reduction) {
        return new NLLLoss().reduction(LossArguments.reduction("nll", reduction)).of("nll", logProbabilities, labels);
    }

    /**
     * Mean squared error {@code (prediction - target)^2} ({@index mse_loss}, {@index MSELoss}); the shapes must be
     * equal.
     */
    public static Tensor mse(Tensor prediction, Tensor target) {
        return mse(prediction, target, Reduction.MEAN);
    }

    /** As {@link #mse(Tensor, Tensor)} with a given reduction. */
    public static Tensor mse(Tensor prediction, Tensor target, Reduction reduction) {
        return LossArguments.reduce("mse", error("mse", prediction, target).square(), reduction);
    }

    /**
     * Mean absolute error {@code |prediction - target|} ({@index l1_loss}, {@index L1Loss}); the shapes must be equal.
     * The gradient where they agree is 0.
     */
    public static Tensor l1(Tensor prediction, Tensor target) {
        return l1(prediction, target, Reduction.MEAN);
    }

    /** As {@link #l1(Tensor, Tensor)} with a given reduction. */
    public static Tensor l1(Tensor prediction, Tensor target, Reduction reduction) {
        return LossArguments.reduce("l1", error("l1", prediction, target).abs(), reduction);
    }

    /** As {@link #huber(Tensor, Tensor, double)} with delta 1. */
    public static Tensor huber(Tensor prediction, Tensor target) {
        return huber(prediction, target, 1);
    }

    /**
     * Mean Huber loss ({@index huber_loss}, {@index HuberLoss}): for the distance d between prediction and target
     * {@code d^2 / 2} up to delta, {@code delta (d - delta / 2)} beyond (Huber 1964). The shapes must be equal.
     *
     * @throws IllegalArgumentException unless delta is positive and finite as a float
     */
    public static Tensor huber(Tensor prediction, Tensor target, double delta) {
        return huber(prediction, target, delta, Reduction.MEAN);
    }

    /** As {@link #huber(Tensor, Tensor, double)} with a given reduction. */
    public static Tensor huber(Tensor prediction, Tensor target, double delta, Reduction reduction) {
        Finite.aboveZero("huber: delta", delta);
        Tensor error = error("huber", prediction, target);
        Tensor near = error.clamp(-delta, delta); // the gradient, too
        return LossArguments.reduce("huber", near.mul(error.sub(near.mul(0.5))), reduction);
    }

    /** As {@link #smoothL1(Tensor, Tensor, double)} with beta 1. */
    public static Tensor smoothL1(Tensor prediction, Tensor target) {
        return smoothL1(prediction, target, 1);
    }

    /**
     * Mean {@index smooth_l1_loss} ({@index SmoothL1Loss}): for the distance d between prediction and target {@code d^2
     * / (2 beta)} up to beta, {@code d - beta / 2} beyond (Girshick 2015). It is {@link #huber} divided by beta, and
     * with beta 0 {@link #l1}. The shapes must be equal.
     *
     * @throws IllegalArgumentException unless beta is 0 or more and finite as a float
     */
    public static Tensor smoothL1(Tensor prediction, Tensor target, double beta) {
        return smoothL1(prediction, target, beta, Reduction.MEAN);
    }

    /** As {@link #smoothL1(Tensor, Tensor, double)} with a given reduction. */
    public static Tensor smoothL1(Tensor prediction, Tensor target, double beta, Reduction reduction) {
        Finite.atLeastZero("smoothL1: beta", beta);
        Tensor error = error("smoothL1", prediction, target);
        if ((float) beta == 0) {
            return LossArguments.reduce("smoothL1", error.abs(), reduction);
        }
        Tensor near = error.clamp(-beta, beta);
        return LossArguments.reduce("smoothL1", near.div(beta).mul(error.sub(near.mul(0.5))), reduction);
    }

    /**
     * Kullback-Leibler divergence {@code sum of p (log p - log q)} ({@index kl_div}) of probabilities p from those
     * given by their logarithms, averaged over the first axis: {@link KLDivLoss} with its defaults.
     *
     * {@snippet :
     * Tensor loss = Losses.klDivergence(student.logSoftmax(1), teacher.softmax(1));
     * }
     */
    public static Tensor klDivergence(Tensor logQ, Tensor p) {
        return klDivergence(logQ, p, Reduction.MEAN);
    }

    /** As {@link #klDivergence(Tensor, Tensor)} with a given reduction; NONE gives the terms of the sum. */
    public static Tensor klDivergence(Tensor logQ, Tensor p, Reduction reduction) {
        return new KLDivLoss().reduction(LossArguments.reduction("klDivergence", reduction)).of("klDivergence", logQ,
                p);
    }

    /**
     * Mean binary cross entropy {@code -t log p - (1 - t) log(1 - p)} ({@index binary_cross_entropy}) of probabilities
     * p and targets t in [0, 1], with logarithms of at least -100. The shapes must be equal. {@link BCELoss} has
     * weights.
     *
     * @throws IllegalArgumentException for other shapes, or for a probability or target outside [0, 1], which is named
     */
    public static Tensor bce(Tensor probabilities, Tensor target) {
        return bce(probabilities, target, Reduction.MEAN);
    }

    /** As {@link #bce(Tensor, Tensor)} with a given reduction. */
    public static Tensor bce(Tensor probabilities, Tensor target, Reduction reduction) {
        return new BCELoss().reduction(LossArguments.reduction("bce", reduction)).of("bce", probabilities, target);
    }

    /**
     * Mean {@index binary_cross_entropy_with_logits}, for logits x and targets t, computed as
     * {@code t softplus(-x) + (1 - t) softplus(x)}, which neither overflows nor cancels. Targets outside [0, 1] are
     * taken as they are, as in PyTorch, and the loss may then be negative. An infinite logit that agrees with its
     * target of 0 or 1 gives NaN (0 times infinity). The shapes must be equal. {@link BCEWithLogitsLoss} has weights.
     */
    public static Tensor bceWithLogits(Tensor logits, Tensor target) {
        return bceWithLogits(logits, target, Reduction.MEAN);
    }

    /** As {@link #bceWithLogits(Tensor, Tensor)} with a given reduction. */
    public static Tensor bceWithLogits(Tensor logits, Tensor target, Reduction reduction) {
        return new BCEWithLogitsLoss().reduction(LossArguments.reduction("bceWithLogits", reduction))
                .of("bceWithLogits", logits, target);
    }

    private static Tensor error(String loss, Tensor prediction, Tensor target) {
        LossArguments.requireSameShape(loss, prediction, target);
        return prediction.sub(target);
    }
}
