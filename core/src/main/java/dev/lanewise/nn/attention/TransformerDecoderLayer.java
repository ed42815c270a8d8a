package dev.lanewise.nn.attention;

import dev.lanewise.nn.Block;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.norm.LayerNorm;
import dev.lanewise.ops.AttentionOptions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.function.UnaryOperator;

/**
 * A layer of the transformer's decoder (Vaswani et al. 2017): self-attention, attention to what an encoder gives, the
 * memory, and a feed-forward part, each added to what it is given and normalised behind the sum, or before ({@link
 * TransformerOptions#preNorm}). <b>Shape</b>: {@code [N, L, D]} with a memory {@code [N, S, D]} gives {@code [N, L,
 * D]}.
 *
 * {@snippet :
 * TransformerDecoderLayer layer = new TransformerDecoderLayer(128, 4, random);
 * AttentionOptions all = AttentionOptions.defaults();
 * Tensor y = layer.forward(x, memory, all.causal(), all.keyLengths(lengths));
 * }
 *
 * <p>Parameters as in PyTorch: those of {@code self_attn}, {@code multihead_attn}, {@code linear1}, {@code linear2} and
 * {@code norm1} to {@code norm3}. Rotary positions are for self-attention only.
 */
public final class TransformerDecoderLayer extends Block {
    private final TransformerOptions options;
    private final MultiheadAttention attention;
    private final MultiheadAttention memoryAttention;
    private final Linear linear1;
    private final Dropout dropout;
    private final Linear linear2;
    private final LayerNorm norm1;
    private final LayerNorm norm2;
    private final LayerNorm norm3;
    private final Dropout dropout1;
    private final Dropout dropout2;
    private final Dropout dropout3;

    /** A layer with the default options. */
    public TransformerDecoderLayer(int width, int heads, RandomSource random) {
        this(width, heads, TransformerOptions.defaults(), random);
    }

    /**
     * A layer for inputs of a width, with so many heads.
     *
     * @throws IllegalArgumentException if a number is not positive, the heads do not divide the width, or as
     *     {@link MultiheadAttention}
     */
    public TransformerDecoderLayer(int width, int heads, TransformerOptions options, RandomSource random) {
        TransformerParts parts = new TransformerParts("TransformerDecoderLayer", width, options);
        this.options = options;
        this.attention = child("self_attn", new MultiheadAttention(width, heads, options.attention, random));
        this.memoryAttention = child("multihead_attn",
                new MultiheadAttention(width, heads, options.attention.withoutRotary(), random));
        this.linear1 = child("linear1", parts.linear1(random));
        this.dropout = child("dropout", parts.dropout(random));
        this.linear2 = child("linear2", parts.linear2(random));
        this.norm1 = child("norm1", parts.norm());
        this.norm2 = child("norm2", parts.norm());
        this.norm3 = child("norm3", parts.norm());
        this.dropout1 = child("dropout1", parts.dropout(random));
        this.dropout2 = child("dropout2", parts.dropout(random));
        this.dropout3 = child("dropout3", parts.dropout(random));
    }

    /** A twin, within a copy. */
    private TransformerDecoderLayer(TransformerDecoderLayer original) {
        this.options = original.options;
        this.attention = child("self_attn", original.attention.copy());
        this.memoryAttention = child("multihead_attn", original.memoryAttention.copy());
        this.linear1 = child("linear1", original.linear1.copy());
        this.dropout = child("dropout", original.dropout.copy());
        this.linear2 = child("linear2", original.linear2.copy());
        this.norm1 = child("norm1", original.norm1.copy());
        this.norm2 = child("norm2", original.norm2.copy());
        this.norm3 = child("norm3", original.norm3.copy());
        this.dropout1 = child("dropout1", original.dropout1.copy());
        this.dropout2 = child("dropout2", original.dropout2.copy());
        this.dropout3 = child("dropout3", original.dropout3.copy());
    }

    /** {@link #forward(Tensor, Tensor, AttentionOptions, AttentionOptions)} without masks: none is causal. */
    public Tensor forward(Tensor x, Tensor memory) {
        return forward(x, memory, AttentionOptions.defaults(), AttentionOptions.defaults());
    }

    /**
     * Applies the layer.
     *
     * @param masks which inputs attend to which inputs, {@link AttentionOptions#causal} as a rule
     * @param memoryMasks which inputs attend to what of the memory
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public Tensor forward(Tensor x, Tensor memory, AttentionOptions masks, AttentionOptions memoryMasks) {
        return call(() -> {
            Required.nonNull("the memory", memory);
            return through(x, y -> attention.forward(y, masks),
                    queries -> memoryAttention.forward(queries, memory, memory, memoryMasks));
        }, x, memory, masks, memoryMasks);
    }

    /**
     * Applies the layer to the next positions of a sequence, which attend to all so far, as
     * {@link MultiheadAttention#forward(Tensor, KeyValueCache, AttentionOptions)}.
     *
     * @param cache that {@link #cache} has made of the memory
     * @param memoryMasks which inputs attend to what of the memory
     * @throws IllegalArgumentException if the shapes do not fit, or the cache is full
     */
    public Tensor forward(Tensor x, DecoderCache cache, AttentionOptions memoryMasks) {
        return call(() -> {
            Required.nonNull("the cache", cache);
            return through(x, y -> attention.forward(y, cache.positions()),
                    queries -> memoryAttention.forward(queries, cache.memory(), memoryMasks));
        }, x, cache, memoryMasks);
    }

    private Tensor through(Tensor x, UnaryOperator<Tensor> attend, UnaryOperator<Tensor> attendToMemory) {
        Required.nonNull("the input", x);
        Tensor y = TransformerParts.residual(options, x, norm1, dropout1, attend);
        Tensor z = TransformerParts.residual(options, y, norm2, dropout2, attendToMemory);
        return TransformerParts.residual(
                options, z, norm3, dropout3, TransformerParts.feedForward(options, linear1, dropout, linear2));
    }

    /**
     * A cache without positions, for sequences that attend to this memory, whose keys and values it holds.
     *
     * @param memory {@code [N, S, D]}, one for each sequence
     * @param capacity positions that there is room for
     * @throws IllegalArgumentException if the shape does not fit, or the capacity is not positive
     */
    public DecoderCache cache(Tensor memory, int capacity) {
        return call(() -> {
            MultiheadAttention.Memory projected = projected(memory);
            return new DecoderCache(attention.cache(projected.keys().dim(0), capacity), projected);
        }, memory, capacity);
    }

    /**
     * Has a cache of this layer begin anew with another memory of the same shape, in the tensors that it has: a program
     * that was captured with it goes on with them.
     *
     * @throws IllegalArgumentException if the shapes do not fit: then the cache stays as it is
     */
    public void restart(DecoderCache cache, Tensor memory) {
        call(() -> {
            Required.nonNull("the cache", cache).restart(projected(memory));
            return cache;
        }, cache, memory);
    }

    private MultiheadAttention.Memory projected(Tensor memory) {
        Required.nonNull("the memory", memory);
        return memoryAttention.memory(memory, memory);
    }

    @Override
    public TransformerDecoderLayer copy() {
        return copied(() -> new TransformerDecoderLayer(this));
    }

    @Override
    protected String describe() {
        return options.describe();
    }
}
