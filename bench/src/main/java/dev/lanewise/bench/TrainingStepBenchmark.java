package dev.lanewise.bench;

import dev.lanewise.bench.naive.AxpyMatmul;
import dev.lanewise.bench.naive.DotProductMatmul;
import dev.lanewise.bench.naive.LoopMlp;
import dev.lanewise.bench.naive.MlpEngine;
import dev.lanewise.bench.naive.MlpWeights;
import dev.lanewise.bench.naive.ScalarMlp;
import dev.lanewise.parallel.Parallel;
import java.util.Arrays;
import java.util.SplittableRandom;
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
 * One step of stochastic gradient descent on a 784-128-10 perceptron: forward, cross entropy, backward, update.
 *
 * <p>The score is microseconds per sample. All engines start from the same weights, and before anything is timed each
 * must give the losses of another one over a few steps.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class TrainingStepBenchmark {
    private static final int BATCH = 64;
    private static final int SMALL_BATCH = 2;
    private static final int INPUTS = 784;
    private static final int CLASSES = 10;
    private static final float LEARNING_RATE = 1e-3f;
    private static final MlpWeights WEIGHTS = MlpWeights.random(1, INPUTS, 128, CLASSES);

    /** Random samples with random labels. */
    static final class Batch {
        private final float[] x;
        private final int[] labels;

        Batch(int size) {
            SplittableRandom random = new SplittableRandom(size);
            x = new float[size * INPUTS];
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) random.nextDouble();
            }
            labels = random.ints(size, 0, CLASSES).toArray();
        }

        float step(MlpEngine engine) {
            return engine.step(x, labels, labels.length, LEARNING_RATE);
        }
    }

    /** The scalar autodiff. */
    @State(Scope.Thread)
    public static class Scalar {
        private final ScalarMlp engine = new ScalarMlp(WEIGHTS);

        /** For a test to make smaller: 64 samples take it seconds. */
        Batch batch = new Batch(BATCH);

        /** Compares with the loops. */
        @Setup
        public void check() {
            requireSameLosses(new LoopMlp(WEIGHTS, new DotProductMatmul()), new ScalarMlp(WEIGHTS));
        }
    }

    /** Lanewise, on one thread or two. */
    @State(Scope.Thread)
    public static class Simd {
        /** Threads of the team. */
        @Param({"1", "2"})
        int threads;

        /** Whether the step is captured once and replayed. */
        @Param({"false", "true"})
        boolean captured;

        private LanewiseMlp engine = new LanewiseMlp(WEIGHTS, false);
        private final Batch batch = new Batch(BATCH);

        /** Sets the threads and compares with the loops. */
        @Setup
        public void check() {
            Parallel.setThreads(threads);
            engine = new LanewiseMlp(WEIGHTS, captured);
            requireSameLosses(new LoopMlp(WEIGHTS, new DotProductMatmul()), new LanewiseMlp(WEIGHTS, captured));
        }
    }

    /** The loops in the order i-j-k. */
    @State(Scope.Thread)
    public static class LoopsIjk {
        private final LoopMlp engine = new LoopMlp(WEIGHTS, new DotProductMatmul());

        /** For a test to compare on a smaller one. */
        Batch batch = new Batch(BATCH);

        /** Compares with the scalar autodiff. */
        @Setup
        public void check() {
            requireSameLosses(new ScalarMlp(WEIGHTS), new LoopMlp(WEIGHTS, new DotProductMatmul()));
        }
    }

    /** The loops in the order i-k-j. */
    @State(Scope.Thread)
    public static class LoopsIkj {
        private final LoopMlp engine = new LoopMlp(WEIGHTS, new AxpyMatmul());
        private final Batch batch = new Batch(BATCH);

        /** Compares with the scalar autodiff. */
        @Setup
        public void check() {
            requireSameLosses(new ScalarMlp(WEIGHTS), new LoopMlp(WEIGHTS, new AxpyMatmul()));
        }
    }

    /** The scalar autodiff: a node for each float. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    @Warmup(iterations = 2)
    @Measurement(iterations = 3)
    public float scalarAutodiff(Scalar scalar) {
        return scalar.batch.step(scalar.engine);
    }

    /** Lanewise: SIMD kernels and tape-based gradients of whole tensors. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public float lanewise(Simd simd) {
        return simd.batch.step(simd.engine);
    }

    /** Lanewise on its scalar kernels. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    @Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Dlanewise.simd=off"})
    public float lanewiseScalarKernels(Simd simd) {
        return simd.batch.step(simd.engine);
    }

    /** Hand-written gradients with matrix products in the order i-j-k. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public float loopsIjk(LoopsIjk loops) {
        return loops.batch.step(loops.engine);
    }

    /** Hand-written gradients with matrix products in the order i-k-j. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public float loopsIkj(LoopsIkj loops) {
        return loops.batch.step(loops.engine);
    }

    /** Trains both for three steps on two samples. */
    private static void requireSameLosses(MlpEngine expected, MlpEngine actual) {
        Batch batch = new Batch(SMALL_BATCH);
        float[] expectedLosses = new float[3];
        float[] actualLosses = new float[3];
        boolean same = true;
        for (int i = 0; i < expectedLosses.length; i++) {
            expectedLosses[i] = batch.step(expected);
            actualLosses[i] = batch.step(actual);
            same &= Math.abs(actualLosses[i] - expectedLosses[i]) <= 1e-4f * expectedLosses[i];
        }
        if (!same) {
            throw new IllegalStateException("training step: losses " + Arrays.toString(actualLosses) + " of "
                    + actual.getClass().getSimpleName() + ", expected " + Arrays.toString(expectedLosses));
        }
    }
}
