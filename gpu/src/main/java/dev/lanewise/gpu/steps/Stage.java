package dev.lanewise.gpu.steps;

import dev.lanewise.tensor.Op;

/** A step of a program on a device: {@link Launch} for most, {@link Sequence} for several kernels one after another. */
public interface Stage {
    /** Makes its kernels and sets what stays from run to run. */
    void prepare(Kernels kernels);

    /**
     * Launches its kernels.
     *
     * @param op of this run: its attributes may be others than those that the stage was made for
     */
    void launch(Op op);
}
