package dev.lanewise.examples.training;

import dev.lanewise.state.Stateful;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Leaves the checkpoint of a run that was stopped within its second epoch. */
public final class StoppedRun {
    private StoppedRun() {}

    /**
     * Trains for two epochs, and saves the state after every so many steps, but not after an epoch.
     *
     * @param every steps; not a divisor of those of two epochs, and more than half of them
     * @param more the parts of the program's own that a checkpoint holds
     */
    public static void leave(Path checkpoint, int every, Trainer trainer, Map<String, Stateful> more) {
        Map<String, Stateful> run = new HashMap<>(trainer.state());
        run.putAll(more);
        Checkpoints checkpoints = new Checkpoints(checkpoint, every, run);
        for (int epoch = 1; epoch <= 2; epoch++) {
            trainer.trainEpoch(epoch, new Progress(null, "epoch", 1000, 0), checkpoints);
            trainer.test(epoch);
        }
    }
}
