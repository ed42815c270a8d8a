package dev.lanewise.examples.training;

import dev.lanewise.text.Printable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * When training is ended early, with Ctrl-C for example, tells how far it came and where the last model is. Says
 * nothing if it is closed before.
 */
final class Interruption implements AutoCloseable {
    private final int epochs;
    private final @Nullable Path save;
    private final @Nullable Path checkpoint;
    private final Thread hook;
    private volatile int begun;
    private volatile int complete;

    /** Starts watching a run of which some epochs are complete already. */
    Interruption(int complete, RunOptions options, Consumer<String> say) {
        this.epochs = options.epochs;
        this.save = options.save;
        this.checkpoint = options.checkpoint;
        this.complete = save != null && Files.exists(save) ? complete : 0;
        this.hook = new Thread(() -> say.accept(sentence()), "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** An epoch begins. */
    void begin(int epoch) {
        begun = epoch;
    }

    /** An epoch is over, and its model saved if models are. */
    void end(int epoch) {
        complete = epoch;
    }

    String sentence() {
        int last = complete;
        StringBuilder said = new StringBuilder("stopped ").append(last < begun ? "in" : "after").append(" epoch ")
                .append(begun).append(" of ").append(epochs);
        if (save != null) {
            said.append("; ").append(last == 0
                    ? "nothing has been saved in " + Printable.path(save) + " yet"
                    : "the model after epoch " + last + " is in " + Printable.path(save));
        }
        if (checkpoint != null && Files.exists(checkpoint)) {
            said.append("; --resume goes on from ").append(Printable.path(checkpoint));
        } else if (save == null) {
            said.append("; nothing is saved ")
                    .append(checkpoint == null ? "without --save or --checkpoint" : "yet");
        }
        return said.toString();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The JVM is already shutting down, and the hook does its work.
        }
    }
}
