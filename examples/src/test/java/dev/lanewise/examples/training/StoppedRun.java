package dev.lanewise.examples.training;

import dev.lanewise.data.Batched;
import dev.lanewise.train.Trainer;
import dev.lanewise.train.callbacks.Checkpoints;
import java.nio.file.Path;

/** Trains without a program around it. */
public final class StoppedRun {
    private StoppedRun() {}

    /**
     * Leaves the checkpoint of a run that was stopped in its second epoch.
     *
     * @param steps after which it was stopped
     * @param program whose run it is
     * @param trainer with the parts of the program's own that a checkpoint holds
     */
    public static <B extends Batched<B>> void leave(
            Path checkpoint, int steps, String program, Trainer<B, ?> trainer, Setup<?, B> setup) {
        trainer.with(Owner.PROGRAM, state -> state.setting("name", program)).with(new Checkpoints(checkpoint))
                .maxSteps(steps).fit(setup.train(), setup.test(), 2);
    }
}
