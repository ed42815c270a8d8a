package dev.lanewise.gpu.steps;

import dev.lanewise.gpu.opencl.Kernel;

/** Where stages get their kernels from; each has arguments of its own. What was compiled once is not compiled again. */
public interface Kernels {
    /**
     * A kernel of a file.
     *
     * @param file in the folder {@code kernels}, without its ending
     */
    Kernel inFile(String file, String name);

    /**
     * A kernel that was written for a step.
     *
     * @param code of the kernel alone; the functions of {@code math.cl} and {@code lanes.cl} are known
     */
    Kernel ofCode(String code, String name);
}
