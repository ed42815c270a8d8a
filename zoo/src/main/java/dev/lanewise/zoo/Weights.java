package dev.lanewise.zoo;

import dev.lanewise.io.FormatException;
import dev.lanewise.nn.Block;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.conv.Conv2d;
import dev.lanewise.nn.embedding.Embedding;
import dev.lanewise.nn.norm.BatchNorm2d;
import dev.lanewise.nn.norm.LayerNorm;
import dev.lanewise.nn.norm.RMSNorm;
import dev.lanewise.ops.ConvOptions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelFolder;
import dev.lanewise.zoo.folder.ModelTensors;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives a network its parameters while it is built: those of a file, read one by one right to where they stay, or
 * random ones. Names are paths in the block, which are those in the file, so that what is trained is saved as it was
 * read.
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

    private static final ScopedValue<LinearAdapter> ADAPTER = ScopedValue.newInstance();

    private static final double NEW_DEVIATION = 0.02;

    private final Source source;
    private final String scope;

    /** What layers that drop draw from. */
    private final RandomSource random;

    private Weights(Source source, String scope, RandomSource random) {
        this.source = source;
        this.scope = scope;
        this.random = random;
    }

    /**
     * Random weights: normal ones where a stored model has matrices, zeros for biases, ones for the scales of
     * normalisations.
     *
     * @param deviation of the normal distribution around 0 ({@code initializer_range}, mostly 0.02)
     */
    public static Weights random(RandomSource random, double deviation) {
        return new Weights(new RandomWeights(random, deviation), "", random.split());
    }

    /** Weights for a network that is to be run and forgotten, which take less time than random ones. */
    static Weights throwAway() {
        return new Weights(new TiledWeights(), "", RandomSource.seed(0));
    }

    /**
     * Builds a network from the tensors of a folder, and sets it to evaluation mode.
     *
     * @param names other names that the tensors may have, and tensors that are not for it
     * @throws FormatException if a tensor is missing or has another shape, or if one is left that is not ignored
     */
    public static <B extends Block> B load(ModelFolder folder, StoredNames names, Function<Weights, B> network) {
        return load(folder, names, null, network);
    }

    /**
     * The same, where parts of the network are new ({@link StoredNames#fresh}), such as the head of another task.
     *
     * @param random what is new begins with normal numbers of the deviation {@code initializer_range} of the
     *     configuration (0.02 where it says none), its biases with zeros
     */
    public static <B extends Block> B load(
            ModelFolder folder, StoredNames names, @Nullable RandomSource random, Function<Weights, B> network) {
        Required.nonNull("load: the folder", folder);
        Required.nonNull("load: the names", names);
        Required.nonNull("load: the network", network);
        if (folder.config().isSet("quantization_config")) {
            throw folder.config().unsupported("quantization_config", "none: floating-point weights");
        }
        Source fresh = random == null
                ? null
                : new RandomWeights(random, folder.config().atLeastZero("initializer_range", NEW_DEVIATION));
        try (ModelTensors file = folder.tensors()) {
            StoredWeights stored = new StoredWeights(file, names, fresh);
            B built = network.apply(new Weights(stored, "", random == null ? RandomSource.seed(0) : random.split()));
            stored.requireUsed();
            built.eval();
            return built;
        }
    }

    /**
     * Builds something that has linear layers of this class, such as {@code () -> Bert.load(folder)}, with what an
     * adapter puts in their places. Holds for this thread while it builds.
     */
    public static <B> B adapting(LinearAdapter adapter, Supplier<B> building) {
        Required.nonNull("adapting: the adapter", adapter);
        Required.nonNull("adapting: what is built", building);
        return ScopedValue.where(ADAPTER, adapter).call(building::get);
    }

    /** The same weights for a block of this name: its names follow. */
    public Weights at(String name) {
        return new Weights(source, scope + name + ".", random);
    }

    /**
     * What layers draw from that drop in training: split off the source that the weights or the new parts come from, or
     * of seed 0 where all is stored.
     */
    public RandomSource random() {
        return random;
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
        return adapted(name, new Linear(own.normal("weight", out, in), bias ? own.zeros("bias", out) : null),
                in, out, false);
    }

    /**
     * What is to stand in the place of a linear layer that a family has made itself: the layer, or an adapter around
     * it.
     *
     * @param transposed whether its {@code weight} is {@code [in, out]}, as in GPT-2
     */
    public Layer adapted(String name, Layer plain, int in, int out, boolean transposed) {
        return ADAPTER.isBound()
                ? ADAPTER.get().adapt(new LinearAdapter.Place(scope + name, in, out, transposed), plain)
                : plain;
    }

    /** A linear layer that is stored the other way: {@code name.weight [in, out]} and {@code name.bias [out]}. */
    Layer linearInOut(String name, int in, int out) {
        Weights own = at(name);
        return adapted(name, new InOutLinear(own.normal("weight", in, out), own.zeros("bias", out)), in, out, true);
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

    /**
     * A convolution over two axes: {@code name.weight [out, in / groups, kernel, kernel]}, perhaps {@code name.bias
     * [out]}.
     */
    public Conv2d conv2d(String name, int in, int out, int kernel, ConvOptions options, boolean bias) {
        Weights own = at(name);
        Tensor weight = own.normal("weight", out, in / options.groups(), kernel, kernel);
        return new Conv2d(weight, bias ? own.zeros("bias", out) : null, options);
    }

    /**
     * A batch normalisation of pictures: {@code name.weight}, {@code bias}, {@code running_mean}, {@code running_var},
     * all {@code [features]}, and {@code num_batches_tracked} if it is stored.
     */
    public BatchNorm2d batchNorm2d(String name, int features, double eps) {
        Weights own = at(name);
        Map<String, Tensor> values = Map.of(
                "weight", own.ones("weight", features), "bias", own.zeros("bias", features),
                "running_mean", own.zeros("running_mean", features), "running_var", own.ones("running_var", features),
                "num_batches_tracked",
                own.has("num_batches_tracked") ? own.zeros("num_batches_tracked") : Tensor.scalar(0));
        BatchNorm2d norm = new BatchNorm2d(features, eps, BatchNorm2d.MOMENTUM, true, true);
        norm.loadStateDict(values);
        return norm;
    }

    /** A normalisation of the last dimension by its root mean square: {@code name.weight [width]}. */
    public RMSNorm rmsNorm(String name, int width, double eps) {
        RMSNorm norm = new RMSNorm(Shape.of(width), eps, true);
        norm.loadStateDict(Map.of("weight", at(name).ones("weight", width)));
        return norm;
    }
}
