package dev.lanewise.kernels.gemm;

import dev.lanewise.kernels.Thresholds;

/**
 * Which rows of a matrix that is read in place are read side by side: not neighbours, but rows as far apart as they
 * can be. Then each of the rows that follow one another is read by the same stream, which goes on through memory as
 * long as the block does, and the processor fetches ahead of it; streams of neighbours would end with their rows.
 */
final class Streams {
    private Streams() {}

    /**
     * How far apart the rows are that are read together, 1 for neighbours. It is odd, so that streams do not all meet
     * in the same sets of the cache. The first {@code together} times as many rows are read so, others as neighbours.
     *
     * @param together how many rows are read side by side
     */
    static int apart(int rows, int together) {
        int each = rows / together;
        return each < Thresholds.ROWS_A_STREAM ? 1 : each - 1 | 1;
    }
}
