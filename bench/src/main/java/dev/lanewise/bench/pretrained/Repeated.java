package dev.lanewise.bench.pretrained;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs something again and again, for its warm-up and for its time. */
final class Repeated {
    /** How long a line is warmed up at most, in times of what the program is. */
    private static final double MOST = 3;

    private static final double BLOCK_SECONDS = 0.5;

    /** A block that is not faster by more than this share than the fastest one before it has nothing left to gain. */
    private static final double GAIN = 0.02;

    /** Of a block: what the JIT compiler may work on something else in the meantime. */
    private static final double COMPILING = 0.05;

    /** So many blocks in a row: a compilation is counted when it ends, and some take a second. */
    private static final int QUIET_BLOCKS = 4;

    private final double warmUpSeconds;

    /**
     * With a warm-up.
     *
     * @param warmUpSeconds until C2 is done with what all lines have in common
     */
    Repeated(double warmUpSeconds) {
        this.warmUpSeconds = warmUpSeconds;
    }

    /** What a program's output says of the warm-up. */
    String warmUp() {
        return String.format(Locale.ROOT, "warmed up for %.1f s, and each line until it gets no faster and nothing is"
                + " compiled, at most %.1f s", warmUpSeconds, MOST * warmUpSeconds);
    }

    /** Before the first line. */
    void warmUp(Runnable run) {
        median(run, warmUpSeconds);
    }

    /** Before each line: runs it until some blocks are no faster than those before, and nothing is compiled. */
    void settle(Runnable run) {
        double best = Double.POSITIVE_INFINITY;
        int quiet = 0;
        for (double passed = 0; quiet < QUIET_BLOCKS && passed < MOST * warmUpSeconds;) {
            long start = System.nanoTime();
            double compiled = compiledSeconds();
            double block = median(run, BLOCK_SECONDS);
            double taken = (System.nanoTime() - start) * 1e-9;
            passed += taken;
            boolean busy = block < best * (1 - GAIN) || compiledSeconds() - compiled > COMPILING * taken;
            quiet = busy ? 0 : quiet + 1;
            best = Math.min(best, block);
        }
    }

    /** What the JIT compiler has worked; always 0 where there is none. */
    private static double compiledSeconds() {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        return compiler == null ? 0 : compiler.getTotalCompilationTime() * 1e-3;
    }

    /** The median seconds of a run, for at least so long. */
    static double median(Runnable run, double seconds) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        List<Double> times = new ArrayList<>();
        do {
            long start = System.nanoTime();
            run.run();
            times.add((System.nanoTime() - start) * 1e-9);
        } while (System.nanoTime() < end);
        return EncoderSpeed.median(times.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
