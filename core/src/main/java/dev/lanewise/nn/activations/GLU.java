package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Activations;

/** Gated linear unit: the first half along an axis, times {@code sigmoid} of the second (Dauphin et al. 2017). */
public final class GLU extends Activation<GLU> {
    /** Along the last axis. */
    public GLU() {
        this(-1);
    }

    /** Along an axis; negative ones count from the end. */
    public GLU(int axis) {
        super(x -> Activations.glu(x, axis), () -> new GLU(axis), "axis " + axis);
    }
}
