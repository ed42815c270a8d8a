package dev.lanewise.optim;

import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Sharpness-aware minimisation (Foret et al. 2021, "Sharpness-Aware Minimization for Efficiently Improving
 * Generalization"): the gradient that an optimizer steps by is taken not at the weights {@code w}, but where the loss
 * nearby is highest, as the first gradient {@code g} tells: at {@code w + rho g / |g|}, with one norm over all
 * parameters. It finds flatter minima, which often do better on new data, for twice the time.
 *
 * {@snippet :
 * SAM sam = new SAM(new SGD(model.parameters(), 0.1).momentum(0.9), 0.05);
 * TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(batch -> sam.step(
 *         () -> Losses.crossEntropy(model.forward(batch.inputs()), batch.targets())));
 * }
 *
 * <p>A step evaluates the loss and its gradients twice, and writes {@code w} back bit for bit before the optimizer
 * steps. It is made of ops, and may be captured. What the closure draws at random, as a dropout does, it draws for each
 * evaluation, and running statistics of a batch normalisation take in both: those at the moved weights as well, unless
 * the closure evaluates in eval mode the second time. Recompute them at the end if that matters, by passing training
 * data in train mode. Frozen parameters, and those without a gradient, are left alone.
 *
 * <p>Usual are a {@code rho} of 0.05, 0.01 to 0.2, and ten times as much for {@link #adaptive}.
 */
public final class SAM implements Stateful {
    private static final String NAME = "SAM";

    /** Keeps a gradient of 0 from being divided by 0. */
    private static final double EPS = 1e-12;

    private final Optimizer base;
    private final double rho;
    private final boolean adaptive;

    /**
     * Wraps an optimizer, whose steps nobody else takes.
     *
     * @param rho how far from the weights gradients are taken
     * @throws IllegalArgumentException if the optimizer is null, or {@code rho} is not a finite number of 0 or more
     */
    public SAM(Optimizer base, double rho) {
        this(base, rho, false);
    }

    private SAM(Optimizer base, double rho, boolean adaptive) {
        this.base = Required.nonNull("SAM: the optimizer", base);
        this.rho = Checks.nonNegative(NAME, "rho", rho);
        this.adaptive = adaptive;
    }

    /**
     * The adaptive form (Kwon et al. 2021, "ASAM"), which does not depend on the scale of each weight: gradients are
     * taken at {@code w + rho w² g / |w g|}.
     *
     * @throws IllegalArgumentException as the constructor does
     */
    public static SAM adaptive(Optimizer base, double rho) {
        return new SAM(base, rho, true);
    }

    /**
     * Takes a step. Gradients that are held are dropped before it and after it. If an op refuses values in the second
     * evaluation, the weights come back, in a replayed step too.
     *
     * @param closure computes the loss of the weights as they are, without a backward pass; called twice
     * @return the loss before the step, without history
     * @throws IllegalArgumentException if the closure, or the loss that it returns, is null
     * @throws IllegalStateException if no parameter that is not frozen gets a gradient, or the closure makes gradients
     *     itself
     */
    public Tensor step(Supplier<Tensor> closure) {
        Required.nonNull("SAM: the closure", closure);
        List<Tensor> parameters = base.parameters();
        Tensor loss = Closures.evaluate(NAME, parameters, closure);
        List<Tensor> moved = parameters.stream().filter(Closures::isTrained).toList();
        if (moved.isEmpty()) {
            throw Closures.nothingToUpdate(NAME, parameters);
        }
        List<Tensor> kept = moved.stream().map(Tensor::copy).toList();
        try {
            evaluateAbove(moved, kept, closure);
            base.step();
        } finally {
            base.zeroGrad();
        }
        return loss.detach();
    }

    /** The gradients where the loss is larger; the weights come back whatever happens. */
    private void evaluateAbove(List<Tensor> moved, List<Tensor> kept, Supplier<Tensor> closure) {
        try {
            climb(moved);
            Closures.evaluate(NAME, base.parameters(), closure);
        } finally {
            for (int i = 0; i < kept.size(); i++) { // one by one: each weight has been moved after it was copied
                new UpdateOp.Restore().apply(moved.get(i), kept.get(i));
            }
        }
    }

    /** Adds to the weights what makes the loss larger. */
    private void climb(List<Tensor> weights) {
        try (GradMode.Scope _ = GradMode.noGrad()) {
            List<Tensor> gradients = weights.stream()
                    .map(weight -> Required.nonNull("SAM: the gradient", weight.grad())).toList();
            Tensor norm = Gradients.normOf(IntStream.range(0, weights.size())
                    .mapToObj(i -> adaptive ? weights.get(i).mul(gradients.get(i)) : gradients.get(i)).toList(), 2);
            Tensor scale = Tensor.scalar(rho).div(norm.add(EPS));
            for (int i = 0; i < weights.size(); i++) {
                Tensor weight = weights.get(i);
                Tensor up = adaptive ? weight.square().mul(gradients.get(i)) : gradients.get(i);
                weight.assign(weight.add(up.mul(scale)));
            }
        }
    }

    /** Names the settings, and the optimizer as a part. */
    @Override
    public void state(State state) {
        state.setting("rho", RuleSettings.text(rho));
        state.setting("adaptive", adaptive);
        state.part("optimizer", base);
    }

    /** For example {@code SAM(rho=0.05, adaptive=false, SGD(lr=0.1, ...))}. */
    @Override
    public String toString() {
        return "SAM(rho=" + RuleSettings.text(rho) + ", adaptive=" + adaptive + ", " + base + ")";
    }
}
