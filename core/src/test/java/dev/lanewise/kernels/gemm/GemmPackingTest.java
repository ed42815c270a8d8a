package dev.lanewise.kernels.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Parity;
import dev.lanewise.kernels.GemmKernels;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Packing and transposing: every element in its place, and nothing beside it touched. */
@Parity
@ParameterizedClass
@MethodSource("kernels")
class GemmPackingTest {
    private final GemmKernels kernels;

    GemmPackingTest(GemmKernels kernels) {
        this.kernels = kernels;
    }

    static Stream<GemmKernels> kernels() {
        return GemmCase.kernels();
    }

    @Test
    void rowsAreCutIntoPanelsSideBySide() {
        for (int width : new int[] {1, 3, 4, 5, 8, 12, 13, 16, 17, 24, 32, 48, 64}) {
            for (int panels : new int[] {1, 2, 5}) {
                for (int k : new int[] {1, 2, 8, 9, 10, 35}) {
                    int cols = panels * width;
                    int lds = k % 2 == 0 ? cols : cols + 3;
                    float[] source = GemmCase.values((k - 1) * lds + cols, width + k);
                    float[] packed = new float[cols * k + 1];
                    packed[cols * k] = 7f;
                    kernels.packRowPanels(panels, width, k, source, 0, lds, packed, 0);
                    for (int p = 0; p < k; p++) {
                        for (int j = 0; j < cols; j++) {
                            int at = (j / width * k + p) * width + j % width;
                            assertThat(packed[at]).as("%d of %d, %d x %d", j, cols, k, width)
                                    .isEqualTo(source[p * lds + j]);
                        }
                    }
                    assertThat(packed[cols * k]).as("behind %d x %d", k, width).isEqualTo(7f);
                }
            }
        }
    }

    @Test
    void rowsArePackedIntoPanelsOfAnyWidth() {
        int k = 5;
        for (int width = 1; width <= 70; width++) {
            for (int cols : new int[] {1, (width + 1) / 2, width}) {
                float[] source = GemmCase.values(cols * k, width);
                float[] panel = new float[width * k + 1];
                Arrays.fill(panel, 7f);
                kernels.packRows(cols, width, k, source, 0, cols, panel, 0);
                for (int p = 0; p < k; p++) {
                    for (int j = 0; j < width; j++) {
                        float expected = j < cols ? source[p * cols + j] : 0f;
                        assertThat(panel[p * width + j]).as("%d of %d, %d", j, width, cols).isEqualTo(expected);
                    }
                }
                assertThat(panel[width * k]).isEqualTo(7f);
            }
        }
    }

    @Test
    void rowsArePackedAsColumnsAndNothingBehindThePanelAndItsSpillIsTouched() {
        for (int width : new int[] {3, 4, 5, 8, 12, 16, 32, 64}) {
            for (int rows : new int[] {1, (width + 1) / 2, width}) {
                for (int k : new int[] {1, 15, 16, 17, 40}) {
                    float[] source = GemmCase.values(rows * k, width);
                    float[] panel = new float[3 + width * k + GemmKernels.SPILL + 1];
                    Arrays.fill(panel, 7f);
                    kernels.packTransposed(rows, width, k, source, 0, k, panel, 3);
                    for (int p = 0; p < k; p++) {
                        for (int i = 0; i < rows; i++) {
                            assertThat(panel[3 + p * width + i]).as("%d of %d, %d", i, width, p)
                                    .isEqualTo(source[i * k + p]);
                        }
                    }
                    assertThat(panel).startsWith(7f, 7f, 7f).endsWith(7f);
                }
            }
        }
    }

    @Test
    void aMatrixIsTransposedAndNothingBesideItIsTouched() {
        for (int rows : new int[] {1, 2, 7, 15, 16, 17, 30, 48}) {
            for (int cols : new int[] {1, 16, 17, 31, 32, 33, 100}) {
                for (int gap : new int[] {0, 2}) {
                    checkTransposed(rows, cols, rows + gap);
                }
            }
        }
    }

    /** The target has seven elements before and behind the matrix. */
    private void checkTransposed(int rows, int cols, int ldd) {
        float[] source = GemmCase.values(3 + rows * cols, rows);
        float[] target = new float[7 + cols * ldd + 7];
        Arrays.fill(target, 7f);
        float[] expected = target.clone();
        for (int p = 0; p < cols; p++) {
            for (int i = 0; i < rows; i++) {
                expected[7 + p * ldd + i] = source[3 + i * cols + p];
            }
        }
        kernels.transpose(rows, cols, source, 3, cols, target, 7, ldd);
        assertThat(target).as("%d x %d to lines of %d", rows, cols, ldd).isEqualTo(expected);
    }
}
