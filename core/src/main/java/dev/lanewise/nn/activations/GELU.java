package dev.lanewise.nn.activations;

import dev.lanewise.nn.Layer;
import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Tensor;

/** Gaussian error linear unit {@code x Phi(x)}, exact (Hendrycks 2016). */
public final class GELU extends Layer {
    @Override
    protected Tensor compute(Tensor x) {
        return Activations.gelu(x);
    }

    @Override
    public GELU copy() {
        return copied(GELU::new);
    }
}
