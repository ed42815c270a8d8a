package chapter12;

import dev.lanewise.optim.LiveScalars;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.workshop.Hole;
import java.util.List;

/** Adam once more, as an optimizer for Lanewise: in tensors, so that a TrainStep can capture it. */
public final class OwnAdam extends UpdateRule {
    private static final double KEEP_MEAN = 0.9;
    private static final double KEEP_SQUARE = 0.999;

    private final Slot mean = slot("mean");
    private final Slot square = slot("square");

    /**
     * Adam with the usual numbers.
     *
     * @param parameters what is learned
     * @param rate       the learning rate
     */
    public OwnAdam(List<Tensor> parameters, double rate) {
        super(parameters, rate);
    }

    /** Moves one parameter. */
    @Override
    protected void update(Parameter p, LiveScalars live) {
        Tensor g = p.grad();
        Tensor m = p.slot(mean);
        Tensor s = p.slot(square);
        // 4. The lines of MoreRules.adam, for all elements at once: mul, add, square(), div, sqrt(), sub.
        // Tensors are changed by assign: m.assign(...), s.assign(...), and at last p.value().assign(...).
        // A captured step runs this method once. What changes from step to step comes from live:
        // live.lr() is the rate, and a correction is live.of((lr, step) -> 1 - StrictMath.pow(KEEP_MEAN, step)).
        throw Hole.fill("update both slots and the parameter, as MoreRules.adam does");
    }
}
