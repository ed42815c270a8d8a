package dev.lanewise.examples.training;

import dev.lanewise.state.Stateful;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Trains without a program around it: leaves the checkpoint of a run that was stopped, and goes on from there. */
public final class StoppedRun {
    private StoppedRun() {}

    /**
     * Trains for two epochs, and saves the state after every so many steps, but not after an epoch.
     *
     * @param every steps; not a divisor of those of two epochs, and more than half of them
     * @param program whose run it is
     * @param more the parts of the program's own that a checkpoint holds
     */
    public static void leave(
            Path checkpoint, int every, String program, Trainer<?, ?> trainer, Map<String, Stateful> more) {
        Checkpoints checkpoints = new Checkpoints(checkpoint, every, program, all(trainer, more));
        for (int epoch = 1; epoch <= 2; epoch++) {
            trainer.trainEpoch(epoch, new Progress(null, "epoch", 1000, 0), checkpoints);
            trainer.test(epoch);
        }
    }

    /** Loads what {@link #leave} has left. */
    public static void resume(Path checkpoint, String program, Trainer<?, ?> trainer, Map<String, Stateful> more) {
        new Checkpoints(checkpoint, 0, program, all(trainer, more)).load();
    }

    /** Learns from the pictures of an epoch, or from those that are left of it. */
    public static Score epoch(Trainer<?, ?> trainer, int epoch) {
        return trainer.trainEpoch(epoch, new Progress(null, "epoch", 1000, 0), Checkpoints.none());
    }

    private static Map<String, Stateful> all(Trainer<?, ?> trainer, Map<String, Stateful> more) {
        Map<String, Stateful> all = new HashMap<>(trainer.state());
        all.putAll(more);
        return all;
    }
}
