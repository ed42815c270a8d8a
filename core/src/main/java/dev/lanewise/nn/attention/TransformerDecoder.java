package dev.lanewise.nn.attention;

import dev.lanewise.nn.Block;
import dev.lanewise.nn.BlockList;
import dev.lanewise.nn.Layer;
import dev.lanewise.ops.AttentionOptions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Layers of the transformer's decoder one after the other, and perhaps a normalisation behind the last. <b>Shape</b>:
 * {@code [N, L, D]} with a memory {@code [N, S, D]} gives {@code [N, L, D]}.
 *
 * <p>The layers are named {@code layers.0} and so on, the normalisation {@code norm}, as in PyTorch, whose layers begin
 * with the same values, being copies; these are drawn one after the other.
 */
public final class TransformerDecoder extends Block {
    private final BlockList<TransformerDecoderLayer> layers;
    private final @Nullable Layer norm;

    /**
     * Layers of one kind, and a normalisation behind the last if they normalise before their parts.
     *
     * @param layers how many, 1 or more
     * @throws IllegalArgumentException as {@link TransformerDecoderLayer}
     */
    public TransformerDecoder(int layers, int width, int heads, TransformerOptions options, RandomSource random) {
        this(drawn(layers, width, heads, options, random),
                options.preNorm ? new TransformerParts("TransformerDecoder", width, options).norm() : null);
    }

    /** These layers alone. */
    public TransformerDecoder(List<TransformerDecoderLayer> layers) {
        this(layers, null);
    }

    /**
     * These layers and what normalises behind the last.
     *
     * @param norm null for none
     * @throws IllegalArgumentException if the list is empty, or it or a layer is null
     */
    public TransformerDecoder(List<TransformerDecoderLayer> layers, @Nullable Layer norm) {
        this.layers = child("layers", list(layers));
        this.norm = norm == null ? null : child("norm", norm);
    }

    private TransformerDecoder(TransformerDecoder original) {
        this.layers = child("layers", original.layers.copy());
        this.norm = original.norm == null ? null : child("norm", original.norm.copy());
    }

    private static BlockList<TransformerDecoderLayer> list(List<TransformerDecoderLayer> layers) {
        if (Required.nonNull("TransformerDecoder: the list of layers", layers).isEmpty()) {
            throw new IllegalArgumentException("TransformerDecoder: there are no layers");
        }
        return new BlockList<>(layers);
    }

    /** Layers drawn one after the other. */
    static List<TransformerDecoderLayer> drawn(
            int layers, int width, int heads, TransformerOptions options, RandomSource random) {
        Checks.positive("TransformerDecoder: the number of layers", layers);
        return IntStream.range(0, layers).mapToObj(i -> new TransformerDecoderLayer(width, heads, options, random))
                .toList();
    }

    /** {@link #forward(Tensor, Tensor, AttentionOptions, AttentionOptions)} without masks: none is causal. */
    public Tensor forward(Tensor x, Tensor memory) {
        return forward(x, memory, AttentionOptions.defaults(), AttentionOptions.defaults());
    }

    /**
     * Applies the layers.
     *
     * @param masks which inputs attend to which inputs, {@link AttentionOptions#causal} as a rule
     * @param memoryMasks which inputs attend to what of the memory
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public Tensor forward(Tensor x, Tensor memory, AttentionOptions masks, AttentionOptions memoryMasks) {
        return call(() -> {
            Tensor y = x;
            for (TransformerDecoderLayer layer : layers) {
                y = layer.forward(y, memory, masks, memoryMasks);
            }
            return normalised(y);
        }, x, memory, masks, memoryMasks);
    }

    /**
     * Applies the layers to the next positions of a sequence, which attend to all so far, as
     * {@link MultiheadAttention#forward(Tensor, KeyValueCache, AttentionOptions)}.
     *
     * @param caches one for each layer, of the same memory, such as those of {@link #caches}
     * @param memoryMasks which inputs attend to what of the memory
     * @throws IllegalArgumentException if the shapes or the number of caches do not fit, or they are full
     */
    public Tensor forward(Tensor x, List<DecoderCache> caches, AttentionOptions memoryMasks) {
        return call(() -> {
            DecoderCache.requireOneEach(caches, layers.size());
            Tensor y = x;
            for (int layer = 0; layer < layers.size(); layer++) {
                y = layers.get(layer).forward(y, caches.get(layer), memoryMasks);
            }
            return normalised(y);
        }, x, caches, memoryMasks);
    }

    private Tensor normalised(Tensor y) {
        return norm == null ? y : norm.forward(y);
    }

    /**
     * Caches without positions, one for each layer, as {@link TransformerDecoderLayer#cache}.
     *
     * @param memory {@code [N, S, D]}, one for each sequence
     * @param capacity positions that there is room for
     * @throws IllegalArgumentException if the shape does not fit, or the capacity is not positive
     */
    public List<DecoderCache> caches(Tensor memory, int capacity) {
        return call(
                () -> IntStream.range(0, layers.size()).mapToObj(i -> layers.get(i).cache(memory, capacity)).toList(),
                memory, capacity);
    }

    /**
     * Has caches of this decoder begin anew with another memory of the same shape, as
     * {@link TransformerDecoderLayer#restart}.
     *
     * @throws IllegalArgumentException if the shapes or the number of caches do not fit: then they stay as they are
     */
    public void restart(List<DecoderCache> caches, Tensor memory) {
        call(() -> {
            DecoderCache.requireOneEach(caches, layers.size());
            for (int layer = 0; layer < layers.size(); layer++) {
                layers.get(layer).restart(caches.get(layer), memory);
            }
            return caches;
        }, caches, memory);
    }

    /** The layers. */
    public BlockList<TransformerDecoderLayer> layers() {
        return layers;
    }

    @Override
    public TransformerDecoder copy() {
        return copied(() -> new TransformerDecoder(this));
    }
}
