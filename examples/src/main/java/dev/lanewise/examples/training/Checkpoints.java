package dev.lanewise.examples.training;

import dev.lanewise.io.Checkpoint;
import dev.lanewise.state.Stateful;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Saves the state of a run now and then, if it is to be saved at all. */
public final class Checkpoints {
    private final @Nullable Path file;
    private final int every;
    private final Map<String, Stateful> run;
    private int steps;

    /**
     * Checkpoints in a file.
     *
     * @param file the file, null for no checkpoints
     * @param every how many steps lie between two, 0 for those of {@link #save} only
     * @param run the parts whose state is saved
     */
    Checkpoints(@Nullable Path file, int every, Map<String, Stateful> run) {
        this.file = file;
        this.every = every;
        this.run = run;
    }

    /** None. */
    static Checkpoints none() {
        return new Checkpoints(null, 0, Map.of());
    }

    /** Loads the state of an interrupted run; false if there is none. */
    boolean load() {
        if (file == null || Files.notExists(file)) {
            return false;
        }
        Checkpoint.load(file, run);
        return true;
    }

    /** Counts a step of the training. */
    void afterStep() {
        if (every > 0 && ++steps % every == 0) {
            save();
        }
    }

    /** Saves the state as it is now. */
    void save() {
        if (file != null) {
            Checkpoint.save(file, run);
        }
    }
}
