package dev.lanewise.nn;

import dev.lanewise.tensor.Tensor;

/** All axes but the first as one: {@code [N, ...] -> [N, D]}. Nothing is copied. */
public final class Flatten extends Layer {
    @Override
    public Tensor forward(Tensor x) {
        return x.flatten(1);
    }
}
