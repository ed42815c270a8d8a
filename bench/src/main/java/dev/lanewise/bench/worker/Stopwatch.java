package dev.lanewise.bench.worker;

import java.util.ArrayList;
import java.util.List;

/**
 * Times a piece of work: blocks of repetitions of some {@value #BLOCK_MILLIS} ms each, of which the median counts. The
 * Python workers (bench/peers/protocol.py) do the same.
 */
final class Stopwatch {
    private static final int BLOCK_MILLIS = 5;
    private static final int MIN_BLOCKS = 3;

    /** After which fewer blocks have to do. */
    private static final double PATIENCE_SECONDS = 1;

    private final Work work;
    private int repetitions = 1;

    Stopwatch(Work work) {
        this.work = work;
    }

    /** Repeats the work for a time and learns how many repetitions make a block. */
    void warmUp(double seconds) {
        long end = System.nanoTime() + nanos(seconds);
        double perRun;
        do {
            perRun = block();
            repetitions = (int) Math.clamp(BLOCK_MILLIS * 1e6 / perRun, 1, 1 << 20);
        } while (System.nanoTime() < end);
    }

    /** Microseconds of the work: the median over the blocks that fit into a time. */
    double measure(double seconds) {
        List<Double> blocks = new ArrayList<>();
        long start = System.nanoTime();
        long elapsed;
        do {
            blocks.add(block());
            elapsed = System.nanoTime() - start;
        } while (elapsed < nanos(seconds) || blocks.size() < MIN_BLOCKS && elapsed < nanos(PATIENCE_SECONDS));
        blocks.sort(null);
        return (blocks.get((blocks.size() - 1) / 2) + blocks.get(blocks.size() / 2)) / 2 / 1e3 * work.runs();
    }

    /** Nanoseconds of one repetition in a block of them. */
    private double block() {
        long start = System.nanoTime();
        for (int i = 0; i < repetitions; i++) {
            work.run();
        }
        return (double) (System.nanoTime() - start) / repetitions;
    }

    private static long nanos(double seconds) {
        return (long) (seconds * 1e9);
    }
}
