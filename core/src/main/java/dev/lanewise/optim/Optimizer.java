package dev.lanewise.optim;

import dev.lanewise.tensor.Tensor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * An update rule over a list of parameters. A step reads each parameter's gradient and writes the parameter; parameters
 * without a gradient, and frozen ones, are left alone.
 *
 * {@snippet :
 * Optimizer optimizer = new Adam(model.parameters(), 1e-3);
 * loss.backward();
 * optimizer.step();
 * optimizer.zeroGrad();
 * }
 */
public abstract class Optimizer {
    private final List<Tensor> parameters;
    private double lr;

    Optimizer(List<Tensor> parameters, double lr) {
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException(getClass().getSimpleName() + ": no parameters given");
        }
        this.parameters = List.copyOf(parameters);
        Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < parameters.size(); i++) {
            Tensor parameter = parameters.get(i);
            if (!parameter.isLeaf()) {
                throw new IllegalArgumentException(getClass().getSimpleName() + ": parameter " + i + " "
                        + parameter.shape() + " is not a leaf but the result of a recorded op");
            }
            if (!seen.add(parameter)) {
                throw new IllegalArgumentException(getClass().getSimpleName() + ": parameter " + i + " "
                        + parameter.shape() + " is listed twice");
            }
        }
        setLr(lr);
    }

    /** Refuses settings that do not go together; asked before each step, when all have been set. */
    void checkSettings() {}

    /** Updates parameter i, which has a gradient. */
    abstract void update(int i, Tensor parameter, Tensor gradient);

    /**
     * One update of every parameter that has a gradient.
     *
     * @throws IllegalStateException if settings do not go together; no parameter is changed then
     */
    public final void step() {
        checkSettings();
        for (int i = 0; i < parameters.size(); i++) {
            Tensor parameter = parameters.get(i);
            Tensor gradient = parameter.grad();
            if (gradient != null && parameter.requiresGrad()) {
                update(i, parameter, gradient);
            }
        }
    }

    /** Forgets the gradients, so that the next backward pass starts afresh. */
    public final void zeroGrad() {
        parameters.forEach(parameter -> parameter.setGrad(null));
    }

    /** The learning rate. */
    public final double lr() {
        return lr;
    }

    /** Sets the learning rate from the next step on. */
    public final void setLr(double lr) {
        this.lr = nonNegative("learning rate", lr);
    }

    final int size() {
        return parameters.size();
    }

    final double nonNegative(String what, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    getClass().getSimpleName() + ": " + what + " " + value + " is not a finite number of 0 or more");
        }
        return value;
    }

    final double decay(String what, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(
                    getClass().getSimpleName() + ": " + what + " " + value + " is not within 0 and 1, 1 excluded");
        }
        return value;
    }
}
