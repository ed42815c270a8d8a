package dev.lanewise.examples.training;

import dev.lanewise.data.Batch;
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
    private long samples;

    /** Nothing yet; counts what is taken for what if it gets something to count with. */
    Tally(@Nullable ConfusionMatrix confusion) {
        this.confusion = confusion;
    }

    /** Adds a batch with its mean loss. */
    void add(float loss, Tensor outputs, Batch<?, ?> batch) {
        if (confusion != null) {
            confusion.add(outputs, (IntTensor) batch.targets()); // they are labels where there are classes
        }
        lossSum += (double) loss * batch.size();
        samples += batch.size();
    }

    /** How many samples there were. */
    int samples() {
        return (int) samples;
    }

    Score score() {
        return confusion == null
                ? Score.of(lossSum / samples)
                : Score.of(lossSum / samples, confusion.accuracy());
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
        samples = 0;
    }

    @Override
    public void state(State state) {
        if (confusion != null) {
            state.part("confusion", confusion);
        }
        lossSum = state.real("lossSum", lossSum);
        samples = state.number("samples", samples);
    }
}
