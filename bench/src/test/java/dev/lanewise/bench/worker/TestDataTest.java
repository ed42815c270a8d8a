package dev.lanewise.bench.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestDataTest {
    @Test
    void elementsAreTheOnesThatPythonComputes() {
        // [protocol.uniform(numpy, 1, 3), protocol.uniform(numpy, 2, 2), protocol.labels(numpy, 5, 10)]
        assertThat(TestData.uniform(1, 3)).containsExactly(-0.9844698f, 0.24463916f,
                -0.9404509f);
        assertThat(TestData.uniform(2, 2)).containsExactly(-0.9611566f, -0.4705447f);
        assertThat(TestData.labels(5, 10)).containsExactly(2, 3, 5, 9, 3);
    }

    @Test
    void elementsAreSpreadOverTheWholeRange() {
        float[] values = TestData.uniform(1, 10_000);
        double sum = 0;
        for (float value : values) {
            assertThat(value).isGreaterThanOrEqualTo(-1).isLessThan(1);
            sum += value;
        }

        assertThat(sum / values.length).isBetween(-0.02, 0.02);
        assertThat(TestData.sumOfSquares(values) / values.length).isBetween(0.32, 0.35);
    }
}
