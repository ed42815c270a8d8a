package dev.lanewise.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class TrainingStepBenchmarkTest {
    private final TrainingStepBenchmark benchmark = new TrainingStepBenchmark();

    @Test
    void everyEnginePassesTheCheckOfItsLosses() {
        assertThatCode(new TrainingStepBenchmark.Scalar()::check).doesNotThrowAnyException();
        assertThatCode(new TrainingStepBenchmark.LoopsIjk()::check).doesNotThrowAnyException();
        assertThatCode(new TrainingStepBenchmark.LoopsIkj()::check).doesNotThrowAnyException();
    }

    @Test
    void theTimedStepsTrain() {
        TrainingStepBenchmark.Scalar scalar = new TrainingStepBenchmark.Scalar();
        TrainingStepBenchmark.LoopsIjk ijk = new TrainingStepBenchmark.LoopsIjk();
        TrainingStepBenchmark.LoopsIkj ikj = new TrainingStepBenchmark.LoopsIkj();

        float first = benchmark.loopsIjk(ijk);
        assertThat(benchmark.loopsIkj(ikj)).isEqualTo(first);
        float second = benchmark.loopsIjk(ijk);
        assertThat(benchmark.loopsIkj(ikj)).isEqualTo(second).isLessThan(first);
        assertThat(benchmark.scalarAutodiffSmallBatch(scalar))
                .isGreaterThan(benchmark.scalarAutodiffSmallBatch(scalar));
    }
}
