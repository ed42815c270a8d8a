package dev.lanewise.examples.mnist;

import dev.lanewise.metrics.Accuracy;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;

/** The mean loss and the accuracy over the batches of an epoch so far. */
final class Tally implements Stateful {
    private final Accuracy accuracy = new Accuracy();
    private double lossSum;
    private long images;

    /** Adds a batch with its mean loss. */
    void add(float loss, Tensor logits, IntTensor labels) {
        accuracy.add(logits, labels);
        lossSum += (double) loss * labels.size();
        images += labels.size();
    }

    /** How many images there were. */
    int images() {
        return (int) images;
    }

    Trainer.Score score() {
        return new Trainer.Score(lossSum / images, accuracy.value());
    }

    /** Starts afresh. */
    void reset() {
        accuracy.reset();
        lossSum = 0;
        images = 0;
    }

    @Override
    public void state(State state) {
        state.part("accuracy", accuracy);
        lossSum = state.real("lossSum", lossSum);
        images = state.number("images", images);
    }
}
