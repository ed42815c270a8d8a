package dev.lanewise.examples.training;

/**
 * For a loop that is written by hand: when the program is ended early, with Ctrl-C for example, tells how far the
 * training came and where its results are. Says nothing if it is closed before.
 */
public final class Interruption implements AutoCloseable {
    private final Thread hook;

    /** Starts watching a run. */
    public Interruption(Run run, Report report) {
        String newLine = Progress.isShown(report.isQuiet()) ? System.lineSeparator() : ""; // a terminal has written ^C
        this.hook = new Thread(() -> report.warn(newLine + run.stopped()), "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
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
