package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.parallel.Parallel;

/**
 * The weights of a {@link TapProduct} as its tiles read them: for each group, depth and panel of rows a column for
 * each tap of each plane. A panel of rows that are stored plane by plane is transposed first, a few planes at a time,
 * and its columns go to their places then: both are done by vectors.
 */
final class TapWeights implements Parallel.Part {
    /** Greatest depth of a panel: a chain, and a short last one. */
    private static final int DEEPEST = GemmKernels.CHAIN + Thresholds.SHORT_CHAIN;

    /** Floats that are transposed at a time: they stay in the L1 cache. */
    private static final int AT_ONCE = 1 << 13;

    /** With fewer planes the columns of a tap are too few for vectors. */
    private static final int LEAST_PLANES = 16;

    private final GemmKernels gemm;
    private final int[] taps;
    private final int planes;
    private final int rows;
    private final int k;

    /** Where panels begin. */
    private final int[] panels;

    private final int padded;

    private float[] w = {};
    private int wo;
    private int ofGroup;
    private int ofRow;
    private int ofPlane;
    private float[] packed = {};

    /**
     * Weights to be packed.
     *
     * @param planes that a group reads
     * @param rows of a group
     */
    TapWeights(GemmKernels gemm, int[] taps, int planes, int rows) {
        this.gemm = gemm;
        this.taps = taps;
        this.planes = planes;
        this.rows = rows;
        this.k = taps.length * planes;
        int count = 0;
        int i = 0;
        int end = 0;
        for (; i < rows; i += gemm.rows(rows - i)) {
            end = i + gemm.height(gemm.rows(rows - i));
            count++;
        }
        this.padded = end;
        this.panels = new int[count];
        for (int panel = 1; panel < count; panel++) {
            panels[panel] = panels[panel - 1] + gemm.rows(rows - panels[panel - 1]);
        }
    }

    /** Rows with the padding of the last panel. */
    int padded() {
        return padded;
    }

    /** Depth of the panels when so much remains. */
    static int depth(int remaining) {
        return remaining <= DEEPEST ? remaining : GemmKernels.CHAIN;
    }

    /** How many panels a group has. */
    int panels() {
        return panels.length;
    }

    /** The first row of a panel. */
    int row(int panel) {
        return panels[panel];
    }

    /** How many rows a panel has. */
    int high(int panel) {
        return gemm.rows(rows - panels[panel]);
    }

    /** Says where weights are: {@code w[wo + group * ofGroup + row * ofRow + plane * ofPlane + tap]}. */
    TapWeights of(float[] w, int wo, int ofGroup, int ofRow, int ofPlane) {
        this.w = w;
        this.wo = wo;
        this.ofGroup = ofGroup;
        this.ofRow = ofRow;
        this.ofPlane = ofPlane;
        return this;
    }

    /** Packs all weights of some groups to what is behind {@link ConvScratch#FIRST}. */
    void pack(int groups, float[] to) {
        this.packed = to;
        int parts = groups * panels.length;
        if ((long) groups * padded * k < Thresholds.PRODUCT_ALONE / 4) {
            for (int part = 0; part < parts; part++) {
                run(part);
            }
        } else {
            Parallel.forEach(parts, this);
        }
    }

    @Override
    public void run(int part) {
        int group = part / panels.length;
        int panel = part % panels.length;
        int from = wo + group * ofGroup + panels[panel] * ofRow;
        int high = high(panel);
        columns(from, high, gemm.height(high), packed, ConvScratch.FIRST + group * padded * k, padded, panels[panel]);
    }

    /** Packs a panel of the first group, one depth after the other. */
    void panel(int panel, float[] to, int at) {
        columns(panels[panel], high(panel), gemm.height(high(panel)), to, at);
    }

    /** Packs some rows of the first group as columns of a panel of some width, one depth after the other. */
    void columns(int row, int high, int width, float[] to, int at) {
        columns(wo + row * ofRow, high, width, to, at, width, 0);
    }

    /**
     * Packs some rows.
     *
     * @param height rows of a panel, with padding
     * @param of rows that are packed together, with padding
     * @param row the first one's number among them
     */
    private void columns(int from, int high, int height, float[] to, int at, int of, int row) {
        if (planes >= LEAST_PLANES && ofPlane == taps.length && taps[ofPlane - 1] == ofPlane - 1) {
            byVectors(from, high, height, to, at, of, row);
            return;
        }
        int kb;
        for (int q = 0; q < k; q += kb) {
            kb = depth(k - q);
            byElements(from, high, height, q, kb, to, at + of * q + row * kb);
        }
    }

    private void byVectors(int from, int high, int height, float[] to, int begin, int of, int row) {
        int some = Math.max(1, AT_ONCE / (taps.length * height));
        int last = 0; // where the last panel of the depth begins
        while (depth(k - last) < k - last) {
            last += GemmKernels.CHAIN;
        }
        ConvScratch scratch = ConvScratch.POOL.take();
        scratch.reserve((long) some * taps.length * height + GemmKernels.SPILL, 0);
        for (int plane = 0; plane < planes; plane += some) {
            int count = Math.min(some, planes - plane);
            gemm.packTransposed(high, height, count * taps.length, w, from + plane * ofPlane, ofRow, scratch.memory,
                    ConvScratch.FIRST);
            for (int tap = 0; tap < taps.length; tap++) {
                int done = 0;
                while (done < count) {
                    int at = tap * planes + plane + done;
                    int q = Math.min(at - at % GemmKernels.CHAIN, last);
                    int kb = q == last ? k - q : GemmKernels.CHAIN;
                    int length = Math.min(count - done, q + kb - at);
                    gemm.packRows(high, height, length, scratch.memory,
                            ConvScratch.FIRST + (done * taps.length + tap) * height, taps.length * height, to,
                            begin + of * q + row * kb + (at - q) * height);
                    done += length;
                }
            }
        }
        ConvScratch.POOL.giveBack(scratch);
    }

    private void byElements(int from, int high, int height, int q, int kb, float[] to, int at) {
        for (int i = 0; i < high; i++) {
            int tap = q / planes;
            int plane = q % planes;
            for (int p = 0; p < kb; tap++, plane = 0) {
                int end = Math.min(kb, p + planes - plane);
                int element = from + i * ofRow + plane * ofPlane + taps[tap];
                for (; p < end; p++, element += ofPlane) {
                    to[at + p * height + i] = w[element];
                }
            }
        }
    }
}
