package dev.lanewise.board.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.board.Json;
import dev.lanewise.board.runs.JsonText;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DistributionTest {
    private static Map<String, @Nullable Object> written(Tensor tensor) {
        return Json.object(JsonText.object(Distribution.of(tensor)::write));
    }

    private static double number(Map<String, @Nullable Object> written, String name) {
        return ((Number) Objects.requireNonNull(written.get(name))).doubleValue();
    }

    private static long[] counts(Map<String, @Nullable Object> written) {
        return ((List<?>) Objects.requireNonNull(written.get("counts"))).stream()
                .mapToLong(each -> (Long) each).toArray();
    }

    @Test
    void figuresAreThoseOfTheElements() {
        Map<String, @Nullable Object> written = written(Tensor.of(new float[][] {{-3, 0}, {1, 2}}));
        assertThat(number(written, "low")).isEqualTo(-3);
        assertThat(number(written, "high")).isEqualTo(2);
        assertThat(number(written, "mean")).isZero();
        assertThat(number(written, "deviation")).isCloseTo(Math.sqrt(3.5), Offset.offset(1e-6));
        assertThat(number(written, "norm")).isCloseTo(Math.sqrt(14), Offset.offset(1e-6));
        assertThat(number(written, "largest")).isEqualTo(3);
        assertThat(number(written, "zeros")).isEqualTo(0.25);
        assertThat(number(written, "notFinite")).isZero();
        long[] counts = counts(written);
        assertThat(counts).hasSize(40);
        assertThat(new long[] {counts[0], counts[24], counts[32], counts[39]}).containsExactly(1, 1, 1, 1);
    }

    @Test
    void elementsThatAreNotFiniteAreOnlyCounted() {
        Map<String, @Nullable Object> written = written(
                Tensor.of(Float.NaN, 1, Float.POSITIVE_INFINITY, 2, Float.NEGATIVE_INFINITY));
        assertThat(number(written, "notFinite")).isEqualTo(3);
        assertThat(number(written, "mean")).isEqualTo(1.5);
        assertThat(counts(written)).startsWith(1).endsWith(1);
        Map<String, @Nullable Object> none = written(Tensor.of(Float.NaN));
        assertThat(none).containsEntry("mean", null).containsEntry("norm", null).containsEntry("largest", null)
                .containsEntry("deviation", null).containsEntry("notFinite", 1L);
        assertThat(number(none, "low")).isLessThan(number(none, "high"));
    }

    @Test
    void equalElementsHaveAHistogramWithAWidth() {
        for (float value : new float[] {0, 1, -1e30f, Float.MAX_VALUE, Float.MIN_VALUE}) {
            Map<String, @Nullable Object> written = written(Tensor.of(value, value));
            assertThat(counts(written)).as("%s", value).contains(2);
            assertThat(number(written, "deviation")).as("%s", value).isLessThanOrEqualTo(Math.abs(value) * 1e-3);
        }
    }

    @Test
    void theWholeRangeOfFloatsHasAHistogram() {
        Map<String, @Nullable Object> written = written(Tensor.of(-Float.MAX_VALUE, Float.MAX_VALUE));
        assertThat(counts(written)).startsWith(1).endsWith(1);
        assertThat(number(written, "largest")).isEqualTo((double) Float.MAX_VALUE, Offset.offset(1e32));
    }

    @Test
    void aLargeTensorIsSampledForItsHistogramAndReadWholeForItsFigures() {
        Tensor large = RandomSource.seed(5).normal(1000, 200);
        Map<String, @Nullable Object> written = written(large);
        long sum = 0;
        for (long each : counts(written)) {
            sum += each;
        }
        assertThat(sum).isBetween(30_000L, 36_000L);
        assertThat(number(written, "deviation")).isCloseTo(1, Offset.offset(0.01));
        assertThat(number(written, "largest")).isEqualTo(large.abs().max().item(), Offset.offset(1e-6));
    }
}
