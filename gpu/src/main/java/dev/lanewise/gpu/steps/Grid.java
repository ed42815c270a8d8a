package dev.lanewise.gpu.steps;

import dev.lanewise.gpu.opencl.Kernel;

/**
 * How many work items a kernel gets, in groups along one or two dimensions.
 *
 * @param groupX items of a group along the first dimension
 * @param groupY items of a group along the second; 1 if there is one dimension
 * @param groupsX groups along the first dimension
 * @param groupsY groups along the second
 */
public record Grid(int groupX, int groupY, long groupsX, long groupsY) {
    /** Work items along a dimension: what a device of 32 bits can count. */
    private static final long MOST_ITEMS = 0xffff_ffffL;

    /** Groups along the second dimension: what common graphics cards take. */
    private static final long MOST_GROUPS_Y = 0xffff;

    /**
     * Checks the sizes.
     *
     * @throws UnsupportedOperationException if there is more along a dimension than devices take
     */
    public Grid {
        if (groupsX > MOST_ITEMS / groupX || groupsY > MOST_ITEMS / groupY || groupsY > MOST_GROUPS_Y) {
            throw new UnsupportedOperationException("gpu: a kernel of " + groupsX + " by " + groupsY + " groups of "
                    + groupX + " by " + groupY + " work items, of which devices take up to " + MOST_ITEMS
                    + " along a dimension and up to " + MOST_GROUPS_Y + " groups along the second");
        }
    }

    /** Groups of one dimension. */
    public static Grid groups(int size, long count) {
        return new Grid(size, 1, count, 1);
    }

    /** Groups in two dimensions. */
    public static Grid tiles(int groupX, int groupY, long groupsX, long groupsY) {
        return new Grid(groupX, groupY, groupsX, groupsY);
    }

    /** How many items a group has. */
    int items() {
        return groupX * groupY;
    }

    /** Has a kernel run; does nothing if there are no groups. */
    public void launch(Kernel kernel) {
        if (groupsX == 0 || groupsY == 0) {
            return;
        }
        if (groupY == 1 && groupsY == 1) {
            kernel.launch(groupX, groupsX);
        } else {
            kernel.launch(groupX, groupY, groupsX, groupsY);
        }
    }
}
