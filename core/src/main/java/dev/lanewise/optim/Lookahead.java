package dev.lanewise.optim;

import dev.lanewise.state.State;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Live;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Lookahead (Zhang et al. 2019, "Lookahead Optimizer: k steps forward, 1 step back"): an optimizer around another one.
 * It keeps a second, slow set of weights; after every k steps of the other, {@code slow = slow + alpha (p - slow)}, and
 * the parameters go on from there, {@code p = slow}. It makes a training less sensitive to the learning rate, and
 * averages out noise, for one more copy of the weights and next to no time.
 *
 * {@snippet :
 * Optimizer optimizer = new Lookahead(new AdamW(model.parameters(), 1e-3));
 * }
 *
 * <p>The paper's values are k 5 or 10 and alpha 0.5 or 0.8. The other's state, its momentum for example, stays as it is
 * when parameters go back. The slow weights begin as the parameters are at the first step. To evaluate with them, do so
 * after a number of steps that is a multiple of k, when parameters are the slow weights.
 *
 * <p>It wraps any optimizer, also {@link ParameterGroups}, and can be captured. Frozen parameters are left alone. The
 * slow weights, the number of steps and the other's state are saved and loaded.
 */
public final class Lookahead implements Optimizer {
    private static final String OWNER = "Lookahead";

    private final Optimizer optimizer;
    private final List<Tensor> parameters;
    private final List<Tensor> slow;
    private final int k;
    private final double alpha;
    private long steps;

    /** With k 5 and alpha 0.5. */
    public Lookahead(Optimizer optimizer) {
        this(optimizer, 5, 0.5);
    }

    /**
     * Lookahead around an optimizer, which is not to be stepped by others.
     *
     * @param k how many of its steps there are for each of the slow weights
     * @param alpha how far the slow weights go, as a share of the way
     * @throws IllegalArgumentException if k is less than 1, or alpha is not within 0 and 1, or is 0
     * @throws IllegalStateException within a computation that is being captured
     */
    public Lookahead(Optimizer optimizer, int k, double alpha) {
        Recorder.refuseWithin(
                OWNER + ": it is made in the middle of the captured computation, which would make it once, "
                        + "and keep its state from run to run; make it before");
        if (k < 1) {
            throw new IllegalArgumentException(OWNER + ": k " + k + " is less than 1");
        }
        if (!(alpha > 0 && alpha <= 1)) {
            throw new IllegalArgumentException(OWNER + ": alpha " + alpha + " is not within 0 and 1, 0 excluded");
        }
        this.optimizer = Required.nonNull(OWNER + ": the optimizer", optimizer);
        this.parameters = Parameters.of(OWNER, optimizer.parameters());
        this.slow = this.parameters.stream().map(parameter -> parameter.detach().copy()).toList();
        this.k = k;
        this.alpha = alpha;
    }

    /** The optimizer that takes the steps, for example to set its learning rate. */
    public Optimizer optimizer() {
        return optimizer;
    }

    @Override
    public List<Tensor> parameters() {
        return parameters;
    }

    @Override
    public void step() {
        List<Value> all = new ArrayList<>();
        List<Value> forth = new ArrayList<>();
        List<Value> back = new ArrayList<>();
        for (int i = 0; i < slow.size(); i++) {
            Tensor parameter = parameters.get(i);
            all.addAll(List.of(slow.get(i), parameter));
            if (parameter.requiresGrad()) {
                forth.addAll(List.of(slow.get(i), parameter));
                back.addAll(List.of(parameter, slow.get(i)));
            }
        }
        average(all, () -> steps == 0 ? 1 : 0);
        optimizer.step();
        average(forth, () -> ++steps % k == 0 ? alpha : 0);
        average(back, () -> steps % k == 0 ? 1 : 0);
    }

    /** Moves the first of each pair of tensors towards the second. */
    private void average(List<Value> pairs, DoubleSupplier weight) {
        try (GradMode.Scope _ = GradMode.noGrad()) {
            Op.applyLive(new Live(this, () -> new UpdateOp.Average(weight.getAsDouble())), pairs.toArray(Value[]::new));
        }
    }

    @Override
    public void zeroGrad() {
        optimizer.zeroGrad();
    }

    /** Names k and alpha, the number of steps, the optimizer as a part, and the slow weights by their positions. */
    @Override
    public void state(State state) {
        state.setting("k", k);
        state.setting("alpha", alpha);
        steps = Checks.nonNegative(OWNER, UpdateRule.STEP, state.number(UpdateRule.STEP, steps));
        state.part("optimizer", optimizer);
        for (int i = 0; i < slow.size(); i++) {
            state.tensor("slow_" + i, slow.get(i));
        }
    }

    /** For example {@code Lookahead(k=5, alpha=0.5, SGD(lr=0.1, ...))}. */
    @Override
    public String toString() {
        return OWNER + "(k=" + k + ", alpha=" + RuleSettings.text(alpha) + ", " + optimizer + ")";
    }
}
