package dev.lanewise.parallel;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;

/**
 * Prints what a parallel operation costs beyond its work: the figures of docs/adr/0003-parallel-team.md. Run
 * {@code java -cp core/target/classes:core/target/test-classes dev.lanewise.parallel.DispatchLatency} when the machine is
 * quiet.
 */
final class DispatchLatency {
    private static final int CALLS = 2_000;
    private static final int ROUNDS = 200;
    private static final long WORK_NANOS = 20_000;

    private DispatchLatency() {}

    public static void main(String[] args) throws InterruptedException {
        int threads = args.length > 0 ? Integer.parseInt(args[0]) : 2;
        long[] sink = new long[threads * 16];
        try (Team.Scope _ = Team.of(threads).use()) {
            print("empty parts, warm team", nanosPerCall(() -> Parallel.forEach(threads, i -> sink[i * 16]++)));
            // Every part takes WORK_NANOS, so whatever is beyond that is dispatch and waiting for the last helper.
            print("parts of 20 us, warm team, beyond the work",
                    nanosPerCall(() -> Parallel.forEach(threads, _ -> work(WORK_NANOS))) - WORK_NANOS);
            long[] cold = new long[200];
            for (int i = 0; i < cold.length; i++) {
                Thread.sleep(2);
                long start = System.nanoTime();
                Parallel.forEach(threads, _ -> work(200_000));
                cold[i] = System.nanoTime() - start - 200_000;
            }
            Arrays.sort(cold);
            print("parts of 200 us, parked team, beyond the work (median)", cold[cold.length / 2]);
        }
        try (Team.Scope _ = Team.of(1).use()) {
            print("empty parts, one thread", nanosPerCall(() -> Parallel.forEach(threads, i -> sink[i * 16]++)));
        }
        try (ForkJoinPool pool = new ForkJoinPool(threads - 1)) {
            print("fork and join of one empty task, for comparison", nanosPerCall(() -> {
                ForkJoinTask<?> task = pool.submit(() -> sink[0]++);
                task.join();
            }));
        }
    }

    /** The quickest round and the median round. */
    private static long nanosPerCall(Runnable call) {
        long[] rounds = new long[ROUNDS];
        int calls = CALLS;
        for (int r = 0; r < ROUNDS; r++) {
            long start = System.nanoTime();
            for (int i = 0; i < calls; i++) {
                call.run();
            }
            rounds[r] = (System.nanoTime() - start) / calls;
            if (rounds[r] > 5_000) {
                calls = CALLS / 20;
            }
        }
        Arrays.sort(rounds);
        System.out.printf(Locale.ROOT, "  best %d, median %d ns a call%n", rounds[0], rounds[ROUNDS / 2]);
        return rounds[0];
    }

    private static void work(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static void print(String what, long nanos) {
        System.out.printf(Locale.ROOT, "%-58s %,9d ns%n", what, nanos);
    }
}
