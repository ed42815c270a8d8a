package dev.lanewise.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Is told of each forward computation of a block, once it has been done: to log activations, or to keep them.
 *
 * {@snippet :
 * try (ForwardHook.Handle _ = model.onForward((block, inputs, output) -> kept.add((Tensor) output))) {
 *     model.forward(x);
 * }
 * }
 *
 * <p>A hook observes. A layer whose output is to be replaced is wrapped by another, such as a {@link Lambda}.
 */
@FunctionalInterface
public interface ForwardHook {
    /**
     * Called on the thread of the computation.
     *
     * @param block the block that has computed
     * @param inputs what it was given
     * @param output what it gives
     */
    void computed(Block block, List<@Nullable Object> inputs, Object output);

    /** Removes a hook when it is closed; closing it again does nothing. */
    interface Handle extends AutoCloseable {
        @Override
        void close();
    }
}
