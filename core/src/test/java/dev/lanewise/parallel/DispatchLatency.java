package dev.lanewise.parallel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.function.LongSupplier;

/**
 * Prints what a parallel operation costs beyond its work: the figures of docs/adr/0003-parallel-team.md. Run
 * {@code java -cp core/target/classes:core/target/test-classes dev.lanewise.parallel.DispatchLatency} when the machine
 * is quiet.
 */
final class DispatchLatency {
    private static final int CALLS = 100;
    private static final int ROUNDS = 1_000;
    private static final long PIECE_NANOS = 20_000;
    private static final int OPERATIONS = 100;

    private DispatchLatency() {}

    public static void main(String[] args) {
        int threads = args.length > 0 ? Integer.parseInt(args[0]) : 2;
        long[] counters = new long[threads * 16];
        Runnable empty = () -> Parallel.forEach(threads, i -> counters[i * 16]++);
        Runnable pieces = () -> Parallel.forEach(threads, _ -> work(PIECE_NANOS));
        System.out.printf("%d threads, nanoseconds an operation     best   median%n", threads);
        try (Team.Scope _ = Team.of(threads).use()) {
            measure("empty parts, warm team", 0, empty);
            measure("beyond parts of 20 us, warm team", PIECE_NANOS, pieces);
            measure("beyond parts of 200 us, parked team", 200_000, OPERATIONS, 1, () -> {
                sleep(3);
                long start = System.nanoTime();
                Parallel.forEach(threads, _ -> work(200_000));
                return System.nanoTime() - start;
            });
        }
        try (Team.Scope _ = Team.of(1).use()) {
            measure("empty parts, one thread", 0, empty);
            measure("beyond parts of 20 us, one thread", threads * PIECE_NANOS, pieces);
        }
        try (ForkJoinPool pool = new ForkJoinPool(threads)) {
            measure("beyond parts of 20 us, forked and joined", PIECE_NANOS, () -> {
                List<ForkJoinTask<?>> tasks = new ArrayList<>();
                for (int i = 1; i < threads; i++) {
                    tasks.add(pool.submit(() -> work(PIECE_NANOS)));
                }
                work(PIECE_NANOS);
                tasks.forEach(ForkJoinTask::join);
            });
        }
    }

    private static void measure(String what, long work, Runnable operation) {
        measure(what, work, ROUNDS, CALLS, () -> {
            long start = System.nanoTime();
            for (int i = 0; i < CALLS; i++) {
                operation.run();
            }
            return System.nanoTime() - start;
        });
    }

    /** Prints the quickest and the median round, less the work that each operation had to do anyway. */
    private static void measure(String what, long work, int rounds, int calls, LongSupplier round) {
        long[] nanos = new long[rounds];
        Arrays.setAll(nanos, _ -> round.getAsLong() / calls - work);
        Arrays.sort(nanos);
        System.out.printf("%-40s %,9d %,9d%n", what, nanos[0], nanos[rounds / 2]);
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void work(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
