package dev.lanewise.kernels.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class InverseNormalTest {
    private static final int TICKS = 1 << 24;

    @Test
    void isExactlySymmetricFiniteAndNeverZero() {
        for (int tick = 0; tick < TICKS / 2; tick += 7) {
            float low = InverseNormal.ofTick(tick);
            assertThat(InverseNormal.ofTick(TICKS - 1 - tick)).isEqualTo(-low);
            assertThat(low).isBetween(-5.5f, -Float.MIN_VALUE);
        }
    }

    @Test
    void agreesWithTheDistributionFunctionToSixDigits() {
        for (int tick = 0; tick < TICKS; tick += tick < 1000 ? 1 : 4099) {
            double p = (tick + 0.5) / TICKS;
            double z = InverseNormal.ofTick(tick);
            double lower = Math.min(p, 1 - p);
            // the distance to the exact quantile, to first order
            double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
            double error = (upperTail(Math.abs(z)) - lower) / density;
            assertThat(error).as("tick %d, z %s", tick, z).isCloseTo(0, within(1e-6 * Math.abs(z)));
        }
    }

    @Test
    void theEndsLieWhereTheDistributionPutsThem() {
        assertThat((double) InverseNormal.ofTick(0)).isCloseTo(-5.419983, within(1e-5));
        assertThat((double) InverseNormal.ofTick(TICKS - 1)).isCloseTo(5.419983, within(1e-5));
    }

    /** Probability of more than {@code z >= 0}: a series for small z, Laplace's continued fraction for large ones. */
    private static double upperTail(double z) {
        double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
        if (z < 2.5) {
            double term = z;
            double sum = z;
            for (int k = 3; term > 1e-18 * sum; k += 2) {
                term *= z * z / k;
                sum += term;
            }
            return 0.5 - density * sum;
        }
        double fraction = z;
        for (int k = 200; k >= 1; k--) {
            fraction = z + k / fraction;
        }
        return density / fraction;
    }
}
