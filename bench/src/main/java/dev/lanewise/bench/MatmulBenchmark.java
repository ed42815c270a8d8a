package dev.lanewise.bench;

import dev.lanewise.bench.naive.AxpyMatmul;
import dev.lanewise.bench.naive.DotProductMatmul;
import dev.lanewise.bench.naive.LoopMatmul;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Product of two square float matrices, C = A·B, of which one may be stored transposed.
 *
 * <p>The score is products per second; the row {@code gigaflops} below it is 2·size³ floating-point operations for each
 * product, in GFLOP/s. Before anything is timed, each method's product is compared with one in double precision.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class MatmulBenchmark {
    /** Rows and columns of each matrix. */
    @Param({"33", "64", "100", "128", "207", "256", "512"})
    int size;

    /** Which matrices are stored transposed: none, A or B. */
    @Param({"NN", "TN", "NT"})
    String form = "NN";

    /** Threads of the team; the loops have one. */
    @Param({"1", "2"})
    int threads = 1;

    private final LoopMatmul dotProduct = new DotProductMatmul();
    private final LoopMatmul axpy = new AxpyMatmul();
    private float[] a = {};
    private float[] b = {};
    private float[] c = {};
    private Tensor left = Tensor.zeros(0, 0);
    private Tensor right = Tensor.zeros(0, 0);

    /** Draws the matrices and checks every method. */
    @Setup
    public void prepare() {
        SplittableRandom random = new SplittableRandom(size);
        a = uniform(random);
        b = uniform(random);
        c = new float[size * size];
        left = Tensor.wrap(a, Shape.of(size, size));
        right = Tensor.wrap(b, Shape.of(size, size));
        double[] expected = product();
        check("loopsIjk", expected, loopsIjk(new FlopCounter()));
        check("loopsIkj", expected, loopsIkj(new FlopCounter()));
        Parallel.setThreads(threads);
        check("lanewise", expected, lanewise(new FlopCounter()).toArray());
    }

    /** Plain loops in the order i-j-k: dot products. */
    @Benchmark
    public float[] loopsIjk(FlopCounter counter) {
        product(dotProduct);
        counter.add(size);
        return c;
    }

    /** Plain loops in the order i-k-j: multiples of rows, which C2 turns into SIMD code. */
    @Benchmark
    public float[] loopsIkj(FlopCounter counter) {
        product(axpy);
        counter.add(size);
        return c;
    }

    private void product(LoopMatmul loops) {
        switch (form) {
            case "NN" -> loops.nn(size, size, size, a, b, c);
            case "TN" -> loops.tn(size, size, size, a, b, c);
            case "NT" -> loops.nt(size, size, size, a, b, c);
            default -> throw new IllegalArgumentException("form " + form + ": choose NN, TN or NT");
        }
    }

    /** Lanewise. */
    @Benchmark
    public Tensor lanewise(FlopCounter counter) {
        Tensor product = left.matmul(right, form.charAt(0) == 'T', form.charAt(1) == 'T');
        counter.add(size);
        return product;
    }

    /** Lanewise on its scalar kernels. */
    @Benchmark
    @Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Dlanewise.simd=off"})
    public Tensor scalarKernels(FlopCounter counter) {
        return lanewise(counter);
    }

    private float[] uniform(SplittableRandom random) {
        float[] values = new float[size * size];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    private double[] product() {
        double[] product = new double[size * size];
        for (int i = 0; i < size; i++) {
            for (int p = 0; p < size; p++) {
                for (int j = 0; j < size; j++) {
                    double left = a[form.charAt(0) == 'T' ? p * size + i : i * size + p];
                    product[i * size + j] += left * b[form.charAt(1) == 'T' ? j * size + p : p * size + j];
                }
            }
        }
        return product;
    }

    /** Compares with the bound of a float sum of {@code size} products, each below 1. */
    private void check(String method, double[] expected, float[] actual) {
        double tolerance = 0x1p-24 * size * size;
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(actual[i] - expected[i]) <= tolerance)) {
                throw new IllegalStateException(method + " of size " + size + ": element [" + i / size + ", " + i % size
                        + "] is " + actual[i] + ", expected " + expected[i]);
            }
        }
        c = new float[size * size];
    }

    /** Adds up the floating-point operations of an iteration, which JMH divides by its time. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class FlopCounter {
        private double flops;

        /** Starts at 0 for each iteration. */
        @Setup(Level.Iteration)
        public void reset() {
            flops = 0;
        }

        void add(int size) {
            flops += 2.0 * size * size * size;
        }

        /** What JMH reports, under this name. */
        public double gigaflops() {
            return flops * 1e-9;
        }
    }
}
