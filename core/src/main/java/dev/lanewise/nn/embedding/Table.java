package dev.lanewise.nn.embedding;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/** The weights of embeddings: drawn or given, and checked. */
final class Table {
    private Table() {}

    /** Drawn from the standard normal distribution, with zeros in the row of the padding index; -1 for none. */
    static Tensor drawn(String layer, int count, int width, int padding, RandomSource random) {
        if (count <= 0 || width <= 0) {
            throw new IllegalArgumentException(layer + ": sizes must be positive, got " + count + " and " + width);
        }
        requirePadding(layer, padding, count);
        Tensor weight = Required.nonNull(layer + ": the random source", random).normal(count, width);
        if (padding >= 0) {
            weight.slice(0, padding, padding + 1).assign(Tensor.zeros(1, width));
        }
        return weight;
    }

    /** As given, if shape and padding index fit. */
    static Tensor given(String layer, Tensor weight, int padding) {
        Required.nonNull(layer + ": the weight", weight);
        if (weight.rank() != 2) {
            throw new IllegalArgumentException(layer + ": weight " + weight.shape() + ": expected [vocabulary, width]");
        }
        requirePadding(layer, padding, weight.dim(0));
        return weight;
    }

    private static void requirePadding(String layer, int padding, int count) {
        if (padding >= count) {
            throw new IllegalArgumentException(
                    layer + ": padding index " + padding + " is outside the vocabulary of " + count);
        }
    }
}
