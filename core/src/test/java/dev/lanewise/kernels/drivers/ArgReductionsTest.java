package dev.lanewise.kernels.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Seeds;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class ArgReductionsTest {
    @Test
    void theFirstOfEqualsWins() {
        float[] x = {1, 3, 3, -2, -2, 0, -0f, 0, 0, 0};
        assertThat(argmax(x, 2, 5, 1)).containsExactly(1, 0);
        assertThat(argmin(x, 2, 5, 1)).containsExactly(3, 0);
    }

    @Test
    void theFirstNaNWinsBothWays() {
        float[] x = {1, Float.NaN, Float.POSITIVE_INFINITY, Float.NaN, Float.NaN, 5, Float.NEGATIVE_INFINITY, 2};
        assertThat(argmax(x, 2, 4, 1)).containsExactly(1, 0);
        assertThat(argmin(x, 2, 4, 1)).containsExactly(1, 0);
    }

    @Test
    void infinitiesAreFoundAmongEqualOnes() {
        float low = Float.NEGATIVE_INFINITY;
        assertThat(argmax(new float[] {low, low, low}, 1, 3, 1)).containsExactly(0);
        assertThat(argmin(new float[] {-low, -low, low}, 1, 3, 1)).containsExactly(2);
    }

    @Test
    void everyLineOfABlockIsSearched() {
        SplittableRandom random = Seeds.random(5);
        int outer = 7;
        int len = 90;
        int inner = 41;
        float[] x = new float[outer * len * inner];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextInt(1000);
        }
        int[] largest = argmax(x, outer, len, inner);
        int[] smallest = argmin(x, outer, len, inner);
        for (int line = 0; line < outer * inner; line++) {
            int start = line / inner * len * inner + line % inner;
            for (int k = 0; k < len; k++) {
                float value = x[start + k * inner];
                float max = x[start + largest[line] * inner];
                float min = x[start + smallest[line] * inner];
                assertThat(k < largest[line] ? value < max : value <= max).isTrue();
                assertThat(k < smallest[line] ? value > min : value >= min).isTrue();
            }
        }
    }

    @Test
    void theFirstOfEqualsWinsInALineThatThreadsShare() {
        float[] x = new float[100_000];
        x[17] = -0f;
        assertThat(argmax(x, 1, x.length, 1)).containsExactly(0);
        x[99_999] = 3;
        x[40_000] = 3;
        assertThat(argmax(x, 1, x.length, 1)).containsExactly(40_000);
        assertThat(argmin(x, 1, x.length, 1)).containsExactly(0);
        x[70_001] = Float.NaN;
        assertThat(argmax(x, 1, x.length, 1)).containsExactly(70_001);
        assertThat(argmin(x, 1, x.length, 1)).containsExactly(70_001);
    }

    private static int[] argmax(float[] x, int outer, int len, int inner) {
        int[] y = new int[outer * inner];
        ArgReductions.argmax(x, 0, outer, len, inner, y, 0);
        return y;
    }

    private static int[] argmin(float[] x, int outer, int len, int inner) {
        int[] y = new int[outer * inner];
        ArgReductions.argmin(x, 0, outer, len, inner, y, 0);
        return y;
    }
}
