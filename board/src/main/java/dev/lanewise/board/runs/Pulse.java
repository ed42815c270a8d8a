package dev.lanewise.board.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/**
 * Touches a file every few seconds for as long as the process lives: readers on other machines, which cannot see the
 * process, see by this that it does, however long a step, a validation or a pause takes.
 */
final class Pulse implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Path file;
    private final Duration every;
    private final Thread thread;

    /** Begins to touch a file, which need not be there yet. */
    Pulse(Path file) {
        this(file, EVERY);
    }

    Pulse(Path file, Duration every) {
        this.file = file;
        this.every = every;
        thread = Thread.ofVirtual().name("pulse of a run").start(this::beat);
    }

    private void beat() {
        try {
            while (true) {
                Thread.sleep(every);
                touch();
            }
        } catch (InterruptedException _) {
            // it is closed
        }
    }

    private void touch() {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException _) {
            // not there yet, or what keeps it from being touched keeps the run from being written, which is told
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
