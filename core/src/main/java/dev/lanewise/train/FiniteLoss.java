package dev.lanewise.train;

import dev.lanewise.metrics.Metric;
import dev.lanewise.state.State;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Tensor;

/**
 * Refuses a loss that is NaN or infinite before its gradients spoil the parameters. It is a metric because captured
 * programs repeat those, in their place among the other steps.
 */
final class FiniteLoss extends Metric<FiniteLoss> {
    /** The loss is not a number to be made smaller. */
    static final class Refused extends ArithmeticException {
        private static final long serialVersionUID = 1L;

        Refused(float loss) {
            super("the loss is " + loss);
        }
    }

    void check(Tensor loss) {
        observe(loss);
    }

    @Override
    protected void count(Operands batch) {
        float loss = batch.data(0)[batch.offset(0)];
        if (!Float.isFinite(loss)) {
            throw new Refused(loss);
        }
    }

    @Override
    protected void clear() {}

    @Override
    protected void include(FiniteLoss other) {}

    @Override
    public void state(State state) {}
}
