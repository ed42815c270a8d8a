package dev.lanewise.examples.training;

import dev.lanewise.examples.ProgramException;
import dev.lanewise.io.Checkpoint;
import dev.lanewise.state.Stateful;
import dev.lanewise.text.Printable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Saves the state of a run now and then, if it is to be saved at all. */
public final class Checkpoints {
    private static final String PROGRAM = "program";
    private static final String NAME = "name";

    private final @Nullable Path file;
    private final int every;
    private final String program;
    private final Map<String, Stateful> run;
    private int steps;

    /**
     * Checkpoints in a file.
     *
     * @param file the file, null for no checkpoints
     * @param every how many steps lie between two, 0 for those of {@link #save} only
     * @param program whose runs they are: no other resumes them
     * @param parts whose state is saved
     */
    Checkpoints(@Nullable Path file, int every, String program, Map<String, Stateful> parts) {
        this.file = file;
        this.every = every;
        this.program = program;
        this.run = new HashMap<>(parts);
        run.put(PROGRAM, state -> state.setting(NAME, program));
    }

    /** None. */
    static Checkpoints none() {
        return new Checkpoints(null, 0, "", Map.of());
    }

    /**
     * Loads the state of an interrupted run; false if there is none.
     *
     * @throws ProgramException if it is one of another program: to list how their networks differ would help nobody
     */
    boolean load() {
        if (file == null || Files.notExists(file)) {
            return false;
        }
        String begun = Checkpoint.read(file).texts().get(PROGRAM + "." + NAME);
        if (begun != null && !begun.equals(program)) {
            throw new ProgramException(Printable.path(file) + ": the state of a run of " + Printable.quoted(begun)
                    + ", which " + program + " cannot resume");
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
