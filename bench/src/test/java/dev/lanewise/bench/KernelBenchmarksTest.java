package dev.lanewise.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelBenchmarksTest {
    @ParameterizedTest
    @ValueSource(strings = {"add", "exp", "tanh", "gelu"})
    void everyElementwiseMethodPassesItsCheck(String function) {
        ElementwiseBenchmark benchmark = new ElementwiseBenchmark();
        benchmark.function = function;
        benchmark.elements = 1003;
        benchmark.threads = 1;

        assertThatCode(benchmark::prepare).doesNotThrowAnyException();
        assertThat(benchmark.captured().toArray()).isEqualTo(benchmark.scalarKernels().toArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sum", "sumOfRows", "sumOfColumns", "maxOfRows"})
    void everyReductionPassesItsCheck(String reduction) {
        ReductionBenchmark benchmark = new ReductionBenchmark();
        benchmark.reduction = reduction;
        benchmark.rows = 13;
        benchmark.columns = 101;
        benchmark.threads = 1;

        assertThatCode(benchmark::prepare).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"softmax", "logSoftmax", "crossEntropy"})
    void everySoftmaxPassesItsCheck(String kind) {
        SoftmaxBenchmark benchmark = new SoftmaxBenchmark();
        benchmark.kind = kind;
        benchmark.shape = "7x33";
        benchmark.threads = 1;

        assertThatCode(benchmark::prepare).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void bothLayoutsOfWeightsGiveTheSameBits(int rows) {
        WeightsBenchmark benchmark = new WeightsBenchmark();
        benchmark.rows = rows;
        benchmark.size = "70x33";
        benchmark.threads = 1;

        assertThatCode(benchmark::prepare).doesNotThrowAnyException();
        assertThat(benchmark.byOutputs().toArray()).isEqualTo(benchmark.byInputs().toArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SGD", "Adam", "AdamW", "RMSprop"})
    void everyOptimizerPassesItsCheck(String rule) {
        OptimizerBenchmark benchmark = new OptimizerBenchmark();
        benchmark.rule = rule;
        benchmark.parameters = 1003;
        benchmark.threads = 1;

        assertThatCode(benchmark::prepare).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource
    void lionPassesItsCheck(LionBenchmark.Code code) {
        LionBenchmark benchmark = new LionBenchmark();
        benchmark.model = LionBenchmark.Model.MLP;
        benchmark.code = code;

        assertThatCode(benchmark::prepare).doesNotThrowAnyException();
    }

    @Test
    void aWrongElementStopsTheBenchmark() {
        assertThatCode(() -> Checks.requireClose("exp", _ -> 1, 1e-6, new float[] {1, 1}))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Checks.requireClose("exp", _ -> 1, 1e-6, new float[] {1, 1.1f}))
                .hasMessage("exp: element 1 is 1.1, expected 1.0");
        assertThatThrownBy(() -> Checks.requireClose("exp", _ -> 1, 1e-6, new float[] {Float.NaN}))
                .isInstanceOf(IllegalStateException.class);
    }
}
