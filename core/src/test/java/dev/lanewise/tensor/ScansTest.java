package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Seeds;
import dev.lanewise.TestTensors;
import dev.lanewise.tensor.primitives.ScanOp;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Running results: their order of additions, and their edges. */
class ScansTest {
    /** The definition, an element at a time. */
    private static float[] sums(float[] x, int len, int inner) {
        float[] y = new float[x.length];
        for (int j = 0; j < inner; j++) {
            float before = 0;
            for (int chunk = 0; chunk < len; chunk += 1024) {
                float sum = x[chunk * inner + j];
                for (int k = chunk; k < Math.min(len, chunk + 1024); k++) {
                    sum = k == chunk ? sum : sum + x[k * inner + j];
                    y[k * inner + j] = chunk == 0 ? sum : before + sum;
                }
                before = chunk == 0 ? sum : before + sum;
            }
        }
        return y;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1023, 1", "1025, 1", "4095, 1", "4096, 1", "4097, 1", "70001, 1", "9217, 1", "3, 2",
        "2050, 3", "1024, 257", "1030, 600"})
    void sumsAreThoseOfTheDefinition(int len, int inner) {
        SplittableRandom random = Seeds.random(len * 1000L + inner);
        float[] x = new float[len * inner];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble(-1, 1);
        }
        assertThat(Scans.cumsum(Tensor.of(Shape.of(len, inner), x), 0).toArray()).isEqualTo(sums(x, len, inner));
        assertThat(Scans.cumsum(Tensor.of(x).reshape(1, -1), 1).toArray()).isEqualTo(sums(x, x.length, 1));
    }

    @Test
    void extremesKeepNanAndNameTheLastOfEqualOnes() {
        Sorting.Placed largest = Scans.cummax(Tensor.of(1f, 1f, 0f, Float.NaN, 5f), 0);
        assertThat(largest.values().toArray()).containsExactly(1f, 1f, 1f, Float.NaN, Float.NaN);
        assertThat(largest.indices().toArray()).containsExactly(0, 1, 1, 3, 3);
        assertThat(Scans.cummin(Tensor.of(Float.NaN, 1f), 0).indices().toArray()).containsExactly(0, 0);
    }

    /** Sixteen factors of 2^120 leave the range of doubles, and as many of 2^-120 come back. */
    @Test
    void productsComeBackFromBeyondTheRangeOfDoubles() {
        float[] x = new float[32];
        Arrays.fill(x, 0, 16, 0x1p120f);
        Arrays.fill(x, 16, 32, 0x1p-120f);
        float[] y = Scans.cumprod(Tensor.of(x), 0).toArray();
        assertThat(y[15]).isInfinite();
        assertThat(y[30]).isEqualTo(0x1p120f);
        assertThat(y[31]).isOne();
        assertThat(new ScanOp.CumProd(0).needsDoubles()).isTrue();
    }

    @Test
    void gradientsOfProductsHoldAtZeros() {
        Tensor x = Tensor.of(2f, 0f, 3f, 0f, 5f).requiresGrad(true);
        Scans.cumprod(x, 0).sum().backward();
        assertThat(TestTensors.gradOrZero(x).toArray()).containsExactly(1f, 8f, 0f, 0f, 0f);
    }

    @Test
    void logSumsNeitherOverflowNorMakeNan() {
        float infinity = Float.POSITIVE_INFINITY;
        assertThat(Scans.logcumsumexp(Tensor.of(-infinity, -infinity, 1000f, infinity, 0f), 0).toArray())
                .containsExactly(-infinity, -infinity, 1000f, infinity, infinity);
    }

    @Test
    void emptyTensorsHaveEmptyScans() {
        assertThat(Scans.cumsum(Tensor.zeros(2, 0), 1).shape()).isEqualTo(Shape.of(2, 0));
        assertThat(Scans.cummax(Tensor.zeros(0, 2), 0).values().shape()).isEqualTo(Shape.of(0, 2));
        assertThat(Scans.diff(Tensor.of(1f), 0).size()).isZero();
        assertThat(Scans.diff(Tensor.of(1f, 4f), 0, 5).size()).isZero();
    }
}
