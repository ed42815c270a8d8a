package dev.lanewise.kernels.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Seeds;
import dev.lanewise.kernels.FloatSamples;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScalarPowTest {
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    @Test
    void staysWithinABitMoreThanHalfAnUlp() {
        SplittableRandom random = Seeds.random(4);
        for (int i = 0; i < 1_000_000; i++) {
            float a = Float.intBitsToFloat(random.nextInt(0x7f800000));
            float b = (float) (random.nextDouble(-150, 128) / (Math.log(a) / Math.log(2)));
            check(a, b);
            check(Math.scalb(a, -Math.getExponent(a)), (float) random.nextGaussian(0, 20));
        }
    }

    private static void check(float a, float b) {
        double exact = StrictMath.pow(a, b);
        float y = ScalarPow.pow(a, b);
        if (y != (float) exact) {
            assertThat(Accuracy.ulps(y, exact)).as("%s ^ %s = %s", a, b, y).isLessThan(0.5001);
        }
    }

    @Test
    void followsC99AtSpecialValues() {
        for (float a : FloatSamples.SPECIAL) {
            for (float b : FloatSamples.SPECIAL) {
                float expected = c99(a, b);
                float y = ScalarPow.pow(a, b);
                assertThat(Float.floatToIntBits(y)).as("%s ^ %s = %s", a, b, y).isEqualTo(
                        Float.floatToIntBits(expected));
            }
        }
    }

    /** {@code StrictMath.pow} but for 1 to a NaN or an infinity and -1 to an infinity, which are 1 in C99. */
    private static float c99(float a, float b) {
        return a == 1 || a == -1 && Math.abs(b) == INFINITY ? 1 : (float) StrictMath.pow(a, b);
    }

    @Test
    void signsFollowOddExponents() {
        assertThat(ScalarPow.pow(-2f, 3f)).isEqualTo(-8f);
        assertThat(ScalarPow.pow(-2f, 4f)).isEqualTo(16f);
        assertThat(ScalarPow.pow(-2f, 0.5f)).isNaN();
        assertThat(ScalarPow.pow(-0f, -3f)).isEqualTo(-INFINITY);
        assertThat(ScalarPow.pow(-INFINITY, 3f)).isEqualTo(-INFINITY);
        assertThat(ScalarPow.pow(-1f, 16777215f)).isEqualTo(-1f);
        assertThat(ScalarPow.pow(-1f, 16777216f)).isEqualTo(1f);
        assertThat(ScalarPow.pow(-1f, 0x1p31f)).as("an int holds no more than 2^31 - 1").isEqualTo(1f);
    }
}
