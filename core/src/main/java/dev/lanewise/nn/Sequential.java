package dev.lanewise.nn;

import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.List;

/** Layers one after the other, named by their position: {@code 0}, {@code 1}, ... */
public final class Sequential extends Layer {
    private final List<Layer> layers;

    /**
     * Layers in the order in which they are applied.
     *
     * @throws IllegalArgumentException if the array or a layer is null
     */
    public Sequential(Layer... layers) {
        Required.nonNull("Sequential: the array of layers", layers);
        for (int i = 0; i < layers.length; i++) {
            child(Integer.toString(i), layers[i]);
        }
        this.layers = List.of(layers);
    }

    @Override
    protected Tensor compute(Tensor x) {
        Tensor y = x;
        for (Layer layer : layers) {
            y = layer.forward(y);
        }
        return y;
    }

    /** The layers in order. */
    public List<Layer> layers() {
        return layers;
    }

    @Override
    public Sequential copy() {
        return copied(() -> new Sequential(layers.stream().map(Copying::child).toArray(Layer[]::new)));
    }
}
