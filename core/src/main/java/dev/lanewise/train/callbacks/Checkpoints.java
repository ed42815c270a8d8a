package dev.lanewise.train.callbacks;

import dev.lanewise.io.AtomicFile;
import dev.lanewise.io.Checkpoint;
import dev.lanewise.io.WriteLock;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import java.nio.file.Path;
import java.util.Map;

/**
 * Saves the whole state of a training to a file, after each epoch, every few steps if asked, and when the fit ends
 * without an exception: also when it is paused within an epoch. {@code trainer.resume(file)} goes on from there.
 *
 * {@snippet :
 * Path file = Path.of("run.safetensors");
 * trainer.with(new Checkpoints(file).everySteps(100), new PauseOnExit()).resume(file);
 * }
 *
 * <p>The file is replaced whole or not at all ({@link Checkpoint}): a run that is killed leaves the state before.
 * During a fit it is locked ({@link WriteLock}), so a second run that would save to it is refused before it learns
 * anything.
 * {@code Checkpoint.loadPart(file, "training", ...)} is not for the model alone: its tensors lie under
 * {@code training.model}.
 */
public final class Checkpoints implements Callback {
    /** The name of the trainer in the file, as {@code Trainer.resume} reads it. */
    private static final String PART = "training";

    private final Path file;
    private int everySteps;
    private long savedAt = -1;
    private final FitLock lock = new FitLock();

    /** Saves to a file, after each epoch. */
    public Checkpoints(Path file) {
        this.file = Required.nonNull("Checkpoints: the path", file);
    }

    /**
     * Saves every so many steps as well.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Checkpoints everySteps(int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("Checkpoints: every " + steps + " steps");
        }
        everySteps = steps;
        return this;
    }

    @Override
    public void begin(Fit fit) {
        AtomicFile.requireWritable(file); // what cannot be saved is known before anything is learned
        lock.take(fit, () -> WriteLock.ofFile(file));
    }

    @Override
    public void settled(Fit fit) {
        if (!fit.isWithinEpoch() || everySteps > 0 && fit.step() % everySteps == 0) {
            save(fit);
        }
    }

    @Override
    public void end(Fit fit) {
        if (fit.failure().isEmpty()) {
            save(fit);
            if (fit.isPaused()) {
                fit.note("the state is in " + Printable.path(file) + ", from which the training can be resumed");
            }
        }
    }

    @Override
    public void after(Fit fit) {
        lock.release(fit);
    }

    private void save(Fit fit) {
        Checkpoint.save(file, Map.of(PART, fit.state()));
        savedAt = fit.step();
    }

    /** How many steps had been taken when the state was last saved; -1 if it was not. */
    public long savedAt() {
        return savedAt;
    }

    @Override
    public String toString() {
        return "Checkpoints(" + Printable.path(file) + ")";
    }
}
