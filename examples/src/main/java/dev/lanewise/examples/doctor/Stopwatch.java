package dev.lanewise.examples.doctor;

import dev.lanewise.parallel.Parallel;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** Measures how fast the library is here, in some three seconds: the best of many runs. */
final class Stopwatch {
    private static final int SMALLEST = 32;
    private static final int LARGEST = 512;
    private static final long WARM_UP = 200_000_000;
    private static final long BUDGET = 250_000_000;
    private static final int ROUNDS = 4;

    /** Nanoseconds that a run may take. */
    private static final double SHORT = 5e7;

    private static final int SOME_FLOATS = 1 << 18;
    private static final int MANY_FLOATS = 1 << 23;

    /** A heap with room for the three tensors of many floats, and more. */
    private static final long ROOM = 12L * MANY_FLOATS * 2;

    private Stopwatch() {}

    /** Sets the number of threads for the time of the measurement. */
    static Facts.Speeds measure(int threads) {
        try {
            Parallel.setThreads(1);
            int size = SMALLEST;
            double time = product(size, WARM_UP); // compiles the kernels as well
            while (size < LARGEST && 8 * time < SHORT) {
                size *= 2;
                time = product(size, WARM_UP);
            }
            double one = 0;
            double all = 0;
            for (int round = 0; round < ROUNDS; round++) { // in turns: the first may not be compiled, or be disturbed
                Parallel.setThreads(1);
                one = Math.max(one, gigaflops(size));
                Parallel.setThreads(threads);
                all = threads == 1 ? one : Math.max(all, gigaflops(size));
            }
            return new Facts.Speeds(size, one, all, bandwidth());
        } finally {
            Parallel.setThreads(threads);
        }
    }

    private static double gigaflops(int size) {
        return 2.0 * size * size * size / product(size, BUDGET);
    }

    /** Nanoseconds that a product takes. */
    private static double product(int size, long budget) {
        RandomSource random = RandomSource.seed(1);
        Tensor a = random.uniform(-1f, 1f, size, size);
        Tensor b = random.uniform(-1f, 1f, size, size);
        return best(() -> a.matmul(b), budget);
    }

    private static double bandwidth() {
        double time = sum(SOME_FLOATS, WARM_UP);
        int floats = SOME_FLOATS;
        if (time * MANY_FLOATS / SOME_FLOATS < SHORT && Runtime.getRuntime().maxMemory() > ROOM) {
            floats = MANY_FLOATS;
            time = sum(floats, BUDGET);
        }
        return 3.0 * Float.BYTES * floats / time * 1e9;
    }

    /** Nanoseconds that a sum takes; a program writes it where it belongs, without a tensor for each run. */
    private static double sum(int floats, long budget) {
        List<Tensor> terms = List.of(Tensor.full(1f, floats), Tensor.full(2f, floats));
        List<Tensor> target = List.of(Tensor.zeros(floats));
        Program program = Program
                .capture(terms, in -> List.of(((Tensor) in.get(0)).add((Tensor) in.get(1))))
                .program();
        return best(() -> program.run(terms, target), budget);
    }

    private static double best(Runnable work, long budget) {
        long begin = System.nanoTime();
        long best = Long.MAX_VALUE;
        long end;
        do {
            long before = System.nanoTime();
            work.run();
            end = System.nanoTime();
            best = Math.min(best, Math.max(1, end - before));
        } while (end - begin < budget);
        return best;
    }
}
