package dev.lanewise.gpu.steps;

import dev.lanewise.gpu.opencl.Kernel;

/** How many work items a kernel gets. */
final class Work {
    /** Items of a group, where the kernel does not say. */
    private static final int GROUP = 64;

    private Work() {}

    /** Launches an item for each element, in whole groups; the kernel leaves out those that are too many. */
    static void launch(Kernel kernel, int elements) {
        if (elements > 0) {
            kernel.launch(GROUP, Math.ceilDiv(elements, GROUP));
        }
    }
}
