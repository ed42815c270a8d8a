package dev.lanewise.nn;

import dev.lanewise.tensor.Tensor;
import java.util.List;

/** Layers one after the other, named by their position: {@code 0}, {@code 1}, ... */
public final class Sequential extends Layer {
    private final List<Layer> layers;

    public Sequential(Layer... layers) {
        this.layers = List.of(layers);
        for (int i = 0; i < layers.length; i++) {
            child(Integer.toString(i), layers[i]);
        }
    }

    @Override
    public Tensor forward(Tensor x) {
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
}
