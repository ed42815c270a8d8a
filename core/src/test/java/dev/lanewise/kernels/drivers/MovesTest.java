package dev.lanewise.kernels.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Seeds;
import dev.lanewise.kernels.gemm.NaiveGemm;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("quick")
class MovesTest {
    private static final float GUARD = -77f;

    private static final SplittableRandom RANDOM = Seeds.random(51);

    @RepeatedTest(60)
    void axesArePermutedAsByIndexLoops() {
        int rank = RANDOM.nextInt(6);
        int[] shape = new int[rank];
        int[] axes = new int[rank];
        int total = 1;
        for (int axis = 0; axis < rank; axis++) {
            shape[axis] = RANDOM.nextInt(10) == 0 ? 0 : 1 + RANDOM.nextInt(rank < 3 ? 200 : 9);
            total *= shape[axis];
            int at = RANDOM.nextInt(axis + 1);
            axes[axis] = axes[at];
            axes[at] = axis;
        }
        assertPermuted(shape, axes, total);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 300, 200", "3, 16, 17", "1, 1, 5000", "2, 5000, 1", "40, 33, 31", "3, 64, 600",
        "0, 3, 4", "2, 0, 4"})
    void matricesAreTransposed(int batch, int rows, int cols) {
        float[] x = numbered(batch * rows * cols + 3);
        float[] y = guarded(batch * rows * cols);
        Moves.permute(x, 3, new int[] {batch, rows, cols}, new int[] {0, 2, 1}, y, 2);
        float[] expected = guarded(batch * rows * cols);
        for (int b = 0; b < batch; b++) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < cols; j++) {
                    expected[2 + (b * cols + j) * rows + i] = x[3 + (b * rows + i) * cols + j];
                }
            }
        }
        assertThat(y).isEqualTo(expected);
    }

    private static void assertPermuted(int[] shape, int[] axes, int total) {
        float[] x = numbered(total + 3);
        float[] y = guarded(total);
        float[] expected = guarded(total);
        Moves.permute(x, 3, shape, axes, y, 2);
        int rank = shape.length;
        for (int position = 0; position < total; position++) {
            int[] index = new int[rank];
            int rest = position;
            for (int k = rank - 1; k >= 0; k--) {
                index[axes[k]] = rest % shape[axes[k]];
                rest /= shape[axes[k]];
            }
            int from = 0;
            for (int axis = 0; axis < rank; axis++) {
                from = from * shape[axis] + index[axis];
            }
            expected[2 + position] = x[3 + from];
        }
        assertThat(y).as("%s by %s", Arrays.toString(shape), Arrays.toString(axes)).isEqualTo(expected);
    }

    @RepeatedTest(30)
    void slicesAreTakenPutBackAndPadded() {
        int outer = RANDOM.nextInt(20);
        int inner = RANDOM.nextInt(300);
        int start = RANDOM.nextInt(5);
        int count = RANDOM.nextInt(8);
        int len = start + count + RANDOM.nextInt(4);
        float[] x = numbered(outer * len * inner + 3);
        float[] taken = guarded(outer * count * inner);
        Moves.slice(x, 3, outer, len, inner, start, count, taken, 2);
        float[] padded = guarded(outer * len * inner);
        float[] placed = guarded(outer * len * inner);
        float[] expectedTaken = guarded(outer * count * inner);
        float[] expectedPadded = guarded(outer * len * inner);
        float[] expectedPlaced = guarded(outer * len * inner);
        Moves.pad(taken, 2, outer, count, inner, padded, 2, len, start);
        Moves.place(taken, 2, outer, count, inner, placed, 2, len, start);
        for (int o = 0; o < outer; o++) {
            for (int k = 0; k < len; k++) {
                for (int j = 0; j < inner; j++) {
                    int at = (o * len + k) * inner + j;
                    boolean inside = k >= start && k < start + count;
                    expectedPadded[2 + at] = inside ? x[3 + at] : 0;
                    if (inside) {
                        expectedTaken[2 + (o * count + k - start) * inner + j] = x[3 + at];
                        expectedPlaced[2 + at] = x[3 + at];
                    }
                }
            }
        }
        assertThat(taken).isEqualTo(expectedTaken);
        assertThat(padded).isEqualTo(expectedPadded);
        assertThat(placed).isEqualTo(expectedPlaced);
    }

    @Test
    void partsAreConcatenatedByPlacingOneAfterTheOther() {
        float[] y = new float[12];
        Moves.place(new float[] {1, 2, 3, 4}, 0, 2, 1, 2, y, 0, 3, 0);
        Moves.place(new float[] {5, 6, 7, 8, 9, 10, 11, 12}, 0, 2, 2, 2, y, 0, 3, 1);
        assertThat(y).containsExactly(1, 2, 5, 6, 7, 8, 3, 4, 9, 10, 11, 12);
    }

    @ParameterizedTest
    @CsvSource({"0, 3", "5, 0", "7, 1", "50, 10", "300, 200", "3, 20000"})
    void rowsAreGatheredAndTheirGradientsScatteredInOrder(int n, int cols) {
        int rows = 9;
        float[] table = new float[rows * cols + 1];
        int[] index = new int[n + 2];
        for (int i = 0; i < table.length; i++) {
            table[i] = (float) RANDOM.nextGaussian();
        }
        Arrays.setAll(index, i -> RANDOM.nextInt(rows));
        float[] gathered = guarded(n * cols);
        float[] expected = guarded(n * cols);
        float[] expectedSum = guarded(rows * cols);
        Arrays.fill(expectedSum, 2, 2 + rows * cols, 0f);
        Moves.takeRows(table, 1, cols, index, 2, n, gathered, 2);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < cols; j++) {
                expected[2 + i * cols + j] = table[1 + index[2 + i] * cols + j];
                expectedSum[2 + index[2 + i] * cols + j] += expected[2 + i * cols + j];
            }
        }
        assertThat(gathered).isEqualTo(expected);
        float[] sum = guarded(rows * cols);
        Moves.addRows(gathered, 2, cols, Arrays.copyOfRange(index, 2, n + 2), sum, 2, rows);
        assertThat(sum).isEqualTo(expectedSum);
    }

    /** The definition: the product with the one-hot matrix, transposed. */
    @ParameterizedTest
    @CsvSource({"512, 3, 1", "513, 3, 1", "1024, 5, 1", "1025, 5, 2", "5000, 70, 3", "3000, 9, 40", "10000, 70, 4"})
    void scatteredRowsAreAddedInChains(int n, int cols, int rows) {
        int[] index = new int[n + 3];
        float[] x = new float[n * cols + 2];
        float[][] columns = new float[rows][0];
        for (int i = 0; i < n; i++) {
            int row = RANDOM.nextInt(2) == 0 ? RANDOM.nextInt(rows) : 0;
            index[3 + i] = row;
            columns[row] = Arrays.copyOf(columns[row], columns[row].length + 1);
        }
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) RANDOM.nextGaussian();
        }
        float[] expected = new float[rows * cols];
        for (int j = 0; j < cols; j++) {
            int[] filled = new int[rows];
            for (int i = 0; i < n; i++) {
                columns[index[3 + i]][filled[index[3 + i]]++] = x[2 + i * cols + j];
            }
            for (int row = 0; row < rows; row++) {
                float[] ones = new float[columns[row].length];
                Arrays.fill(ones, 1f);
                NaiveGemm.multiply(
                        false, false, 1, 1, ones.length, ones, 0, ones.length, columns[row], 0, 1,
                        expected, row * cols + j, 1);
            }
        }
        float[] sum = new float[rows * cols + 1];
        Moves.addRows(x, 2, cols, Arrays.copyOfRange(index, 3, n + 3), sum, 1, rows);
        assertThat(Arrays.copyOfRange(sum, 1, sum.length)).isEqualTo(expected);
    }

    @Test
    void labelsBecomeOneHotRows() {
        float[] y = {5, 5, 5, 5, 5, 5, 5};
        Moves.oneHot(new int[] {9, 2, 0}, 1, 2, 3, y, 1);
        assertThat(y).containsExactly(5, 0, 0, 1, 1, 0, 0);
    }

    private static float[] numbered(int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = i;
        }
        return x;
    }

    /** Room for {@code n} results between two values on either side that must stay. */
    private static float[] guarded(int n) {
        float[] y = new float[n + 4];
        Arrays.fill(y, GUARD);
        return y;
    }
}
