package dev.lanewise.tensor;

import org.jspecify.annotations.Nullable;

/**
 * Is told of the gradient that reaches a tensor in a backward pass, and may replace it: to log, clip or stop it on its
 * way. Registered by {@link Autograd#onGradient}.
 */
@FunctionalInterface
public interface GradientHook {
    /**
     * Called on the thread of the backward pass, once for each pass, when all that reaches the tensor has been added
     * up.
     *
     * @param gradient of the tensor's shape; it belongs to the pass, so it is not written to
     * @return what takes its place, of the same shape; null to leave it as it is
     */
    @Nullable
    Tensor arrives(Tensor gradient);

    /** Removes a hook when it is closed; closing it again does nothing. */
    interface Handle extends AutoCloseable {
        @Override
        void close();
    }
}
