package dev.lanewise.examples.mnist;

import dev.lanewise.data.Batch;
import dev.lanewise.metrics.Accuracy;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Mean loss and accuracy over the samples of some batches. */
final class Tally implements Stateful {
    private final Accuracy accuracy = new Accuracy();
    private double lossSum;
    private long samples;

    /** Adds a batch with its mean loss. */
    void add(float loss, Tensor logits, Batch<Tensor, IntTensor> batch) {
        accuracy.add(logits, batch.targets());
        lossSum += (double) loss * batch.size();
        samples += batch.size();
    }

    long samples() {
        return samples;
    }

    /** NaN before the first batch. */
    double accuracy() {
        return accuracy.value();
    }

    /** Both by their names behind a prefix. */
    Map<String, Double> values(String prefix) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(prefix + "loss", lossSum / samples);
        values.put(prefix + "accuracy", accuracy());
        return values;
    }

    /** Starts afresh. */
    void reset() {
        accuracy.reset();
        lossSum = 0;
        samples = 0;
    }

    @Override
    public void state(State state) {
        state.part("accuracy", accuracy);
        lossSum = state.real("lossSum", lossSum);
        samples = state.number("samples", samples);
    }
}
