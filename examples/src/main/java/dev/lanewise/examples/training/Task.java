package dev.lanewise.examples.training;

import dev.lanewise.data.Batch;
import dev.lanewise.loss.Losses;
import dev.lanewise.metrics.ConfusionMatrix;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** What a network is to make of pictures. */
public sealed interface Task {
    /** How far the outputs are from what they should be: one number, to be made smaller. */
    Tensor loss(Tensor outputs, Batch<Tensor, IntTensor> batch);

    /** Counts which class was taken for which; null where there are no classes. */
    @Nullable
    ConfusionMatrix confusion();

    /**
     * To tell which class each is of, by a logit for each class.
     *
     * @param classes how many there are
     */
    record Classification(int classes) implements Task {
        @Override
        public Tensor loss(Tensor outputs, Batch<Tensor, IntTensor> batch) {
            return Losses.crossEntropy(outputs, batch.targets());
        }

        @Override
        public ConfusionMatrix confusion() {
            return new ConfusionMatrix(classes);
        }
    }

    /** To draw each again, of pixels from 0 to 1; what classes they are of does not count. */
    record Reconstruction() implements Task {
        @Override
        public Tensor loss(Tensor outputs, Batch<Tensor, IntTensor> batch) {
            return Losses.mse(outputs, batch.inputs());
        }

        @Override
        public @Nullable ConfusionMatrix confusion() {
            return null;
        }
    }
}
