package dev.lanewise.bench.data;

import dev.lanewise.bench.peers.WorkerException;
import java.io.IOException;
import java.util.Arrays;

/** Something that is done again and again for its time. */
@FunctionalInterface
interface Timed {
    /** Rounds that do not count: a JVM compiles meanwhile. */
    int WARM_UP = 3;

    /** What cannot be had. */
    Timed NOTHING = () -> Double.NaN;

    /** Does it and gives the seconds it took. */
    double seconds() throws IOException, WorkerException;

    /** Work of this process. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    /** Times work of this process. */
    static Timed of(Action action) {
        return () -> {
            long start = System.nanoTime();
            action.run();
            return (System.nanoTime() - start) * 1e-9;
        };
    }

    /** The median seconds of each, done in turns. */
    static double[] medians(int rounds, Timed... all) throws IOException, WorkerException {
        double[][] seconds = new double[all.length][rounds];
        for (int round = -WARM_UP; round < rounds; round++) {
            for (int i = 0; i < seconds.length; i++) {
                double taken = all[i].seconds();
                if (round >= 0) {
                    seconds[i][round] = taken;
                }
            }
        }
        return Arrays.stream(seconds).mapToDouble(Timed::median).toArray();
    }

    /** The median of some numbers; the upper one of the middle, if there are two. */
    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
