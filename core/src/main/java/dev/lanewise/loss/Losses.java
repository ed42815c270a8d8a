package dev.lanewise.loss;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

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
        return new CrossEntropyLoss().reduction(reduction).of(logits, labels);
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
        return new NLLLoss().reduction(reduction).of(logProbabilities, labels);
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
        requireSameShape("mse", prediction, target);
        return reduction.of(prediction.sub(target).square());
    }

    /**
     * Mean binary cross entropy {@code -t log p - (1 - t) log(1 - p)} ({@index binary_cross_entropy}) of probabilities p
     * and targets t in [0, 1], with logarithms of at least -100. The shapes must be equal. {@link BCELoss} has a weight.
     *
     * @throws IllegalArgumentException for other shapes, or for a probability or target outside [0, 1], which is named
     */
    public static Tensor bce(Tensor probabilities, Tensor target) {
        return bce(probabilities, target, Reduction.MEAN);
    }

    /** As {@link #bce(Tensor, Tensor)} with a given reduction. */
    public static Tensor bce(Tensor probabilities, Tensor target, Reduction reduction) {
        return new BCELoss().reduction(reduction).of(probabilities, target);
    }

    /**
     * Mean {@index binary_cross_entropy_with_logits}, for logits x and targets t in [0,
     * 1], computed as {@code t softplus(-x) + (1 - t) softplus(x)}, which neither overflows nor cancels. An infinite
     * logit that agrees with its target of 0 or 1 gives NaN (0 times infinity). The shapes must be equal.
     * {@link BCEWithLogitsLoss} has weights.
     */
    public static Tensor bceWithLogits(Tensor logits, Tensor target) {
        return bceWithLogits(logits, target, Reduction.MEAN);
    }

    /** As {@link #bceWithLogits(Tensor, Tensor)} with a given reduction. */
    public static Tensor bceWithLogits(Tensor logits, Tensor target, Reduction reduction) {
        return new BCEWithLogitsLoss().reduction(reduction).of(logits, target);
    }

    static void requireSameShape(String loss, Tensor prediction, Tensor target) {
        Required.nonNull(loss + ": the prediction", prediction);
        Required.nonNull(loss + ": the target", target);
        if (!prediction.shape().equals(target.shape())) {
            throw new IllegalArgumentException(
                    loss + ": prediction " + prediction.shape() + " and target " + target.shape() + " differ in shape");
        }
    }
}
