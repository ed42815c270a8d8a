package consumer;

import dev.lanewise.optim.LiveScalars;
import dev.lanewise.optim.Schedule;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** An update rule: along the sign of a running mean of the gradients, with steps that are smaller at first. */
final class SignMomentum extends UpdateRule {
    private static final double KEPT = 0.9;

    private final Slot mean = slot("mean");

    SignMomentum(List<Tensor> parameters, Schedule lr) {
        super(parameters, lr);
    }

    @Override
    protected void update(Parameter p, LiveScalars live) {
        Tensor m = p.slot(mean);
        m.assign(m.mul(KEPT).add(p.grad().mul(1 - KEPT)));
        Tensor size = live.of((lr, step) -> lr * step / (step + 10));
        p.value().assign(p.value().sub(m.sign().mul(size)));
    }
}
