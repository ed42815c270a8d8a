package dev.lanewise.kernels.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.kernels.FloatSamples;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The bounds of docs/accuracy.md, on a sample of all floats. */
class AccuracyTest {
    static final List<Accuracy> FUNCTIONS = Accuracy.FUNCTIONS;

    @ParameterizedTest
    @FieldSource("FUNCTIONS")
    void staysWithinItsBoundOverAllFloats(Accuracy accuracy) {
        Accuracy.Worst worst = accuracy.measure(5, 1009);
        assertThat(worst.ulps()).as("%s at %s", accuracy.name(), worst.x()).isLessThanOrEqualTo(accuracy.bound());
    }

    @ParameterizedTest
    @FieldSource("FUNCTIONS")
    void isRightAtSpecialValues(Accuracy accuracy) {
        for (float x : FloatSamples.SPECIAL) {
            double exact = accuracy.reference().applyAsDouble(x);
            float y = accuracy.function().apply(x);
            String what = accuracy.name() + "(" + x + ") = " + y + ", exactly " + exact;
            float nearest = (float) exact;
            if (Float.isNaN(nearest) || Float.isInfinite(nearest) || exact == 0) {
                assertThat(Float.floatToIntBits(y)).as(what).isEqualTo(Float.floatToIntBits(nearest));
            } else {
                assertThat(Accuracy.ulps(y, exact)).as(what).isLessThanOrEqualTo(accuracy.bound());
                assertThat(Math.copySign(1, y)).as(what).isEqualTo(Math.copySign(1, nearest));
            }
        }
    }

    @Test
    void geluKeepsItsRelativeAccuracyFarOnTheLeft() {
        // -10 Phi(-10), with Phi(-10) = 7.61985302416052606597e-24
        assertThat(ScalarErf.gelu(-10f)).isCloseTo(-7.619853e-23f, within(1e-29f));
        assertThat(ScalarErf.gelu(-14f)).isLessThan(0f);
    }

    @Test
    void theDoubleReferenceOfErfIsRight() {
        // Abramowitz and Stegun, table 7.1
        assertThat(DoubleReference.erf(0.5)).isCloseTo(0.5204998778130465, within(1e-15));
        assertThat(DoubleReference.erf(2)).isCloseTo(0.9953222650189527, within(1e-15));
        assertThat(1 - DoubleReference.erf(3.5)).isCloseTo(7.430983723414128e-7, within(1e-15));
    }
}
