package dev.lanewise.examples.mnist;

import dev.lanewise.text.Printable;
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
    private final Thread hook;
    private volatile int begun;
    private volatile int complete;

    /** Starts watching. */
    Interruption(int epochs, @Nullable Path save, Consumer<String> say) {
        this.epochs = epochs;
        this.save = save;
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
        String reached = "stopped " + (last < begun ? "in" : "after") + " epoch " + begun + " of " + epochs + "; ";
        if (save == null) {
            return reached + "nothing is saved without --save";
        }
        return reached + (last == 0
                ? "nothing has been saved in " + Printable.path(save) + " yet"
                : "the model after epoch " + last + " is in " + Printable.path(save));
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
