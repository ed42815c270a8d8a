package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The bounds of the gradients in docs/accuracy.md, on a sample of the floats. */
class GradientAccuracyTest {
    static final List<GradientAccuracy> FUNCTIONS = GradientAccuracy.FUNCTIONS;

    @ParameterizedTest
    @FieldSource("FUNCTIONS")
    void staysWithinItsBound(GradientAccuracy accuracy) {
        GradientAccuracy.Errors errors = accuracy.measure(1009);
        assertThat(errors.relative().error()).as("%s at %s", accuracy.name(), errors.relative().x())
                .isLessThanOrEqualTo(accuracy.relative());
        assertThat(errors.absolute().error()).as("%s at %s", accuracy.name(), errors.absolute().x())
                .isLessThanOrEqualTo(accuracy.absolute());
    }
}
