package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class GainTest {
    @Test
    void gainsArePyTorchs() {
        assertThat(Gain.LINEAR).isEqualTo(1);
        assertThat(Gain.SIGMOID).isEqualTo(1);
        assertThat(Gain.TANH).isEqualTo(5f / 3f);
        assertThat(Gain.RELU).isEqualTo((float) Math.sqrt(2));
        assertThat(Gain.SELU).isEqualTo(0.75f);
        assertThat(Gain.leakyRelu(1)).isEqualTo(1);
        assertThat(Gain.leakyRelu(0.01)).isEqualTo(1.4141428f);
    }

    @Test
    void aSlopeIsAFiniteFloat() {
        for (double slope : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, 1e39}) {
            assertThatIllegalArgumentException().isThrownBy(() -> Gain.leakyRelu(slope))
                    .withMessage("leakyRelu: slope " + slope + " is not a finite float");
        }
    }
}
