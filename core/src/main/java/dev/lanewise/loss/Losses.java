package dev.lanewise.loss;

import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;

/** Loss functions. Without a {@link Reduction} they give the mean over the batch, as PyTorch's do. */
public final class Losses {
    private Losses() {}

    /**
     * Mean cross entropy from logits and class indices, {@code -log softmax(logits)[label]}, in one stable pass
     * ({@index cross_entropy}, {@index CrossEntropyLoss}).
     * <b>Shape</b>: {@code [N, C], [N] -> []}.
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
        return reduction.of(new LossOp.CrossEntropy().tensor(logits, labels));
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
     * Mean {@index binary_cross_entropy_with_logits} ({@index BCEWithLogitsLoss}), for logits x and targets t in [0,
     * 1], computed as {@code t softplus(-x) + (1 - t) softplus(x)}, which neither overflows nor cancels. An infinite
     * logit that agrees with its target of 0 or 1 gives NaN (0 times infinity). The shapes must be equal.
     */
    public static Tensor bceWithLogits(Tensor logits, Tensor target) {
        return bceWithLogits(logits, target, Reduction.MEAN);
    }

    /** As {@link #bceWithLogits(Tensor, Tensor)} with a given reduction. */
    public static Tensor bceWithLogits(Tensor logits, Tensor target, Reduction reduction) {
        requireSameShape("bceWithLogits", logits, target);
        Tensor ofOnes = target.mul(Activations.softplus(logits.neg()));
        Tensor ofZeros = target.neg().add(1f).mul(Activations.softplus(logits));
        return reduction.of(ofOnes.add(ofZeros));
    }

    private static void requireSameShape(String loss, Tensor prediction, Tensor target) {
        if (!prediction.shape().equals(target.shape())) {
            throw new IllegalArgumentException(
                    loss + ": prediction " + prediction.shape() + " and target " + target.shape() + " differ in shape");
        }
    }
}
