package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Activations;

/** The first half along an axis, times {@code gelu} of the second (Shazeer 2020). */
public final class GEGLU extends Activation<GEGLU> {
    /** Along the last axis. */
    public GEGLU() {
        this(-1);
    }

    /** Along an axis; negative ones count from the end. */
    public GEGLU(int axis) {
        super(x -> Activations.geglu(x, axis), () -> new GEGLU(axis), "axis " + axis);
    }
}
