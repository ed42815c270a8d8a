package dev.lanewise.nn;

import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/**
 * A layer and its input, added (He et al. 2015): {@code inner(x) + x}, or {@code inner(x) + shortcut(x)} if the layer
 * changes the shape.
 *
 * {@snippet :
 * new Residual(new Sequential(new Linear(64, 64, random), new ReLU(), new Linear(64, 64, random)));
 * new Residual(new Linear(64, 32, random), new Linear(64, 32, false, random));
 * }
 *
 * <p>The layers are named {@code inner} and {@code shortcut}.
 */
public final class Residual extends Layer {
    private final Layer inner;
    private final Layer shortcut;

    /** Adds the input itself. */
    public Residual(Layer inner) {
        this(inner, new Identity());
    }

    /**
     * Adds what the shortcut makes of the input.
     *
     * @throws IllegalArgumentException if a layer is null
     */
    public Residual(Layer inner, Layer shortcut) {
        Required.nonNull("Residual: the shortcut", shortcut);
        this.inner = child("inner", Required.nonNull("Residual: the inner layer", inner));
        this.shortcut = child("shortcut", shortcut);
    }

    /** Refuses what would broadcast. */
    @Override
    protected Tensor compute(Tensor x) {
        Tensor y = inner.forward(x);
        Tensor kept = shortcut.forward(x);
        if (!y.shape().equals(kept.shape())) {
            throw new IllegalArgumentException("the inner layer makes " + y.shape() + " of " + x.shape()
                    + ", the shortcut " + kept.shape() + ": expected the same shape");
        }
        return y.add(kept);
    }

    /** The layer whose result is added to. */
    public Layer inner() {
        return inner;
    }

    /** What makes of the input what is added; an {@link Identity} unless another was given. */
    public Layer shortcut() {
        return shortcut;
    }

    @Override
    public Residual copy() {
        return copied(() -> new Residual(inner.copy(), shortcut.copy()));
    }
}
