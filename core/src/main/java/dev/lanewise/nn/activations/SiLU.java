package dev.lanewise.nn.activations;

import dev.lanewise.nn.Layer;
import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Tensor;

/** Sigmoid linear unit {@code x sigmoid(x)}, also called swish. */
public final class SiLU extends Layer {
    @Override
    protected Tensor compute(Tensor x) {
        return Activations.silu(x);
    }

    @Override
    public SiLU copy() {
        return copied(SiLU::new);
    }
}
