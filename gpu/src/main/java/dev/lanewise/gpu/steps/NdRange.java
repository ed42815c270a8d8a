package dev.lanewise.gpu.steps;

import dev.lanewise.gpu.opencl.Kernel;

/**
 * How many work items a kernel gets: a line of groups, each of one dimension or of two. The second dimension has one
 * group, as graphics cards take no more than 65535 there.
 *
 * @param groupX items of a group along the first dimension
 * @param groupY items of a group along the second; 1 if there is one dimension
 * @param groups how many groups
 */
public record NdRange(int groupX, int groupY, long groups) {
    /** Work items along a dimension: what a device of 32 bits can count. */
    private static final long MOST_ITEMS = 0xffff_ffffL;

    /**
     * Checks the sizes.
     *
     * @throws UnsupportedOperationException if there are more items than devices take, or more groups than kernels
     *     count in an {@code int}
     */
    public NdRange {
        long most = Math.min(MOST_ITEMS / groupX, Integer.MAX_VALUE);
        if (groups > most) {
            throw new UnsupportedOperationException(groups + " groups of " + groupX + " by " + groupY
                    + " work items, of which devices take up to " + most);
        }
    }

    /** Groups of one dimension. */
    public static NdRange groups(int size, long count) {
        return new NdRange(size, 1, count);
    }

    /** Groups of two dimensions. */
    public static NdRange tiles(int groupX, int groupY, long count) {
        return new NdRange(groupX, groupY, count);
    }

    /** How many items a group has. */
    int items() {
        return groupX * groupY;
    }

    /** Has a kernel run; does nothing if there are no groups. */
    public void launch(Kernel kernel) {
        if (groups == 0) {
            return;
        }
        if (groupY == 1) {
            kernel.launch(groupX, groups);
        } else {
            kernel.launch(groupX, groupY, groups);
        }
    }
}
