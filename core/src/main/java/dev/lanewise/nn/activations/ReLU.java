package dev.lanewise.nn.activations;

import dev.lanewise.nn.Layer;
import dev.lanewise.tensor.Tensor;

/** Rectified linear unit {@code max(x, 0)}. */
public final class ReLU extends Layer {
    @Override
    protected Tensor compute(Tensor x) {
        return x.relu();
    }

    @Override
    public ReLU copy() {
        return copied(ReLU::new);
    }
}
