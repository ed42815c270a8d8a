package dev.lanewise.examples.training;

import dev.lanewise.metrics.ConfusionMatrix;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The mean loss over the batches of an epoch so far, and which class was taken for which, if there are classes. */
final class Tally implements Stateful {
    private final @Nullable ConfusionMatrix confusion;
    private double lossSum;
    private long pictures;

    Tally(Task task) {
        this.confusion = task.confusion();
    }

    /** Adds a batch with its mean loss. */
    void add(float loss, Tensor outputs, IntTensor labels) {
        if (confusion != null) {
            confusion.add(outputs, labels);
        }
        lossSum += (double) loss * labels.size();
        pictures += labels.size();
    }

    /** How many pictures there were. */
    int pictures() {
        return (int) pictures;
    }

    Score score() {
        return confusion == null
                ? Score.of(lossSum / pictures)
                : Score.of(lossSum / pictures, confusion.accuracy());
    }

    @Nullable
    ConfusionMatrix confusion() {
        return confusion;
    }

    /** Starts afresh. */
    void reset() {
        if (confusion != null) {
            confusion.reset();
        }
        lossSum = 0;
        pictures = 0;
    }

    @Override
    public void state(State state) {
        if (confusion != null) {
            state.part("confusion", confusion);
        }
        lossSum = state.real("lossSum", lossSum);
        pictures = state.number("pictures", pictures);
    }
}
