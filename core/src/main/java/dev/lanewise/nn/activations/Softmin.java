package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Activations;

/** Softmax of {@code -x} along an axis: the smallest gets most. */
public final class Softmin extends Activation<Softmin> {
    /** Along an axis; negative ones count from the end. */
    public Softmin(int axis) {
        super(x -> Activations.softmin(x, axis), () -> new Softmin(axis), "axis " + axis);
    }
}
