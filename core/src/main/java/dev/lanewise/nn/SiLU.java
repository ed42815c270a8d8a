package dev.lanewise.nn;

import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Tensor;

/** Sigmoid linear unit {@code x sigmoid(x)}, also called swish. */
public final class SiLU extends Layer {
    @Override
    public Tensor forward(Tensor x) {
        return Activations.silu(x);
    }
}
