package dev.lanewise.examples.training;

import dev.lanewise.examples.ProgramException;
import dev.lanewise.io.Checkpoint;
import dev.lanewise.state.Stateful;
import dev.lanewise.text.Printable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Whose state a checkpoint holds: a part of it names the program. */
final class Owner {
    /** What a checkpoint calls that part. */
    static final String PROGRAM = "program";

    /** What a checkpoint calls a training, as the library's has it. */
    static final String TRAINING = "training";

    private static final String NAME = "name";

    /** The program's name in the state of a loop that is written by hand, and in that of the library's trainer. */
    private static final String OF_LOOP = PROGRAM + "." + NAME;

    private static final String OF_TRAINER = TRAINING + "." + OF_LOOP;

    private Owner() {}

    /** The part that names the program of these options. */
    static Stateful of(RunOptions options) {
        return state -> state.setting(NAME, options.program());
    }

    /**
     * Refuses the state of another program, or of a loop that is written by hand if the library's trainer is to go on,
     * or the other way round, as where a program has the one for runs that are recorded: to list how their parts differ
     * would help nobody.
     *
     * @param byTrainer whether the trainer is to go on
     */
    static void require(Path file, RunOptions options, boolean byTrainer) {
        Map<String, String> texts = Files.exists(file) ? Checkpoint.read(file).texts() : Map.of();
        String begun = texts.getOrDefault(OF_LOOP, texts.get(OF_TRAINER));
        if (begun != null && !begun.equals(options.program())) {
            throw new ProgramException(Printable.path(file) + ": the state of a run of " + Printable.quoted(begun)
                    + ", which " + options.program() + " cannot resume");
        }
        boolean wasByTrainer = !texts.containsKey(OF_LOOP);
        if (begun != null && wasByTrainer != byTrainer) {
            throw new ProgramException(Printable.path(file) + ": the state of a run "
                    + (wasByTrainer
                            ? "that was recorded; resume it with --board or --runs"
                            : "that was not recorded; resume it without --board and --runs"));
        }
    }
}
