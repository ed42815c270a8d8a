package dev.lanewise.bench;

import dev.lanewise.parallel.Parallel;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Linalg;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Products of few rows with weights that come from memory, as in a model for one text: {@value #MATRICES} matrices are
 * used in turn, more than caches hold. The score is microseconds a product.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class WeightsBenchmark {
    private static final int MATRICES = 24;

    /** Rows of what is multiplied: tokens. */
    @Param({"1", "16", "32", "64"})
    int rows = 1;

    /** Features, and what they become. */
    @Param({"384x1536", "1536x384", "768x3072"})
    String size = "384x1536";

    /** Threads of the team. */
    @Param({"1", "2"})
    int threads = 1;

    private final List<Tensor> outIn = new ArrayList<>();
    private final List<Tensor> inOut = new ArrayList<>();
    private Tensor input = Tensor.zeros(0, 0);

    /** Draws the weights, and compares both layouts. */
    @Setup
    public void prepare() {
        int features = Integer.parseInt(size.substring(0, size.indexOf('x')));
        int targets = Integer.parseInt(size.substring(size.indexOf('x') + 1));
        RandomSource random = RandomSource.seed(1);
        input = random.normal(rows, features);
        for (int i = 0; i < MATRICES; i++) {
            Tensor weight = random.normal(targets, features);
            outIn.add(weight);
            inOut.add(weight.transpose());
        }
        Parallel.setThreads(threads);
        float[] expected = input.matmul(inOut.getFirst()).toArray();
        float[] actual = Linalg.linear(input, outIn.getFirst(), null).toArray();
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] != actual[i]) {
                throw new IllegalStateException("element " + i + " is " + actual[i] + " of weights by outputs, "
                        + expected[i] + " of weights by inputs");
            }
        }
    }

    /** Weights as most layers store them, {@code [out, in]}. */
    @Benchmark
    @OperationsPerInvocation(MATRICES)
    public Tensor byOutputs() {
        Tensor last = input;
        for (Tensor weight : outIn) {
            last = Linalg.linear(input, weight, null);
        }
        return last;
    }

    /** Weights as GPT-2 stores them, {@code [in, out]}. */
    @Benchmark
    @OperationsPerInvocation(MATRICES)
    public Tensor byInputs() {
        Tensor last = input;
        for (Tensor weight : inOut) {
            last = input.matmul(weight);
        }
        return last;
    }
}
