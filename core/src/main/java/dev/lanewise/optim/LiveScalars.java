package dev.lanewise.optim;

import dev.lanewise.tensor.Live;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Tensor;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that change from step to step, as 0-dimensional tensors for an {@link UpdateRule} to compute with. A captured
 * step computes them anew each time it is replayed, where a number that Java code passes to an op would stay the same.
 * They are computed in double precision and rounded to float once.
 */
public final class LiveScalars {
    /** A function of a step's learning rate and of the number of the parameter's update, which begins at 1. */
    @FunctionalInterface
    public interface OfStep {
        double of(double lr, long step);
    }

    private final UpdateRule rule;
    private final int parameter;
    private @Nullable Tensor lr;
    private @Nullable Tensor step;

    LiveScalars(UpdateRule rule, int parameter) {
        this.rule = rule;
        this.parameter = parameter;
    }

    /** The learning rate of this step. */
    public Tensor lr() {
        Tensor known = lr;
        if (known == null) {
            known = scalar(rule::rate);
            lr = known;
        }
        return known;
    }

    /** Which update of the parameter this is, from 1 on: as often as it had a gradient when a step was taken. */
    public Tensor step() {
        Tensor known = step;
        if (known == null) {
            known = scalar(() -> rule.count(parameter));
            step = known;
        }
        return known;
    }

    /**
     * Any number that follows from the two, such as a bias correction.
     *
     * {@snippet :
     * Tensor correction = live.of((lr, step) -> 1 - StrictMath.pow(beta, step));
     * }
     *
     * @param function called once for each run, replays included; it reads settings as they are then
     */
    public Tensor of(OfStep function) {
        return scalar(() -> function.of(rule.rate(), rule.count(parameter)));
    }

    private Tensor scalar(DoubleSupplier value) {
        return (Tensor) Op.applyLive(new Live(rule, () -> new StepOp.Scalar(value.getAsDouble())))[0];
    }
}
