package dev.lanewise.gpu.steps;

import dev.lanewise.kernels.ReduceKernels;

/** What kernels count, in {@code int}: elements, work items, entries of tables. */
public final class Counts {
    /**
     * The most of all. Loops of kernels step beyond the last element by less than a chunk of a sum, and sizes are
     * rounded up to tiles and groups, which are smaller: neither leaves the ints.
     */
    public static final int MOST = Integer.MAX_VALUE - 2 * ReduceKernels.CHUNK;

    private Counts() {}

    /**
     * A count as an {@code int}.
     *
     * @param what is counted, for the message
     * @throws UnsupportedOperationException if there are more than {@link #MOST}
     */
    public static int of(long count, String what) {
        if (count > MOST) {
            throw new UnsupportedOperationException(
                    count + " " + what + ", more than the " + MOST + " that kernels count");
        }
        return (int) count;
    }
}
