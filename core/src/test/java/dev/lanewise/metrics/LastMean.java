package dev.lanewise.metrics;

import dev.lanewise.state.State;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Tensor;

/** The mean of the last batch: a metric that is not the library's. */
final class LastMean extends Metric<LastMean> {
    private double mean = Double.NaN;

    void add(Tensor x) {
        observe(x);
    }

    double value() {
        return mean;
    }

    @Override
    protected void count(Operands batch) {
        double sum = 0;
        for (int i = 0; i < batch.size(0); i++) {
            sum += batch.data(0)[batch.offset(0) + i];
        }
        mean = sum / batch.size(0);
    }

    @Override
    protected void clear() {
        mean = Double.NaN;
    }

    @Override
    protected void include(LastMean other) {
        mean = other.mean;
    }

    @Override
    public void state(State state) {
        mean = state.real("mean", mean);
    }
}
