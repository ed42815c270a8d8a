package dev.lanewise;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.TensorAssert.assertThatFloats;
import static dev.lanewise.Tolerance.absolute;
import static dev.lanewise.Tolerance.exact;
import static dev.lanewise.Tolerance.relative;
import static dev.lanewise.Tolerance.ulps;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class TensorAssertTest {
    private static final Tensor Y = Tensor.of(new float[][] {{1, 2, 3}, {4, 5, 6}});

    private static void assertFails(ThrowingCallable assertion, String message) {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion).withMessage(message);
    }

    @Test
    void whatIsRightPasses() {
        assertThat(Y).hasShape(2, 3).hasShape(Shape.of(2, 3)).hasBitsOf(Y).hasBitsOf(1, 2, 3, 4, 5, 6);
        assertThat(IntTensor.of(1, 2)).hasBitsOf(IntTensor.of(1, 2));
        assertThat(BoolTensor.of(true, false)).hasBitsOf(BoolTensor.of(true, false));
        assertThat(Tensor.zeros(0, 3)).hasShape(0, 3).hasBitsOf(Tensor.zeros(0, 3)).isWithin(exact()).of();
        assertThatFloats(1, -0f).hasShape(2).hasBitsOf(1, -0f);
    }

    @Test
    void aWrongShapeIsNamed() {
        assertFails(() -> assertThat(Y).as("y").hasShape(3, 2), "[y] shape is [2, 3] instead of [3, 2]");
        assertFails(() -> assertThat(Y).hasBitsOf(Y.transpose()), "shape is [2, 3] instead of [3, 2]");
        assertFails(() -> assertThat(Y).isWithin(ulps(1)).of(Y.transpose()), "shape is [2, 3] instead of [3, 2]");
        assertFails(() -> assertThat(Y).hasBitsOf(1, 2), "6 elements instead of 2");
        assertFails(() -> assertThat(Y).isWithin(ulps(1)).of(1, 2), "6 elements instead of 2");
    }

    @Test
    void theFirstElementThatDiffersIsNamedWithBothValuesAndTheirDistance() {
        assertFails(() -> assertThat(Y).as("y").hasBitsOf(1, 2, 3, 4, Math.nextUp(Math.nextUp(5f)), 7),
                "[y] 2 of 6 elements differ, the first at [1, 1]: "
                        + "5.0 (0x1.4p2) instead of 5.000001 (0x1.400004p2), 2 ulps apart");
        assertFails(() -> assertThatFloats(1, 0f).hasBitsOf(1, -0f),
                "1 of 2 elements differ, the first at [1]: 0.0 (0x0.0p0) instead of -0.0 (-0x0.0p0), 1 ulps apart");
        assertFails(() -> assertThatFloats(-Float.MIN_VALUE).hasBitsOf(Float.MIN_VALUE),
                "1 of 1 elements differ, the first at [0]: "
                        + "-1.4E-45 (-0x0.000002p-126) instead of 1.4E-45 (0x0.000002p-126), 3 ulps apart");
        assertFails(() -> assertThat(Tensor.scalar(Float.NaN)).hasBitsOf(0),
                "1 of 1 elements differ, the first at []: NaN (NaN) instead of 0.0 (0x0.0p0)");
        assertFails(() -> assertThat(IntTensor.of(1, 2)).hasBitsOf(IntTensor.of(1, 3)),
                "1 of 2 elements differ, the first at [1]: 2 instead of 3");
        assertFails(() -> assertThat(BoolTensor.of(true)).hasBitsOf(BoolTensor.of(false)),
                "1 of 1 elements differ, the first at [0]: true instead of false");
    }

    @Test
    void anotherKindOfValueIsNotTheSame() {
        assertFails(() -> assertThat(IntTensor.of(0)).hasBitsOf(Tensor.of(0)), "IntTensor instead of Tensor");
    }

    @Test
    void anyNanEqualsAnyNan() {
        float other = Float.intBitsToFloat(0x7fc00001);
        assertThatFloats(other).hasBitsOf(Float.NaN).isWithin(exact()).of(Double.NaN);
    }

    @Test
    void closenessIsMeasuredFromTheExactValue() {
        float third = 1 / 3f;
        assertThatFloats(third).isWithin(exact()).of(1 / 3.0);
        assertThatFloats(Math.nextDown(third)).isWithin(ulps(1)).of(1 / 3.0);
        assertFails(() -> assertThatFloats(1, Math.nextUp(third)).isWithin(ulps(1)).of(1, 1 / 3.0),
                "1 of 2 elements differ, the first at [1]: 0.33333337 (0x1.555558p-2) instead of 0.3333333333333333, "
                        + "1.33 ulps apart, where the tolerance is 1.0 ulps");
        assertThatFloats(1.5f).isWithin(relative(0.25).plus(0.25)).of(1);
        assertFails(() -> assertThatFloats(1.5f).isWithin(relative(0.25).plus(0.125)).of(1),
                "1 of 1 elements differ, the first at [0]: 1.5 (0x1.8p0) instead of 1.0, 4.19e+06 ulps apart, "
                        + "where the tolerance is 0.25 of the value and 0.125");
        assertThatFloats(1e-9f).isWithin(absolute(1e-8)).of(0);
        assertThatFloats(1.5f, 3).isWithin(i -> absolute(i + 0.5)).of(1, 1.5);
        assertFails(() -> assertThatFloats(2, 3).isWithin(i -> absolute(i + 0.5)).of(2, 1),
                "1 of 2 elements differ, the first at [1]: 3.0 (0x1.8p1) instead of 1.0, 1.68e+07 ulps apart, "
                        + "where the tolerance is 1.5");
        assertThat(Y).isWithin(exact()).of(Reference.of(Y)).isWithin(exact()).of(Y);
    }

    @Test
    void infinitiesAndNansAreOnlyCloseToTheirLike() {
        assertThatFloats(Float.POSITIVE_INFINITY).isWithin(exact()).of(Double.POSITIVE_INFINITY);
        assertThatFloats(Float.POSITIVE_INFINITY).isWithin(exact()).of(1e300);
        for (float wrong : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, Float.MAX_VALUE}) {
            assertFails(() -> assertThatFloats(wrong).isWithin(ulps(4)).of(Double.POSITIVE_INFINITY),
                    "1 of 1 elements differ, the first at [0]: " + wrong + " (" + Float.toHexString(wrong)
                            + ") instead of Infinity, where the tolerance is 4.0 ulps");
        }
        for (double exact : new double[] {Double.POSITIVE_INFINITY, 1e300}) {
            for (float wrong : new float[] {0, -5, Float.MAX_VALUE, Float.NEGATIVE_INFINITY, Float.NaN}) {
                for (Tolerance tolerance : List.of(relative(2e-6), relative(1), absolute(Double.MAX_VALUE))) {
                    assertThatExceptionOfType(AssertionError.class)
                            .isThrownBy(() -> assertThatFloats(wrong).isWithin(tolerance).of(exact));
                    assertThatExceptionOfType(AssertionError.class)
                            .isThrownBy(() -> assertThatFloats(-wrong).isWithin(tolerance).of(-exact));
                }
            }
        }
        assertFails(() -> assertThatFloats(Float.POSITIVE_INFINITY).isWithin(relative(1)).of(1),
                "1 of 1 elements differ, the first at [0]: Infinity (Infinity) instead of 1.0, Infinity ulps apart, "
                        + "where the tolerance is 1.0 of the value");
        assertFails(() -> assertThatFloats(Float.NaN).isWithin(absolute(1)).of(1),
                "1 of 1 elements differ, the first at [0]: NaN (NaN) instead of 1.0, "
                        + "where the tolerance is 1.0");
    }
}
