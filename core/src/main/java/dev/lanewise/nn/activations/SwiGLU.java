package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Activations;

/** The first half along an axis, times {@code silu} of the second (Shazeer 2020). */
public final class SwiGLU extends Activation<SwiGLU> {
    /** Along the last axis. */
    public SwiGLU() {
        this(-1);
    }

    /** Along an axis; negative ones count from the end. */
    public SwiGLU(int axis) {
        super(x -> Activations.swiglu(x, axis), () -> new SwiGLU(axis), "axis " + axis);
    }
}
