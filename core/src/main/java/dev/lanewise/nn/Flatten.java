package dev.lanewise.nn;

import dev.lanewise.tensor.Tensor;

/** Merges all axes but the first: {@code [N, ...] -> [N, D]}. Nothing is copied. */
public final class Flatten extends Layer {
    @Override
    protected Tensor compute(Tensor x) {
        return x.flatten(1);
    }

    @Override
    public Flatten copy() {
        return copied(Flatten::new);
    }
}
