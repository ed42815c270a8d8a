package dev.lanewise.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Waits until a process has gone to sleep. Threads of OpenMP and of others spin for a while after their work, and
 * whoever works next would pay for it.
 */
final class Quiet {
    private static final int WINDOW_MILLIS = 10;

    /** OpenMP's runtimes spin for 200 ms at most, unless they are told otherwise. */
    private static final int LIMIT_MILLIS = 300;
    private static final long BUSY_NANOS = 1_000_000;

    private Quiet() {}

    /** Returns when the process has used next to no processor time for a moment, or after {@value #LIMIT_MILLIS} ms. */
    static void await(long pid) throws InterruptedException {
        Path tasks = Path.of("/proc", "" + pid, "task");
        if (!Files.isDirectory(tasks)) { // not a Linux
            Thread.sleep(LIMIT_MILLIS);
            return;
        }
        long before = processorNanos(tasks);
        for (int waited = 0; waited < LIMIT_MILLIS; waited += WINDOW_MILLIS) {
            Thread.sleep(WINDOW_MILLIS);
            long now = processorNanos(tasks);
            if (now - before < BUSY_NANOS) {
                return;
            }
            before = now;
        }
    }

    private static long processorNanos(Path tasks) {
        long total = 0;
        try (Stream<Path> threads = Files.list(tasks)) {
            for (Path thread : threads.toList()) {
                total += nanos(thread.resolve("schedstat"));
            }
        } catch (IOException | UncheckedIOException _) {
            return total; // the process has ended: quiet enough
        }
        return total;
    }

    /** The first number of a thread's schedstat: the time that it has spent on a processor. */
    private static long nanos(Path schedstat) {
        try {
            List<String> words = List.of(Files.readString(schedstat).strip().split(" "));
            return Long.parseLong(words.getFirst());
        } catch (IOException | NumberFormatException _) {
            return 0; // the thread has ended
        }
    }
}
