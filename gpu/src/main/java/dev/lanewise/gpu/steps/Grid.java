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
