package dev.lanewise.bench;

import dev.lanewise.bench.worker.TestData;
import dev.lanewise.loss.Losses;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
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
 * Softmax, its logarithm and cross entropy of the rows of a matrix, in microseconds for the matrix.
 * Results are compared with double precision first.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class SoftmaxBenchmark {
    /** What is computed. */
    @Param({"softmax", "logSoftmax", "crossEntropy"})
    String kind = "";

    /** Rows x columns: a batch of digits, an awkward one, one of words. */
    @Param({"64x10", "100x999", "1000x10000"})
    String shape = "";

    /** Threads of the team. */
    @Param({"1", "2"})
    int threads;

    private int rows;
    private int columns;
    private float[] values = {};
    private Tensor x = Tensor.zeros(0);
    private IntTensor labels = IntTensor.wrap(new int[0], Shape.of(0));

    /** Draws the matrix and checks the result. */
    @Setup
    public void prepare() {
        Parallel.setThreads(threads);
        rows = Integer.parseInt(shape.substring(0, shape.indexOf('x')));
        columns = Integer.parseInt(shape.substring(shape.indexOf('x') + 1));
        values = TestData.uniform(1, rows * columns);
        x = Tensor.wrap(values, Shape.of(rows, columns));
        labels = IntTensor.wrap(TestData.labels(rows, columns), Shape.of(rows));
        double[] expected = exact();
        Checks.requireClose(kind + " " + shape, i -> expected[i], 1e-5, eager().toArray());
    }

    private double[] exact() {
        double[] result = new double[kind.equals("crossEntropy") ? 1 : rows * columns];
        for (int i = 0; i < rows; i++) {
            double sum = 0;
            for (int j = 0; j < columns; j++) {
                sum += Math.exp(values[i * columns + j]);
            }
            if (kind.equals("crossEntropy")) {
                result[0] += (Math.log(sum) - values[i * columns + labels.toArray()[i]]) / rows;
                continue;
            }
            for (int j = 0; j < columns; j++) {
                double v = values[i * columns + j];
                result[i * columns + j] = kind.equals("softmax") ? Math.exp(v) / sum : v - Math.log(sum);
            }
        }
        return result;
    }

    /** A new tensor each time. */
    @Benchmark
    public Tensor eager() {
        return switch (kind) {
            case "softmax" -> x.softmax(1);
            case "logSoftmax" -> x.logSoftmax(1);
            case "crossEntropy" -> Losses.crossEntropy(x, labels);
            default -> throw new IllegalArgumentException(
                    "kind " + kind + ": choose softmax, logSoftmax or crossEntropy");
        };
    }

    /** As {@link #eager} on the scalar kernels. */
    @Benchmark
    @Fork(value = 2, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Dlanewise.simd=off"})
    public Tensor scalarKernels() {
        return eager();
    }
}
