package dev.lanewise.zoo;

import dev.lanewise.io.FormatException;
import dev.lanewise.io.SafetensorsFile;
import dev.lanewise.nn.Block;
import dev.lanewise.nn.Init;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.embedding.Embedding;
import dev.lanewise.nn.norm.LayerNorm;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelFolder;
import java.util.Map;
import java.util.function.Function;

/**
 * Gives a network its parameters while it is built: those of a file, read one by one right to where they stay, or random
 * ones. Names are paths in the block, which are those in the file, so that what is trained is saved as it was read.
 *
 * {@snippet :
 * Layer query = child("query", weights.at("self").linear("query", width, width));    // self.query.weight and .bias
 * }
 *
 * <p>A stored tensor is compared with the shape that is asked for before memory is taken for it: a configuration of
 * absurd sizes fails at the first tensor.
 */
public final class Weights {
    /** What a tensor without stored values begins with. */
    enum Start {
        NORMAL, ZEROS, ONES
    }

    /** Where tensors come from. */
    interface Source {
        Tensor read(String path, Start start, int... shape);

        boolean has(String path);
    }

    private final Source source;
    private final String scope;

    private Weights(Source source, String scope) {
        this.source = source;
        this.scope = scope;
    }

    /**
     * Random weights: normal ones where a stored model has matrices, zeros for biases, ones for the scales of
     * normalisations.
     *
     * @param deviation of the normal distribution around 0 ({@code initializer_range}, mostly 0.02)
     */
    public static Weights random(RandomSource random, double deviation) {
        Required.nonNull("Weights: the random source", random);
        return new Weights(new Source() {
            @Override
            public Tensor read(String path, Start start, int... shape) {
                return switch (start) {
                    case NORMAL -> Init.normal(Shape.of(shape), 0, deviation, random);
                    case ZEROS -> Tensor.zeros(shape);
                    case ONES -> Tensor.ones(shape);
                };
            }

            @Override
            public boolean has(String path) {
                return true;
            }
        }, "");
    }

    /**
     * Builds a network from the tensors of a folder, and sets it to evaluation mode.
     *
     * @param names other names that the tensors may have, and tensors that are not for it
     * @throws FormatException if a tensor is missing or has another shape, or if one is left that is not ignored
     */
    public static <B extends Block> B load(ModelFolder folder, StoredNames names, Function<Weights, B> network) {
        Required.nonNull("load: the folder", folder);
        Required.nonNull("load: the names", names);
        Required.nonNull("load: the network", network);
        try (SafetensorsFile file = folder.tensors()) {
            StoredWeights stored = new StoredWeights(file, names);
            B built = network.apply(new Weights(stored, ""));
            stored.requireUsed();
            built.eval();
            return built;
        }
    }

    /** The same weights for a block of this name: its names follow. */
    public Weights at(String name) {
        return new Weights(source, scope + name + ".");
    }

    /** Whether there is a tensor of this name; among random ones there is any. */
    public boolean has(String name) {
        return source.has(scope + name);
    }

    /**
     * A matrix or another tensor that begins with normal numbers.
     *
     * @throws FormatException if the stored one is missing or has another shape or type
     */
    public Tensor normal(String name, int... shape) {
        return source.read(scope + name, Start.NORMAL, shape);
    }

    /** A bias, or another tensor that begins with zeros. */
    public Tensor zeros(String name, int... shape) {
        return source.read(scope + name, Start.ZEROS, shape);
    }

    /** A scale, or another tensor that begins with ones. */
    public Tensor ones(String name, int... shape) {
        return source.read(scope + name, Start.ONES, shape);
    }

    // ---- layers

    /** A linear layer with a bias: {@code name.weight [out, in]} and {@code name.bias [out]}. */
    public Layer linear(String name, int in, int out) {
        return linear(name, in, out, true);
    }

    /** A linear layer. */
    public Layer linear(String name, int in, int out, boolean bias) {
        Weights own = at(name);
        return new Linear(own.normal("weight", out, in), bias ? own.zeros("bias", out) : null);
    }

    /** A table of vectors: {@code name.weight [count, width]}. */
    public Embedding embedding(String name, int count, int width) {
        return new Embedding(at(name).normal("weight", count, width));
    }

    /** A layer normalisation of the last dimension: {@code name.weight} and {@code name.bias}, {@code [width]}. */
    public LayerNorm layerNorm(String name, int width, double eps) {
        Weights own = at(name);
        LayerNorm norm = new LayerNorm(Shape.of(width), eps, true);
        norm.loadStateDict(Map.of("weight", own.ones("weight", width), "bias", own.zeros("bias", width)));
        return norm;
    }
}
