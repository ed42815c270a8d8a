package dev.lanewise.kernels.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.Seeds;
import dev.lanewise.kernels.SoftmaxKernels;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class ScalarSoftmaxKernelsTest {
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    private final SoftmaxKernels kernels = new ScalarSoftmaxKernels();

    @Test
    void agreesWithDoublePrecision() {
        SplittableRandom random = Seeds.random(31);
        for (int cols : new int[] {1, 2, 10, 65, 1000}) {
            float[] x = new float[cols];
            double max = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < cols; j++) {
                x[j] = (float) random.nextGaussian(3, 6);
                max = Math.max(max, x[j]);
            }
            double sum = 0;
            for (float value : x) {
                sum += Math.exp(value - max);
            }
            float[] p = new float[cols];
            float[] logs = new float[cols];
            float[] q = new float[cols];
            float[] loss = new float[1];
            int label = random.nextInt(cols);
            kernels.softmax(x, 0, p, 0, 1, cols);
            kernels.logSoftmax(x, 0, logs, 0, 1, cols);
            kernels.crossEntropy(x, 0, new int[] {label}, 0, -1, loss, 0, q, 0, 1, cols);
            for (int j = 0; j < cols; j++) {
                double log = x[j] - max - Math.log(sum);
                // the subtraction of the maximum is off by half an ulp of up to 40, and exp passes that on
                assertThat((double) p[j]).isCloseTo(Math.exp(log), within(4e-6 * Math.exp(log)));
                assertThat((double) logs[j]).isCloseTo(log, within(4e-6 + 1e-6 * Math.abs(log)));
            }
            assertThat(q).isEqualTo(p);
            assertThat(loss[0]).isEqualTo(0f - logs[label]);
        }
    }

    @Test
    void aQuotientIsRoundedOnce() {
        SplittableRandom random = Seeds.random(5);
        for (int row = 0; row < 2_000; row++) {
            float[] x = new float[1 + random.nextInt(50)];
            for (int j = 0; j < x.length; j++) {
                x[j] = (float) random.nextGaussian(0, 10);
            }
            float max = new ScalarReduceKernels().max(x, 0, x.length);
            float[] e = new float[x.length];
            for (int j = 0; j < x.length; j++) {
                e[j] = ScalarMath.exp(x[j] - max);
            }
            float sum = new ScalarReduceKernels().sum(e, 0, e.length);
            float[] p = new float[x.length];
            kernels.softmax(x, 0, p, 0, 1, x.length);
            for (int j = 0; j < x.length; j++) {
                if (e[j] >= 0x1p-100f) {
                    assertThat(p[j]).isEqualTo(e[j] / sum);
                }
            }
        }
    }

    @Test
    void largeLogitsNeitherOverflowNorLoseTheRest() {
        float[] p = new float[3];
        kernels.softmax(new float[] {3e38f, 3e38f, -3e38f}, 0, p, 0, 1, 3);
        assertThat(p).containsExactly(0.5f, 0.5f, 0f);
    }

    @Test
    void aSingleCandidateIsCertain() {
        float[] p = new float[1];
        float[] loss = new float[1];
        kernels.crossEntropy(new float[] {-7f}, 0, new int[] {0}, 0, -1, loss, 0, p, 0, 1, 1);
        assertThat(p[0]).isEqualTo(1f);
        assertThat(Float.floatToRawIntBits(loss[0])).isZero();
    }

    @Test
    void excludedCandidatesGetNothingAndHopelessRowsBecomeNaN() {
        float[] p = new float[6];
        kernels.softmax(new float[] {0, -INFINITY, 0, -INFINITY, -INFINITY, -INFINITY}, 0, p, 0, 2, 3);
        assertThat(p).containsExactly(0.5f, 0f, 0.5f, Float.NaN, Float.NaN, Float.NaN);
        kernels.softmax(new float[] {0, INFINITY, 0, 1, Float.NaN, 1}, 0, p, 0, 2, 3);
        assertThat(p).containsOnly(Float.NaN);
    }
}
