package dev.lanewise.zoo;

import dev.lanewise.nn.Layer;

/**
 * Decides what stands at the places of linear layers while a network is built ({@link Weights#adapting}): the layer
 * itself, or one around it that learns beside it ({@link dev.lanewise.zoo.lora.Lora}).
 */
@FunctionalInterface
public interface LinearAdapter {
    /**
     * A linear layer's place in a network.
     *
     * @param path its path in the block that reads the weights, such as {@code encoder.layer.0.attention.self.query}
     * @param in the size of the last axis of its inputs
     * @param out the size of the last axis of its outputs
     * @param transposed whether its weight is {@code [in, out]}, as in GPT-2, instead of {@code [out, in]}
     */
    record Place(String path, int in, int out, boolean transposed) {}

    /** The layer for a place: the plain one, or another of the same sizes that has it as a child. */
    Layer adapt(Place place, Layer plain);
}
