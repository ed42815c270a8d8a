package dev.lanewise.nn.attention;

import dev.lanewise.nn.BlockList;
import dev.lanewise.nn.Layer;
import dev.lanewise.ops.AttentionOptions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Layers of the transformer's encoder one after the other, and perhaps a normalisation behind the last. With causal
 * masks, or caches, they are a decoder alone, as of GPT. <b>Shape</b>: {@code [N, L, D] -> [N, L, D]}.
 *
 * {@snippet :
 * TransformerEncoder encoder = new TransformerEncoder(6, 128, 4, TransformerOptions.defaults().preNorm(), random);
 * Tensor y = encoder.forward(x, AttentionOptions.defaults().causal());
 * }
 *
 * <p>The layers are named {@code layers.0} and so on, the normalisation {@code norm}, as in PyTorch, whose layers begin
 * with the same values, being copies; these are drawn one after the other.
 */
public final class TransformerEncoder extends Layer {
    private final BlockList<TransformerEncoderLayer> layers;
    private final @Nullable Layer norm;

    /**
     * Layers of one kind, and a normalisation behind the last if they normalise before their parts.
     *
     * @param layers how many, 1 or more
     * @throws IllegalArgumentException as {@link TransformerEncoderLayer}
     */
    public TransformerEncoder(int layers, int width, int heads, TransformerOptions options, RandomSource random) {
        this(drawn(layers, width, heads, options, random),
                options.preNorm ? new TransformerParts("TransformerEncoder", width, options).norm() : null);
    }

    /** These layers alone. */
    public TransformerEncoder(List<TransformerEncoderLayer> layers) {
        this(layers, null);
    }

    /**
     * These layers and what normalises behind the last.
     *
     * @param norm null for none
     * @throws IllegalArgumentException if the list is empty, or it or a layer is null
     */
    public TransformerEncoder(List<TransformerEncoderLayer> layers, @Nullable Layer norm) {
        this.layers = child("layers", list(layers));
        this.norm = norm == null ? null : child("norm", norm);
    }

    private static BlockList<TransformerEncoderLayer> list(List<TransformerEncoderLayer> layers) {
        if (Required.nonNull("TransformerEncoder: the list of layers", layers).isEmpty()) {
            throw new IllegalArgumentException("TransformerEncoder: there are no layers");
        }
        return new BlockList<>(layers);
    }

    /** Layers drawn one after the other. */
    static List<TransformerEncoderLayer> drawn(
            int layers, int width, int heads, TransformerOptions options, RandomSource random) {
        Checks.positive("TransformerEncoder: the number of layers", layers);
        return IntStream.range(0, layers).mapToObj(i -> new TransformerEncoderLayer(width, heads, options, random))
                .toList();
    }

    /** Without masks. */
    @Override
    protected Tensor compute(Tensor x) {
        return through(x, (layer, y) -> layers.get(layer).forward(y));
    }

    /**
     * Applies the layers.
     *
     * @param masks which inputs attend to which, in each layer
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public Tensor forward(Tensor x, AttentionOptions masks) {
        return call(() -> through(x, (layer, y) -> layers.get(layer).forward(y, masks)), x, masks);
    }

    /**
     * Applies the layers to the next positions of a sequence, which attend to all so far, as
     * {@link MultiheadAttention#forward(Tensor, KeyValueCache, AttentionOptions)}.
     *
     * @param caches one for each layer, of as many samples and positions, such as those of {@link #caches}
     * @throws IllegalArgumentException if the shapes or the number of caches do not fit, or they are full
     */
    public Tensor forward(Tensor x, List<KeyValueCache> caches, AttentionOptions masks) {
        return call(() -> {
            requireOneEach(caches, layers.size(), UnaryOperator.identity());
            return through(x, (layer, y) -> layers.get(layer).forward(y, caches.get(layer), masks));
        }, x, caches, masks);
    }

    /** {@link #forward(Tensor, List, AttentionOptions)} without other masks. */
    public Tensor forward(Tensor x, List<KeyValueCache> caches) {
        return forward(x, caches, AttentionOptions.defaults());
    }

    /** Caches that do not belong together are refused before one of them is appended to. */
    static <C> void requireOneEach(List<C> caches, int layers, Function<C, KeyValueCache> positions) {
        if (Required.nonNull("the list of caches", caches).size() != layers) {
            throw new IllegalArgumentException(caches.size() + " caches for " + layers + " layers");
        }
        for (int i = 0; i < layers; i++) {
            C cache = Required.nonNull("the cache of layer " + i, caches.get(i));
            KeyValueCache first = positions.apply(caches.get(0));
            KeyValueCache each = positions.apply(cache);
            if (caches.indexOf(cache) < i) {
                throw new IllegalArgumentException(
                        "layers " + caches.indexOf(cache) + " and " + i + " have the same cache: each needs its own");
            }
            if (each.samples() != first.samples() || each.capacity() != first.capacity()) {
                throw new IllegalArgumentException("layer 0 has the cache " + first + ", and layer " + i + " "
                        + each + ": expected the same numbers of samples and positions");
            }
        }
    }

    private Tensor through(Tensor x, BiFunction<Integer, Tensor, Tensor> apply) {
        Tensor y = x;
        for (int layer = 0; layer < layers.size(); layer++) {
            y = apply.apply(layer, y);
        }
        return norm == null ? y : norm.forward(y);
    }

    /** Empty caches, one for each layer, as {@link MultiheadAttention#cache}. */
    public List<KeyValueCache> caches(int samples, int capacity) {
        return IntStream.range(0, layers.size()).mapToObj(i -> layers.get(i).cache(samples, capacity)).toList();
    }

    /** The layers. */
    public BlockList<TransformerEncoderLayer> layers() {
        return layers;
    }

    @Override
    public TransformerEncoder copy() {
        return copied(() -> new TransformerEncoder(this));
    }

    private TransformerEncoder(TransformerEncoder original) {
        this.layers = child("layers", original.layers.copy());
        this.norm = original.norm == null ? null : child("norm", original.norm.copy());
    }
}
