package dev.lanewise.bench;

import dev.lanewise.bench.worker.TestData;
import dev.lanewise.optim.Adam;
import dev.lanewise.optim.AdamW;
import dev.lanewise.optim.RMSprop;
import dev.lanewise.optim.SGD;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.parallel.Parallel;
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
 * One step of an optimizer on one parameter whose gradient is ready, in microseconds. The first step is compared with
 * the formula in double precision.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class OptimizerBenchmark {
    /** So small that the timed steps stay near the weights of the first. */
    private static final double LEARNING_RATE = 1e-6;

    /** The update rule. */
    @Param({"SGD", "Adam", "AdamW", "RMSprop"})
    String rule = "";

    /** Length of the parameter: 784 x 128, an awkward one, and 1024 x 1024. */
    @Param({"100352", "99991", "1048576"})
    int parameters;

    /** Threads of the team. */
    @Param({"1", "2"})
    int threads;

    private UpdateRule optimizer = new SGD(List.of(Tensor.zeros(1)), 0);

    /** Draws parameter and gradient, and checks the first step. */
    @Setup
    public void prepare() {
        Parallel.setThreads(threads);
        Tensor parameter = Tensor.of(Shape.of(parameters), TestData.uniform(1, parameters)).requiresGrad(true);
        Tensor gradient = Tensor.wrap(TestData.uniform(2, parameters), Shape.of(parameters));
        parameter.setGrad(gradient);
        double rate = 0.25;
        optimizer = optimizer(List.of(parameter), rate);
        float[] before = parameter.toArray();
        float[] g = gradient.toArray();
        optimizer.step();
        Checks.requireClose(rule, i -> first(before[i], g[i], rate), 1e-4, parameter.toArray());
        optimizer.setLr(LEARNING_RATE);
    }

    private UpdateRule optimizer(List<Tensor> list, double rate) {
        return switch (rule) {
            case "SGD" -> new SGD(list, rate);
            case "Adam" -> new Adam(list, rate);
            case "AdamW" -> new AdamW(list, rate);
            case "RMSprop" -> new RMSprop(list, rate);
            default -> throw new IllegalArgumentException("rule " + rule + ": choose SGD, Adam, AdamW or RMSprop");
        };
    }

    /** A parameter after its first step, moments being 0 before it. */
    private double first(double p, double g, double rate) {
        return switch (rule) {
            case "SGD" -> p - rate * g;
            case "Adam" -> p - rate * g / (Math.abs(g) + 1e-8);
            case "AdamW" -> p * (1 - rate * 1e-2) - rate * g / (Math.abs(g) + 1e-8);
            default -> p - rate * g / (Math.sqrt(0.01 * g * g) + 1e-8);
        };
    }

    /** A step. */
    @Benchmark
    public void step() {
        optimizer.step();
    }

    /** A step on the scalar kernels. */
    @Benchmark
    @Fork(value = 2, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Dlanewise.simd=off"})
    public void scalarKernels() {
        optimizer.step();
    }
}
