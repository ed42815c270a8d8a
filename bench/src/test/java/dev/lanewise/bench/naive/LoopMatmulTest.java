package dev.lanewise.bench.naive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LoopMatmulTest {
    private static final int[][] SIZES = {{1, 1, 1}, {2, 3, 4}, {5, 1, 7}, {1, 6, 3}, {17, 33, 9}, {3, 2, 0}};

    static Stream<LoopMatmul> orders() {
        return Stream.of(new DotProductMatmul(), new AxpyMatmul());
    }

    @ParameterizedTest
    @MethodSource("orders")
    void everyTranspositionGivesTheExactProductOfSmallIntegers(LoopMatmul matmul) {
        for (int[] size : SIZES) {
            int m = size[0];
            int n = size[1];
            int k = size[2];
            SplittableRandom random = new SplittableRandom(m * 100L + n);
            float[] a = integers(m * k, random);
            float[] b = integers(k * n, random);
            float[] expected = product(m, n, k, a, b);
            float[] c = new float[m * n];

            Arrays.fill(c, Float.NaN);
            matmul.nn(m, n, k, a, b, c);
            assertThat(c).isEqualTo(expected);

            Arrays.fill(c, Float.NaN);
            matmul.nt(m, n, k, a, transpose(k, n, b), c);
            assertThat(c).isEqualTo(expected);

            Arrays.fill(c, Float.NaN);
            matmul.tn(m, n, k, transpose(m, k, a), b, c);
            assertThat(c).isEqualTo(expected);
        }
    }

    @Test
    void bothOrdersGiveTheSameBits() {
        int m = 13;
        int n = 37;
        int k = 101;
        SplittableRandom random = new SplittableRandom(7);
        float[] a = fractions(m * k, random);
        float[] b = fractions(k * n, random);
        float[] dotProducts = new float[m * n];
        float[] axpys = new float[m * n];

        new DotProductMatmul().nn(m, n, k, a, b, dotProducts);
        new AxpyMatmul().nn(m, n, k, a, b, axpys);

        assertThat(axpys).isEqualTo(dotProducts);
    }

    private static float[] product(int m, int n, int k, float[] a, float[] b) {
        float[] c = new float[m * n];
        for (int i = 0; i < c.length; i++) {
            for (int p = 0; p < k; p++) {
                c[i] += a[i / n * k + p] * b[p * n + i % n];
            }
        }
        return c;
    }

    private static float[] transpose(int rows, int columns, float[] matrix) {
        float[] transposed = new float[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            transposed[i % columns * rows + i / columns] = matrix[i];
        }
        return transposed;
    }

    private static float[] integers(int length, SplittableRandom random) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextInt(-9, 10);
        }
        return values;
    }

    private static float[] fractions(int length, SplittableRandom random) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
