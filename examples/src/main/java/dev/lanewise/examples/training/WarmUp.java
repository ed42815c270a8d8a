package dev.lanewise.examples.training;

import java.util.function.Supplier;

/**
 * Makes the JIT compiler start while the data are still being read: a separate thread trains a throw-away network on
 * blank samples, which takes the same paths through the library as the training to come. The two share only compiled
 * code, so no result depends on how far it gets.
 */
public final class WarmUp {
    private WarmUp() {}

    /**
     * Starts, and returns at once. The thread ends by itself, and does not keep the JVM alive.
     *
     * @param throwAway what to train for one epoch; made and run by that thread
     */
    public static Thread begin(Supplier<? extends Trainer<?, ?>> throwAway) {
        return Thread.ofPlatform().daemon().name("warm-up").start(() -> {
            try {
                Trainer<?, ?> trainer = throwAway.get();
                trainer.trainEpoch(1, new Progress(null, "warm-up", 1, 0), Checkpoints.none());
                trainer.test(1);
            } catch (RuntimeException | Error _) {
                // Missing kernels, too little memory: the real training will fail in the same way, and report it.
            }
        });
    }
}
