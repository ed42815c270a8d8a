package dev.lanewise.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class TrainingStepBenchmarkTest {
    private final TrainingStepBenchmark benchmark = new TrainingStepBenchmark();

    @Test
    void everyEnginePassesTheCheckOfItsLosses() {
        assertThatCode(simd()::check).doesNotThrowAnyException();
        assertThatCode(new TrainingStepBenchmark.Scalar()::check).doesNotThrowAnyException();
        assertThatCode(new TrainingStepBenchmark.LoopsIjk()::check).doesNotThrowAnyException();
        assertThatCode(new TrainingStepBenchmark.LoopsIkj()::check).doesNotThrowAnyException();
    }

    @Test
    void theTimedStepsTrain() {
        TrainingStepBenchmark.LoopsIjk ijk = new TrainingStepBenchmark.LoopsIjk();
        TrainingStepBenchmark.LoopsIkj ikj = new TrainingStepBenchmark.LoopsIkj();

        float first = benchmark.loopsIjk(ijk);
        assertThat(benchmark.loopsIkj(ikj)).isEqualTo(first);
        float second = benchmark.loopsIjk(ijk);
        assertThat(benchmark.loopsIkj(ikj)).isEqualTo(second).isLessThan(first);
        TrainingStepBenchmark.Simd simd = simd();
        simd.captured = true;
        simd.check();
        assertThat(benchmark.lanewise(simd)).isCloseTo(first, withinPercentage(0.01));
        assertThat(benchmark.lanewise(simd)).isCloseTo(second, withinPercentage(0.01));
    }

    @Test
    void theTimedStepOfTheScalarAutodiffTrainsOnFewSamples() {
        TrainingStepBenchmark.Scalar scalar = new TrainingStepBenchmark.Scalar();
        TrainingStepBenchmark.LoopsIjk ijk = new TrainingStepBenchmark.LoopsIjk();
        scalar.batch = new TrainingStepBenchmark.Batch(4);
        ijk.batch = scalar.batch;
        float first = benchmark.loopsIjk(ijk);
        assertThat(benchmark.scalarAutodiff(scalar)).isCloseTo(first, withinPercentage(0.01));
        assertThat(benchmark.scalarAutodiff(scalar)).isLessThan(first);
    }

    private static TrainingStepBenchmark.Simd simd() {
        TrainingStepBenchmark.Simd simd = new TrainingStepBenchmark.Simd();
        simd.threads = 1;
        return simd;
    }
}
