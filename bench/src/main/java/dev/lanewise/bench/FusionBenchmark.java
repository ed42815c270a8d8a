package dev.lanewise.bench;

import dev.lanewise.optim.UpdateCounts;
import dev.lanewise.optim.UpdateOp;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;
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
 * Chains of elementwise ops in a captured program at 100,000 elements: step by step, fused into one loop compiled at
 * run time, and hand-written code for the same result.
 *
 * <p>The score is microseconds per run. Before anything is timed, the fused program must give the bits of the plain
 * one, and the hand-written code the same numbers up to rounding.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class FusionBenchmark {
    private static final int ROWS = 400;
    private static final int COLS = 250;
    private static final float EPS = 1e-5f;
    private static final float ROOT_HALF = 0.70710677f;

    /** What is computed. */
    public enum Chain {
        /** {@code x/2 (1 + erf(x / sqrt 2))}. */
        GELU,
        /** Its approximation with tanh. */
        GELU_TANH,
        /** Over rows of 250, with scale and shift. */
        LAYER_NORM,
        /** An update of a parameter and both of its moments. */
        ADAM
    }

    /** How it is computed. */
    public enum Code {
        /** A captured program with one step per op. */
        PLAIN,
        /** A captured program of one step. */
        FUSED,
        /** The op or optimizer kernel for it, or a loop over vectors in this class (layer norm). */
        HAND_WRITTEN
    }

    /** What is computed. */
    @Param
    Chain chain = Chain.GELU;

    /** How. */
    @Param
    Code code = Code.FUSED;

    /** Threads of the team. */
    @Param({"1", "2"})
    int threads = 1;

    private final Tensor x = RandomSource.at(1, 1, 0).normal(ROWS, COLS);
    private final Tensor scale = RandomSource.at(1, 2, 0).normal(COLS);
    private final Tensor shift = RandomSource.at(1, 3, 0).normal(COLS);
    private @Nullable Runnable run;

    /** Captures the chain and compares what the three ways give. */
    @Setup
    public void prepare() {
        Parallel.setThreads(threads);
        float[] plain = result(Code.PLAIN);
        requireClose(plain, result(Code.FUSED), 0);
        requireClose(plain, result(Code.HAND_WRITTEN), chain == Chain.GELU_TANH ? 1e-3f : 1e-4f);
        run = runner(code, Tensor.zeros(ROWS, COLS));
    }

    /** One run. */
    @Benchmark
    public void run() {
        Objects.requireNonNull(run).run();
    }

    private float[] result(Code how) {
        Tensor y = Tensor.zeros(ROWS, COLS);
        runner(how, y).run();
        return y.toArray();
    }

    /** What computes the chain into {@code y}. */
    private Runnable runner(Code how, Tensor y) {
        if (how == Code.HAND_WRITTEN && chain == Chain.LAYER_NORM) {
            float[] in = x.toArray();
            float[] out = new float[in.length];
            float[] scales = scale.toArray();
            float[] shifts = shift.toArray();
            Tensor result = Tensor.wrap(out, y.shape());
            return () -> {
                LayerNorm.run(in, scales, shifts, out, ROWS, COLS);
                y.assign(result);
            };
        }
        System.setProperty("lanewise.fusion", how == Code.PLAIN ? "off" : "on");
        if (chain == Chain.ADAM) {
            return adam(how, y);
        }
        Function<Tensor, Tensor> function = switch (chain) {
            case GELU -> how == Code.HAND_WRITTEN
                    ? Activations::gelu
                    : v -> Pointwise.erf(v.mul(ROOT_HALF)).add(1f).mul(v.mul(0.5f));
            case GELU_TANH -> how == Code.HAND_WRITTEN
                    ? Activations::gelu
                    : v -> v.mul(v).mul(v).mul(0.044715f).add(v).mul(0.7978846f).tanh().add(1f).mul(v.mul(0.5f));
            default -> this::layerNorm;
        };
        Program program = Program.capture(List.of(x), in -> List.of(function.apply((Tensor) in.get(0)))).program();
        List<Tensor> inputs = List.of(x);
        List<Tensor> targets = List.of(y);
        return () -> program.run(inputs, targets);
    }

    private Tensor layerNorm(Tensor v) {
        Tensor centred = v.sub(v.mean(true, -1));
        return centred.mul(centred.square().mean(true, -1).add(EPS).rsqrt()).mul(scale).add(shift);
    }

    /** Updates {@code p}; no gradient changes, so runs differ in their values but not in their work. */
    private Runnable adam(Code how, Tensor p) {
        Tensor m = Tensor.zeros(ROWS, COLS);
        Tensor v = Tensor.zeros(ROWS, COLS);
        Program program = Program.capture(List.of(x), in -> {
            Tensor g = (Tensor) in.get(0);
            if (how == Code.HAND_WRITTEN) {
                new UpdateOp.Adam(1e-3, 0.9, 0.999, 1e-8, 0, false, false, UpdateCounts.of(1000)).apply(p, g, m, v);
            } else {
                m.assign(m.mul(0.9f).add(g.mul(0.1f)));
                v.assign(v.mul(0.999f).add(g.square().mul(0.001f)));
                p.assign(p.sub(m.mul(1e-3f).div(v.sqrt().mul(1.2575835f).add(1e-8f))));
            }
            return List.of();
        }).program();
        List<Tensor> inputs = List.of(x);
        return () -> program.run(inputs, List.of());
    }

    private static void requireClose(float[] expected, float[] actual, float bound) {
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(expected[i] - actual[i]) <= bound * (1 + Math.abs(expected[i])))) {
                throw new IllegalStateException(
                        "fusion: element " + i + " is " + actual[i] + " instead of " + expected[i]);
            }
        }
    }

    /** Layer norm as one writes it with the Vector API: a row at a time, two passes for the statistics. */
    private static final class LayerNorm {
        private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

        private LayerNorm() {}

        static void run(float[] x, float[] scale, float[] shift, float[] y, int rows, int cols) {
            for (int row = 0; row < rows; row++) {
                run(x, row * cols, scale, shift, y, cols);
            }
        }

        private static void run(float[] x, int at, float[] scale, float[] shift, float[] y, int cols) {
            int end = F.loopBound(cols);
            FloatVector a = FloatVector.zero(F);
            for (int i = 0; i < end; i += F.length()) {
                a = a.add(FloatVector.fromArray(F, x, at + i));
            }
            float sum = a.reduceLanes(VectorOperators.ADD);
            for (int i = end; i < cols; i++) {
                sum += x[at + i];
            }
            float mean = sum / cols;
            FloatVector b = FloatVector.zero(F);
            for (int i = 0; i < end; i += F.length()) {
                FloatVector d = FloatVector.fromArray(F, x, at + i).sub(mean);
                b = d.fma(d, b);
            }
            float squares = b.reduceLanes(VectorOperators.ADD);
            for (int i = end; i < cols; i++) {
                squares += (x[at + i] - mean) * (x[at + i] - mean);
            }
            float root = (float) (1 / Math.sqrt(squares / cols + EPS));
            for (int i = 0; i < end; i += F.length()) {
                FloatVector.fromArray(F, x, at + i).sub(mean).mul(root).mul(FloatVector.fromArray(F, scale, i))
                        .add(FloatVector.fromArray(F, shift, i)).intoArray(y, at + i);
            }
            for (int i = end; i < cols; i++) {
                y[at + i] = (x[at + i] - mean) * root * scale[i] + shift[i];
            }
        }
    }
}
