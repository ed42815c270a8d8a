package dev.lanewise.gpu.steps;

import dev.lanewise.gpu.opencl.Program;
import dev.lanewise.tensor.Op;

/** A step of a program on a device. */
public interface Stage {
    /** Code that belongs to this step alone, to be compiled together with the kernels that all share. */
    default String code() {
        return "";
    }

    /** Makes its kernels. */
    void prepare(Program program);

    /**
     * Launches its kernels.
     *
     * @param op of this run: its attributes may be others than those that the stage was made for
     */
    void launch(Op op);
}
