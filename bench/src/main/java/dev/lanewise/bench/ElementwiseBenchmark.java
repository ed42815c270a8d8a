package dev.lanewise.bench;

import dev.lanewise.bench.worker.TestData;
import dev.lanewise.nn.activations.GELU;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.program.Program;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.List;
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
 * A function of each element, in microseconds for the whole tensor. Results are compared with double precision first.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ElementwiseBenchmark {
    /** What is computed. */
    @Param({"add", "exp", "tanh", "gelu"})
    String function = "";

    /** Length of the tensor; the odd one leaves a tail behind every vector. */
    @Param({"1000", "99991", "10000000"})
    int elements;

    /** Threads of the team. */
    @Param({"1", "2"})
    int threads;

    private final GELU gelu = new GELU();
    private float[] values = {};
    private float[] result = {};
    private Tensor x = Tensor.zeros(0);
    private Tensor target = Tensor.zeros(0);
    private List<Tensor> inputs = List.of();
    private List<Tensor> targets = List.of();
    private Program program = Program.capture(List.of(), _ -> List.of()).program();

    /** Draws the tensor, captures the function and checks every method. */
    @Setup
    public void prepare() {
        Parallel.setThreads(threads);
        values = TestData.uniform(1, elements);
        result = new float[elements];
        x = Tensor.wrap(values, Shape.of(elements));
        target = Tensor.zeros(elements);
        inputs = List.of(x);
        targets = List.of(target);
        program = Program.capture(inputs, in -> List.of(apply((Tensor) in.getFirst()))).program();
        check("eager", eager().toArray());
        check("captured", captured().toArray());
        check("loop", loop());
    }

    private void check(String method, float[] actual) {
        Checks.requireClose(method + " " + function, i -> exact(values[i]), 1e-6, actual);
    }

    private double exact(double v) {
        return switch (function) {
            case "add" -> v + v;
            case "exp" -> Math.exp(v);
            case "tanh" -> Math.tanh(v);
            case "gelu" -> v / 2 * (1 + erf(v / Math.sqrt(2)));
            default -> throw new IllegalArgumentException("function " + function + ": choose add, exp, tanh or gelu");
        };
    }

    /** The Maclaurin series, which is exact enough for the arguments here, all below 1. */
    private static double erf(double v) {
        double sum = 0;
        double term = v;
        for (int n = 0; n < 20; n++) {
            sum += term / (2 * n + 1);
            term *= -v * v / (n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
    }

    private Tensor apply(Tensor v) {
        return switch (function) {
            case "add" -> v.add(v);
            case "exp" -> v.exp();
            case "tanh" -> v.tanh();
            default -> gelu.forward(v);
        };
    }

    /** A new tensor each time. */
    @Benchmark
    public Tensor eager() {
        return apply(x);
    }

    /** A captured program that writes to the same tensor each time. */
    @Benchmark
    public Tensor captured() {
        program.run(inputs, targets);
        return target;
    }

    /** As {@link #eager} on the scalar kernels. */
    @Benchmark
    @Fork(value = 2, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Dlanewise.simd=off"})
    public Tensor scalarKernels() {
        return apply(x);
    }

    /** A plain loop over the array with the functions of Java; the exact erf has none, so GELU takes a series. */
    @Benchmark
    public float[] loop() {
        for (int i = 0; i < elements; i++) {
            result[i] = (float) exact(values[i]);
        }
        return result;
    }
}
