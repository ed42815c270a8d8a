package dev.lanewise.nn.activations;

import dev.lanewise.nn.Layer;
import dev.lanewise.tensor.Tensor;

/** Softmax along an axis. Not needed before losses that take logits. */
public final class Softmax extends Layer {
    private final int axis;

    public Softmax(int axis) {
        this.axis = axis;
    }

    @Override
    protected Tensor compute(Tensor x) {
        return x.softmax(axis);
    }

    @Override
    public Softmax copy() {
        return copied(() -> new Softmax(axis));
    }

    @Override
    protected String describe() {
        return "axis " + axis;
    }
}
