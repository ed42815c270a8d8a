package dev.lanewise.nn;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class InitTest {
    private static final Shape WEIGHT = Shape.of(200, 300);
    private static final RandomSource RANDOM = RandomSource.seed(1);

    private static void assertUniform(Tensor x, double bound) {
        assertThat(x.shape()).isEqualTo(WEIGHT);
        assertThat(x.max().item()).isBetween((float) (bound * 0.999), (float) (bound * 1.000001));
        assertThat(x.min().item()).isBetween((float) (-bound * 1.000001), (float) (-bound * 0.999));
        assertThat((double) x.std().item()).isCloseTo(bound / Math.sqrt(3), within(bound * 0.01));
    }

    private static void assertNormal(Tensor x, double mean, double std) {
        assertThat(x.shape()).isEqualTo(WEIGHT);
        assertThat((double) x.mean().item()).isCloseTo(mean, within(std * 0.02));
        assertThat((double) x.std().item()).isCloseTo(std, within(std * 0.02));
        assertThat(x.max().item()).isGreaterThan((float) (mean + 3 * std));
    }

    @Test
    void plainDistributions() {
        assertThat(Init.constant(Shape.of(2), 3f).toArray()).containsExactly(3, 3);
        assertUniform(Init.uniform(WEIGHT, -0.5f, 0.5f, RANDOM), 0.5);
        assertNormal(Init.normal(WEIGHT, 2f, 0.1f, RANDOM), 2, 0.1);
    }

    @Test
    void xavierCountsBothFans() {
        assertUniform(Init.xavierUniform(WEIGHT, 2f, RANDOM), 2 * Math.sqrt(6.0 / 500));
        assertNormal(Init.xavierNormal(WEIGHT, 2f, RANDOM), 0, 2 * Math.sqrt(2.0 / 500));
    }

    @Test
    void kaimingCountsOneFan() {
        assertUniform(Init.kaimingUniform(WEIGHT, Init.Fan.IN, Gain.RELU, RANDOM),
                Math.sqrt(2) * Math.sqrt(3.0 / 300));
        assertNormal(Init.kaimingNormal(WEIGHT, Init.Fan.OUT, 1f, RANDOM), 0, Math.sqrt(1.0 / 200));
    }

    @Test
    void furtherAxesCountInBothFans() {
        Shape kernel = Shape.of(100, 20, 3, 5);
        Tensor in = Init.kaimingNormal(kernel, Init.Fan.IN, 1f, RANDOM);
        assertThat((double) in.std().item()).isCloseTo(Math.sqrt(1.0 / 300), within(0.002));
        Tensor out = Init.kaimingNormal(kernel, Init.Fan.OUT, 1f, RANDOM);
        assertThat((double) out.std().item()).isCloseTo(Math.sqrt(1.0 / 1500), within(0.001));
    }

    @Test
    void settingsThatGiveNoNumbersAreRefused() {
        double[] strange = {-1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e39};
        for (double value : strange) {
            String end = value + " is not a finite float of 0 or more";
            assertRefused("normal: standard deviation " + end, () -> Init.normal(WEIGHT, 0f, value, RANDOM));
            assertRefused("xavierUniform: gain " + end, () -> Init.xavierUniform(WEIGHT, value, RANDOM));
            assertRefused("xavierNormal: gain " + end, () -> Init.xavierNormal(WEIGHT, value, RANDOM));
            assertRefused("kaimingUniform: gain " + end,
                    () -> Init.kaimingUniform(WEIGHT, Init.Fan.IN, value, RANDOM));
            assertRefused("kaimingNormal: gain " + end, () -> Init.kaimingNormal(WEIGHT, Init.Fan.IN, value, RANDOM));
        }
        assertRefused("normal: mean NaN is not a finite float", () -> Init.normal(WEIGHT, Float.NaN, 1f, RANDOM));
        assertRefused("uniform: bounds 2.0 and 1.0 are not finite numbers in ascending order with a finite difference",
                () -> Init.uniform(WEIGHT, 2f, 1f, RANDOM));
        assertThat(Init.normal(Shape.of(2), 3f, 0f, RANDOM).toArray()).containsExactly(3f, 3f);
    }

    private static void assertRefused(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    @Test
    void settingsAreRoundedToFloats() {
        RandomSource one = RandomSource.seed(5);
        RandomSource other = RandomSource.seed(5);
        assertThat(Init.normal(WEIGHT, 0.1, 0.2, one)).hasBitsOf(Init.normal(WEIGHT, 0.1f, 0.2f, other));
        assertThat(Init.uniform(WEIGHT, -0.1, 0.2, one)).hasBitsOf(Init.uniform(WEIGHT, -0.1f, 0.2f, other));
        assertThat(Init.xavierNormal(WEIGHT, 0.1, one)).hasBitsOf(Init.xavierNormal(WEIGHT, 0.1f, other));
        assertThat(Init.kaimingUniform(WEIGHT, Init.Fan.OUT, Gain.leakyRelu(0.1), one))
                .hasBitsOf(Init.kaimingUniform(WEIGHT, Init.Fan.OUT, Gain.leakyRelu(0.1f), other));
    }

    @Test
    void aVectorHasNoFans() {
        assertThatIllegalArgumentException().isThrownBy(() -> Init.xavierNormal(Shape.of(3), 1f, RANDOM))
                .withMessage("fan of shape [3]: a weight has at least [out, in], none of them 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Init.xavierNormal(Shape.of(3, 0), 1f, RANDOM));
    }

    @Test
    void withoutSettingsTheyArePyTorchs() {
        Tensor unit = Init.uniform(WEIGHT, RANDOM);
        assertThat(unit.min().item()).isBetween(0f, 0.001f);
        assertThat(unit.max().item()).isBetween(0.999f, 1f);
        assertNormal(Init.normal(WEIGHT, RANDOM), 0, 1);
        assertUniform(Init.xavierUniform(WEIGHT, RANDOM), Math.sqrt(6.0 / 500));
        assertNormal(Init.xavierNormal(WEIGHT, RANDOM), 0, Math.sqrt(2.0 / 500));
        assertUniform(Init.kaimingUniform(WEIGHT, RANDOM), Math.sqrt(6.0 / 300));
        assertNormal(Init.kaimingNormal(WEIGHT, RANDOM), 0, Math.sqrt(2.0 / 300));
    }
}
