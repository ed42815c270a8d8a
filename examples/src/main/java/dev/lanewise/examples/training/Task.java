package dev.lanewise.examples.training;

import dev.lanewise.data.Batch;
import dev.lanewise.loss.Losses;
import dev.lanewise.metrics.ConfusionMatrix;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a network is to learn.
 *
 * @param <X> kind of the inputs
 * @param <Y> kind of the targets
 */
public interface Task<X extends Value, Y extends Value> {
    /** How far the outputs are from what they should be: one number, to be made smaller. */
    Tensor loss(Tensor outputs, Batch<X, Y> batch);

    /** Changes the gradients before the optimizer's step, so that none gets too long; here, nothing. */
    default void limit(List<Tensor> parameters) {}

    /**
     * Counts which class was taken for which; null where there are no classes. Where there are, the targets are labels
     * {@code [N]}, and the outputs logits.
     */
    default @Nullable ConfusionMatrix confusion() {
        return null;
    }

    /**
     * To tell which class each sample is of, by a logit for each class.
     *
     * @param classes how many there are
     */
    record Classification(int classes) implements Task<Tensor, IntTensor> {
        @Override
        public Tensor loss(Tensor outputs, Batch<Tensor, IntTensor> batch) {
            return Losses.crossEntropy(outputs, batch.targets());
        }

        @Override
        public ConfusionMatrix confusion() {
            return new ConfusionMatrix(classes);
        }
    }

    /** To draw each picture again, of pixels from 0 to 1; what classes they are of does not count. */
    record Reconstruction() implements Task<Tensor, IntTensor> {
        @Override
        public Tensor loss(Tensor outputs, Batch<Tensor, IntTensor> batch) {
            return Losses.mse(outputs, batch.inputs());
        }
    }
}
