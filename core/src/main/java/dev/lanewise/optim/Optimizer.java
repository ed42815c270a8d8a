package dev.lanewise.optim;

import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/**
 * What changes parameters by their gradients, so that a loss becomes smaller; to {@index maximize} something, negate
 * it. A step reads each parameter's gradient and writes the parameter; parameters without a gradient, and frozen ones,
 * are left alone.
 *
 * {@snippet :
 * Optimizer optimizer = new Adam(model.parameters(), 1e-3);
 * loss.backward();
 * optimizer.step();
 * optimizer.zeroGrad();
 * }
 *
 * <p>{@link UpdateRule} is the class to extend for a rule of one's own; {@link ParameterGroups} makes one optimizer of
 * several.
 *
 * <p>An optimizer is for one thread at a time, as are the parameters while it steps. Its state can be saved and loaded
 * between steps.
 */
public interface Optimizer extends Stateful {
    /**
     * One update of every parameter that has a gradient and is not frozen.
     *
     * @throws IllegalStateException if there is none, or settings are incompatible; nothing is changed then
     */
    void step();

    /** The parameters that it updates, in order. */
    List<Tensor> parameters();

    /** Drops the gradients, so that the next backward pass starts afresh ({@index zero_grad}). */
    default void zeroGrad() {
        parameters().forEach(parameter -> parameter.setGrad(null));
    }
}
