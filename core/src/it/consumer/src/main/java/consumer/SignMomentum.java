package consumer;

import dev.lanewise.optim.LiveScalars;
import dev.lanewise.optim.Parameter;
import dev.lanewise.optim.Schedule;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** An update rule: along the sign of a running mean of the gradients, with a correction that depends on the step. */
final class SignMomentum extends UpdateRule {
    private static final double KEPT = 0.9;

    SignMomentum(List<Tensor> parameters, Schedule lr) {
        super(parameters, lr);
    }

    @Override
    protected List<String> slots() {
        return List.of("mean");
    }

    @Override
    protected void update(Parameter p, LiveScalars live) {
        Tensor mean = p.slot(0);
        mean.assign(mean.mul(KEPT).add(p.grad().mul(1 - KEPT)));
        Tensor warm = live.of((lr, step) -> lr * step / (step + 10));
        p.value().assign(p.value().sub(mean.sign().mul(warm)));
    }
}
