package dev.lanewise.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatmulBenchmarkTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64})
    void everyMethodPassesTheCheckOfItsProduct(int size) {
        MatmulBenchmark benchmark = new MatmulBenchmark();
        benchmark.size = size;

        assertThatCode(benchmark::prepare).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TN", "NT"})
    void everyMethodPassesTheCheckOfATransposedProduct(String form) {
        MatmulBenchmark benchmark = new MatmulBenchmark();
        benchmark.size = 33;
        benchmark.form = form;

        assertThatCode(benchmark::prepare).doesNotThrowAnyException();
    }

    @Test
    void everyMethodCountsTwoOperationsForEachInnerElement() {
        MatmulBenchmark benchmark = new MatmulBenchmark();
        benchmark.size = 10;
        benchmark.prepare();
        MatmulBenchmark.FlopCounter counter = new MatmulBenchmark.FlopCounter();

        benchmark.loopsIjk(counter);
        benchmark.loopsIkj(counter);

        assertThat(counter.gigaflops()).isEqualTo(2 * 2_000 * 1e-9);
    }
}
