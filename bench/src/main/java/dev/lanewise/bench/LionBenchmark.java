package dev.lanewise.bench;

import dev.lanewise.bench.worker.TestData;
import dev.lanewise.optim.Lion;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.program.Program;
import dev.lanewise.state.Snapshot;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
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
 * A step of Lion, which is written in ops: captured, and as a loop over vectors such as one would write for it. The
 * score is microseconds; both have one thread. Before anything is timed, the two must agree after three steps, in
 * parameters and averages.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class LionBenchmark {
    /** So large that the decay of the weights shows in the comparison. */
    private static final double LR = 1e-2;

    private static final float KEPT = 0.9f;
    private static final float KEPT_LONG = 0.99f;
    private static final double DECAY = 0.1;

    /** Which parameters there are. */
    public enum Model {
        /** One of 100,000. */
        VECTOR,
        /** Those of a network of 784, 128 and 10 units. */
        MLP;

        private List<Integer> sizes() {
            return switch (this) {
                case VECTOR -> List.of(100_000);
                case MLP -> List.of(784 * 128, 128, 128 * 10, 10);
            };
        }
    }

    /** How they are updated. */
    public enum Code {
        /** By the optimizer, in a captured program. */
        FUSED,
        /** By a loop in this class. */
        HAND_WRITTEN
    }

    /**
     * What is timed.
     *
     * @param step a step
     * @param averages gives the averages after the steps so far
     */
    private record Update(Runnable step, Supplier<List<float[]>> averages) {}

    /** Which parameters. */
    @Param
    Model model = Model.VECTOR;

    /** How. */
    @Param
    Code code = Code.FUSED;

    private @Nullable Runnable step;

    /** Compares the two, and makes the one that is timed. */
    @Setup
    public void prepare() {
        Parallel.setThreads(1);
        List<float[]> expected = afterThreeSteps(Code.HAND_WRITTEN);
        List<float[]> actual = afterThreeSteps(Code.FUSED);
        for (int i = 0; i < expected.size(); i++) {
            float[] exact = expected.get(i);
            Checks.requireClose("Lion", k -> exact[k], 1e-6, actual.get(i));
        }
        step = update(code, values(1)).step;
    }

    /** Parameters and averages. */
    private List<float[]> afterThreeSteps(Code how) {
        List<float[]> parameters = values(1);
        Update update = update(how, parameters);
        for (int i = 0; i < 3; i++) {
            update.step.run();
        }
        List<float[]> all = new ArrayList<>(parameters);
        all.addAll(update.averages.get());
        return all;
    }

    private List<float[]> values(int seed) {
        List<float[]> values = new ArrayList<>();
        for (int size : model.sizes()) {
            values.add(TestData.uniform(seed + 2 * values.size(), size));
        }
        return values;
    }

    /** What updates the parameters by gradients that stay the same. */
    private Update update(Code how, List<float[]> parameters) {
        List<float[]> gradients = values(2);
        return how == Code.FUSED ? fused(parameters, gradients) : handWritten(parameters, gradients);
    }

    private static List<Tensor> tensors(List<float[]> values) {
        return values.stream().map(array -> Tensor.wrap(array, Shape.of(array.length))).toList();
    }

    private static Update fused(List<float[]> values, List<float[]> gradients) {
        List<Tensor> parameters = tensors(values);
        parameters.forEach(parameter -> parameter.requiresGrad(true));
        Lion lion = new Lion(parameters, LR).weightDecay(DECAY);
        List<Tensor> inputs = tensors(gradients);
        Program program = Program.capture(inputs, in -> {
            for (int i = 0; i < in.size(); i++) {
                parameters.get(i).setGrad((Tensor) in.get(i));
            }
            lion.step();
            lion.zeroGrad();
            return List.of();
        }).program();
        return new Update(() -> program.run(inputs, List.of()), () -> averages(lion, parameters.size()));
    }

    private static List<float[]> averages(Lion lion, int parameters) {
        Map<String, Tensor> slots = Snapshot.take(Map.of("lion", lion)).tensors();
        return IntStream.range(0, parameters)
                .mapToObj(i -> Objects.requireNonNull(slots.get("lion." + i + ".exp_avg")).toArray()).toList();
    }

    private static Update handWritten(List<float[]> parameters, List<float[]> gradients) {
        List<float[]> averages = parameters.stream().map(array -> new float[array.length]).toList();
        Runnable step = () -> {
            for (int i = 0; i < parameters.size(); i++) {
                float[] p = parameters.get(i);
                Loop.update(p, 0, gradients.get(i), 0, averages.get(i), 0, p.length, (float) LR,
                        (float) (1 - LR * DECAY));
            }
        };
        step.run(); // as the other one when it is captured
        return new Update(step, () -> averages);
    }

    /** A step. */
    @Benchmark
    public void step() {
        Objects.requireNonNull(step).run();
    }

    /** In a class of its own, as the Vector API is there only when it is asked for. */
    private static final class Loop {
        private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

        private Loop() {}

        /** As kernels are: on parts of arrays, and compiled by itself. */
        @CompilerControl(CompilerControl.Mode.DONT_INLINE)
        static void update(
                float[] p, int po, float[] g, int go, float[] m, int mo, int n, float lr, float keep) {
            int i = 0;
            for (; i < F.loopBound(n); i += F.length()) {
                FloatVector gradient = FloatVector.fromArray(F, g, go + i);
                FloatVector average = FloatVector.fromArray(F, m, mo + i);
                FloatVector mixed = average.mul(KEPT).add(gradient.mul(1 - KEPT));
                FloatVector sign = mixed.blend(1f, mixed.compare(VectorOperators.GT, 0f))
                        .blend(-1f, mixed.compare(VectorOperators.LT, 0f));
                FloatVector.fromArray(F, p, po + i).mul(keep).sub(sign.mul(lr)).intoArray(p, po + i);
                average.mul(KEPT_LONG).add(gradient.mul(1 - KEPT_LONG)).intoArray(m, mo + i);
            }
            for (; i < n; i++) {
                float mixed = m[mo + i] * KEPT + g[go + i] * (1 - KEPT);
                p[po + i] = p[po + i] * keep - Math.signum(mixed) * lr;
                m[mo + i] = m[mo + i] * KEPT_LONG + g[go + i] * (1 - KEPT_LONG);
            }
        }
    }
}
