package dev.lanewise.bench;

import dev.lanewise.bench.worker.TestData;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Sums and maxima of a matrix: over all elements, of each row, of each column. Microseconds for the whole matrix.
 * Results are compared with double precision first.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ReductionBenchmark {
    /** What is computed. */
    @Param({"sum", "sumOfRows", "sumOfColumns", "maxOfRows"})
    String reduction = "";

    /** Rows of the matrix. */
    @Param({"10", "999", "10000"})
    int rows;

    /** Columns of the matrix. */
    @Param({"1000"})
    int columns;

    /** Threads of the team. */
    @Param({"1", "2"})
    int threads;

    private float[] values = {};
    private Tensor x = Tensor.zeros(0);

    /** Draws the matrix and checks the result. */
    @Setup
    public void prepare() {
        Parallel.setThreads(threads);
        values = TestData.uniform(1, rows * columns);
        x = Tensor.wrap(values, Shape.of(rows, columns));
        float[] actual = eager().toArray();
        double[] expected = loop();
        Checks.requireClose(reduction, i -> expected[i], 1e-3, actual);
    }

    /** A new tensor each time. */
    @Benchmark
    public Tensor eager() {
        return switch (reduction) {
            case "sum" -> x.sum();
            case "sumOfRows" -> x.sum(1);
            case "sumOfColumns" -> x.sum(0);
            case "maxOfRows" -> x.max(1);
            default -> throw new IllegalArgumentException(
                    "reduction " + reduction + ": choose sum, sumOfRows, sumOfColumns or maxOfRows");
        };
    }

    /** As {@link #eager} on the scalar kernels. */
    @Benchmark
    @Fork(value = 2, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Dlanewise.simd=off"})
    public Tensor scalarKernels() {
        return eager();
    }

    /** Plain loops in double precision. */
    @Benchmark
    public double[] loop() {
        double[] result = new double[switch (reduction) {
            case "sum" -> 1;
            case "sumOfColumns" -> columns;
            default -> rows;
        }];
        boolean max = reduction.equals("maxOfRows");
        if (max) {
            Arrays.fill(result, Double.NEGATIVE_INFINITY);
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int to = result.length == 1 ? 0 : reduction.equals("sumOfColumns") ? j : i;
                double value = values[i * columns + j];
                result[to] = max ? Math.max(result[to], value) : result[to] + value;
            }
        }
        return result;
    }
}
