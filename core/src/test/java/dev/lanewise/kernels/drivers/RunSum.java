package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.ReduceKernels;
import java.util.Arrays;

/** The order of sums as {@link ReduceKernels} and {@link Reductions} define it, spelled out for tests. */
final class RunSum {
    private RunSum() {}

    /** One run: 64 lanes, then folded by halves. */
    static float of(float[] x, int xo, int n) {
        float[] lanes = new float[64];
        for (int i = 0; i < n; i++) {
            lanes[i % 64] += x[xo + i];
        }
        for (int half = 32; half >= 1; half /= 2) {
            for (int j = 0; j < half; j++) {
                lanes[j] += lanes[j + half];
            }
        }
        return lanes[0];
    }

    /** A run of any length: chunks of 16384, whose sums are a run again. */
    static float ofLong(float[] run) {
        if (run.length <= 16384) {
            return of(run, 0, run.length);
        }
        float[] sums = new float[(run.length + 16383) / 16384];
        for (int chunk = 0; chunk < sums.length; chunk++) {
            int from = chunk * 16384;
            sums[chunk] = of(run, from, Math.min(16384, run.length - from));
        }
        return ofLong(sums);
    }

    /** A column: chains of 1024 from +0, whose sums are a column again. */
    static float ofColumn(float[] column) {
        if (column.length <= 1024) {
            float sum = 0;
            for (float value : column) {
                sum += value;
            }
            return sum;
        }
        float[] sums = new float[(column.length + 1023) / 1024];
        for (int chunk = 0; chunk < sums.length; chunk++) {
            int from = chunk * 1024;
            sums[chunk] = ofColumn(Arrays.copyOfRange(column, from, Math.min(from + 1024, column.length)));
        }
        return ofColumn(sums);
    }
}
