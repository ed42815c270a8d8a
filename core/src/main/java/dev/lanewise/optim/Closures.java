package dev.lanewise.optim;

import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.List;
import java.util.function.Supplier;

/** Evaluates losses for optimizers that do so themselves. */
final class Closures {
    private Closures() {}

    /**
     * Computes a loss, and the gradients of parameters in the place of those that they hold.
     *
     * @param owner whose step it is, for messages
     * @return the loss, whose history is gone
     */
    static Tensor evaluate(String owner, List<Tensor> parameters, Supplier<Tensor> closure) {
        drop(parameters);
        Tensor loss = Required.nonNull(owner + ": the loss that the closure returns", closure.get());
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).grad() != null) {
                drop(parameters);
                throw new IllegalStateException(owner + ": the closure has given parameter " + i + " "
                        + parameters.get(i).shape() + " a gradient; step() calls backward() itself, so a closure "
                        + "only computes the loss");
            }
        }
        loss.backward();
        return loss;
    }

    /** Whether a parameter is trained by the last evaluation. */
    static boolean isTrained(Tensor parameter) {
        return parameter.requiresGrad() && parameter.grad() != null;
    }

    static IllegalStateException nothingToUpdate(String owner, List<Tensor> parameters) {
        return new IllegalStateException(owner + ": the loss of the closure gives none of the " + parameters.size()
                + " parameters a gradient; it must be computed from parameters that are not frozen");
    }

    /** Drops gradients. */
    static void drop(List<Tensor> parameters) {
        parameters.forEach(parameter -> parameter.setGrad(null));
    }
}
