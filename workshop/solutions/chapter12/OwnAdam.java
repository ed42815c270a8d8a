package chapter12;

import dev.lanewise.optim.LiveScalars;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.tensor.Tensor;
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
        m.assign(m.mul(KEEP_MEAN).add(g.mul(1 - KEEP_MEAN)));
        s.assign(s.mul(KEEP_SQUARE).add(g.square().mul(1 - KEEP_SQUARE)));
        Tensor corrected = m.div(live.of((_, step) -> 1 - StrictMath.pow(KEEP_MEAN, step)));
        Tensor root = s.div(live.of((_, step) -> 1 - StrictMath.pow(KEEP_SQUARE, step))).sqrt();
        p.value().assign(p.value().sub(corrected.div(root.add(MoreRules.EPS)).mul(live.lr())));
    }
}
