package dev.lanewise.examples.mnist;

import java.util.function.Supplier;

/**
 * Makes the JIT compiler start while the data are still being read: a separate thread trains a throw-away network on
 * blank samples, which takes the same paths through the library as the training to come. The two share only compiled
 * code, so no result depends on how far it gets.
 */
final class WarmUp {
    private WarmUp() {}

    /**
     * Starts, and returns at once. The thread ends by itself, and does not keep the JVM alive.
     *
     * @param throwAway what to train for one epoch; made and run by that thread
     */
    static Thread begin(Supplier<MnistLoop> throwAway) {
        return Thread.ofPlatform().daemon().name("warm-up").start(() -> {
            try {
                throwAway.get().epoch(() -> {});
            } catch (RuntimeException | Error _) {
                // Missing kernels, too little memory: the real training will fail in the same way, and report it.
            }
        });
    }
}
