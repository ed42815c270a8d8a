package dev.lanewise.kernels.simd.gemm;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;

/**
 * Rows cut into panels side by side ({@link dev.lanewise.kernels.GemmKernels#packRowPanels}), a row or a band of rows
 * at full length, which suits the prefetcher and reads each cache line once.
 */
final class RowPanels {
    /**
     * Rows of a band: few, so that its lines are still in L1 for the next panel however far apart the rows are. With 32
     * 512 x 4096 x 128 TN takes 3 % longer.
     */
    private static final int BAND = 8;

    private RowPanels() {}

    static void pack(int panels, int width, int k, float[] src, int so, int lds, float[] dst, int to) {
        if (width == 4 * LENGTH) {
            for (int p = 0; p < k; p++) {
                fours(panels, src, so + p * lds, dst, to + p * width, width * k);
            }
        } else if (width == 2 * LENGTH) {
            for (int p = 0; p < k; p++) {
                twos(panels, src, so + p * lds, dst, to + p * width, width * k);
            }
        } else if (spill(width) <= width) {
            bands(panels, width, k, src, so, lds, dst, to);
        } else {
            for (int j = 0; j < panels; j++) {
                GemmEdges.packRows(width, width, k, src, so + j * width, lds, dst, to + j * width * k);
            }
        }
    }

    /** Lanes of a row's last vector that are not the panel's. */
    private static int spill(int width) {
        return Math.ceilDiv(width, LENGTH) * LENGTH - width;
    }

    /**
     * Panels that are not whole vectors wide, as those of A: whole vectors all the same, since what a row writes too
     * much is overwritten by the next one; the last row, which has none, is packed by itself.
     */
    private static void bands(int panels, int width, int k, float[] src, int so, int lds, float[] dst, int to) {
        int last = k - 1;
        for (int p = 0; p < last; p += BAND) {
            int rows = Math.min(BAND, last - p);
            for (int j = 0; j < panels; j++) {
                band(rows, width, src, so + p * lds + j * width, lds, dst, to + j * width * k + p * width);
            }
        }
        for (int j = 0; j < panels; j++) {
            GemmEdges.packRows(
                    width, width, 1, src, so + last * lds + j * width, lds, dst, to + (j * k + last) * width);
        }
    }

    private static void band(int rows, int width, float[] src, int so, int lds, float[] dst, int to) {
        if (width <= LENGTH) {
            for (int i = 0; i < rows; i++) {
                FloatVector.fromArray(F, src, so + i * lds).intoArray(dst, to + i * width);
            }
            return;
        }
        for (int i = 0; i < rows; i++) {
            for (int x = 0; x < width; x += LENGTH) {
                FloatVector.fromArray(F, src, so + i * lds + x).intoArray(dst, to + i * width + x);
            }
        }
    }

    /** One row, four vectors to a panel. A method of its own is compiled after far fewer rows than a loop around it. */
    private static void fours(int panels, float[] src, int so, float[] dst, int to, int panel) {
        for (int j = 0; j < panels; j++) {
            int s = so + j * 4 * LENGTH;
            int d = to + j * panel;
            FloatVector.fromArray(F, src, s).intoArray(dst, d);
            FloatVector.fromArray(F, src, s + LENGTH).intoArray(dst, d + LENGTH);
            FloatVector.fromArray(F, src, s + 2 * LENGTH).intoArray(dst, d + 2 * LENGTH);
            FloatVector.fromArray(F, src, s + 3 * LENGTH).intoArray(dst, d + 3 * LENGTH);
        }
    }

    /** One row, two vectors to a panel. */
    private static void twos(int panels, float[] src, int so, float[] dst, int to, int panel) {
        for (int j = 0; j < panels; j++) {
            int s = so + j * 2 * LENGTH;
            FloatVector.fromArray(F, src, s).intoArray(dst, to + j * panel);
            FloatVector.fromArray(F, src, s + LENGTH).intoArray(dst, to + j * panel + LENGTH);
        }
    }
}
