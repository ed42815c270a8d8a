package dev.lanewise.tensor;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The bounds of docs/accuracy.md for functions of two arguments, on a sample. */
class PairAccuracyTest {
    static final List<PairAccuracy> FUNCTIONS = PairAccuracy.FUNCTIONS;

    @ParameterizedTest
    @FieldSource("FUNCTIONS")
    void staysWithinItsBound(PairAccuracy accuracy) {
        PairAccuracy.Worst worst = accuracy.measure(4);
        assertThat(worst.ulps()).as("%s of %s and %s", accuracy.name(), worst.a(), worst.b())
                .isLessThanOrEqualTo(accuracy.bound());
    }

    @Test
    void logaddexpBendsAtEqualNumbersToo() {
        Tensor a = Tensor.of(0f, -3f, Float.NEGATIVE_INFINITY).requiresGrad(true);
        Tensor b = Tensor.of(0f, -3f, Float.NEGATIVE_INFINITY);
        Tensor slope = Autograd.grad(Pointwise.logaddexp(a, b).sum(), Graph.CREATE, a)[0];
        assertThat(slope).hasBitsOf(0.5f, 0.5f, 0.5f);
        assertThat(Autograd.grad(slope.sum(), Graph.FREE, a)[0]).hasBitsOf(0.25f, 0.25f, 0f);
    }
}
