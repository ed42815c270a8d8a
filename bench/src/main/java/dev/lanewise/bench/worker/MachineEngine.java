package dev.lanewise.bench.worker;

import dev.lanewise.bench.machine.FmaCeiling;
import dev.lanewise.bench.machine.MemoryTraffic;

/**
 * What the machine allows: for a product or a convolution, the time of as many multiply-adds on registers alone, on one
 * thread; for elementwise work on large arrays, the time of reading and writing as many bytes; for attention, the
 * bytes of a matrix of scores.
 */
final class MachineEngine implements Engine {
    /** Multiply-adds of one run of the register loop. */
    private static final int FMAS = 1 << 22;

    /** Below this the arrays may lie in a cache. */
    private static final int LARGE = 4_000_000;

    @Override
    public Work open(Task task) {
        return switch (task.kind()) {
            case "sgemm" -> fmas((double) task.size("m") * task.size("k") * task.size("n"));
            case "conv" -> fmas(multiplyAdds(task));
            case "map" -> traffic(task);
            case "attention-memory" -> scores(task);
            default -> throw task.unsupported("the machine's ceiling");
        };
    }

    private static Work fmas(double count) {
        return new Ceiling(() -> FmaCeiling.run(FMAS), FmaCeiling.expected(FMAS), count / FMAS);
    }

    /** Of a convolution with its padding, or of the gradients of its input and weight, which take as many each. */
    private static double multiplyAdds(Task task) {
        int[] x = task.sizes("x");
        int[] w = task.sizes("w");
        double count = x[0];
        for (int size : w) {
            count *= size;
        }
        for (int axis = 2; axis < x.length; axis++) {
            count *= (x[axis] + 2 * task.size("padding") - w[axis]) / task.size("stride") + 1;
        }
        return task.word("pass").equals("forward") ? count : 2 * count;
    }

    /** A matrix of scores for each head. */
    private static Work scores(Task task) {
        int[] shape = task.sizes("shape");
        double bytes = (double) Float.BYTES * shape[0] * shape[1] * shape[2] * shape[2];
        return new Bytes(bytes, () -> Double.NaN);
    }

    private static Work traffic(Task task) {
        int size = task.size("rows") * task.size("cols");
        if (size < LARGE) {
            throw task.unsupported("the memory's bandwidth");
        }
        float[] x = TestData.uniform(1, size);
        float[] y = TestData.uniform(2, size);
        float[] z = new float[size];
        int last = size - 1;
        return switch (task.word("op")) {
            case "sum" -> new Ceiling(() -> MemoryTraffic.read(x), sum(x), 1);
            case "add" -> new Ceiling(() -> MemoryTraffic.add(x, y, z)[last], x[last] + y[last], 1);
            default -> new Ceiling(() -> MemoryTraffic.copy(x, z)[last], x[last], 1);
        };
    }

    private static double sum(float[] x) {
        double sum = 0;
        for (float value : x) {
            sum += value;
        }
        return sum;
    }

    /** A loop that gives a number, so that no compiler drops it. */
    @FunctionalInterface
    private interface Loop {
        float run();
    }

    /** A loop that has to give what is expected. */
    private static final class Ceiling implements Work {
        private final Loop loop;
        private final double expected;
        private final double runs;
        private float last;

        Ceiling(Loop loop, double expected, double runs) {
            this.loop = loop;
            this.expected = expected;
            this.runs = runs;
        }

        @Override
        public void run() {
            last = loop.run();
        }

        @Override
        public double runs() {
            return runs;
        }

        @Override
        public double check() {
            run();
            if (!(Math.abs(last - expected) <= 1e-3 * Math.abs(expected))) {
                throw new IllegalStateException("the machine's ceiling: " + last + ", expected " + expected);
            }
            return Double.NaN;
        }
    }
}
