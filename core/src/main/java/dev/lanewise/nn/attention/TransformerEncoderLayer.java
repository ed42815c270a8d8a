package dev.lanewise.nn.attention;

import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.norm.LayerNorm;
import dev.lanewise.ops.AttentionOptions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.function.UnaryOperator;

/**
 * A layer of the transformer's encoder (Vaswani et al. 2017): self-attention and a feed-forward part, each added to
 * what it is given and normalised behind the sum, or before ({@link TransformerOptions#preNorm}). With causal masks, or
 * a cache, it is a layer of a decoder alone, as of GPT. <b>Shape</b>: {@code [N, L, D] -> [N, L, D]}.
 *
 * {@snippet :
 * TransformerEncoderLayer layer = new TransformerEncoderLayer(128, 4, random);
 * Tensor y = layer.forward(x, AttentionOptions.defaults().keyLengths(lengths));
 * }
 *
 * <p>Parameters as in PyTorch: those of {@code self_attn}, {@code linear1}, {@code linear2}, {@code norm1} and {@code
 * norm2}.
 */
public final class TransformerEncoderLayer extends Layer {
    private final TransformerOptions options;
    private final MultiheadAttention attention;
    private final Linear linear1;
    private final Dropout dropout;
    private final Linear linear2;
    private final LayerNorm norm1;
    private final LayerNorm norm2;
    private final Dropout dropout1;
    private final Dropout dropout2;

    /** A layer with the default options. */
    public TransformerEncoderLayer(int width, int heads, RandomSource random) {
        this(width, heads, TransformerOptions.defaults(), random);
    }

    /**
     * A layer for inputs of a width, with so many heads.
     *
     * @throws IllegalArgumentException if a number is not positive, the heads do not divide the width, or as
     *     {@link MultiheadAttention}
     */
    public TransformerEncoderLayer(int width, int heads, TransformerOptions options, RandomSource random) {
        TransformerParts parts = new TransformerParts("TransformerEncoderLayer", width, options);
        this.options = options;
        this.attention = child("self_attn", new MultiheadAttention(width, heads, options.attention, random));
        this.linear1 = child("linear1", parts.linear1(random));
        this.dropout = child("dropout", parts.dropout(random));
        this.linear2 = child("linear2", parts.linear2(random));
        this.norm1 = child("norm1", parts.norm());
        this.norm2 = child("norm2", parts.norm());
        this.dropout1 = child("dropout1", parts.dropout(random));
        this.dropout2 = child("dropout2", parts.dropout(random));
    }

    /** A twin, within a copy. */
    private TransformerEncoderLayer(TransformerEncoderLayer original) {
        this.options = original.options;
        this.attention = child("self_attn", original.attention.copy());
        this.linear1 = child("linear1", original.linear1.copy());
        this.dropout = child("dropout", original.dropout.copy());
        this.linear2 = child("linear2", original.linear2.copy());
        this.norm1 = child("norm1", original.norm1.copy());
        this.norm2 = child("norm2", original.norm2.copy());
        this.dropout1 = child("dropout1", original.dropout1.copy());
        this.dropout2 = child("dropout2", original.dropout2.copy());
    }

    /** Without masks. */
    @Override
    protected Tensor compute(Tensor x) {
        return through(x, attention::forward);
    }

    /**
     * Applies the layer.
     *
     * @param masks which inputs attend to which
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public Tensor forward(Tensor x, AttentionOptions masks) {
        return call(() -> through(x, y -> attention.forward(y, masks)), x, masks);
    }

    /**
     * Applies the layer to the next positions of a sequence, which attend to all so far, as
     * {@link MultiheadAttention#forward(Tensor, KeyValueCache, AttentionOptions)}.
     *
     * @throws IllegalArgumentException if the shapes do not fit, or the cache is full
     */
    public Tensor forward(Tensor x, KeyValueCache cache, AttentionOptions masks) {
        return call(() -> through(x, y -> attention.forward(y, cache, masks)), x, cache, masks);
    }

    /** {@link #forward(Tensor, KeyValueCache, AttentionOptions)} without other masks. */
    public Tensor forward(Tensor x, KeyValueCache cache) {
        return forward(x, cache, AttentionOptions.defaults());
    }

    private Tensor through(Tensor x, UnaryOperator<Tensor> attend) {
        Required.nonNull("the input", x);
        Tensor y = TransformerParts.residual(options, x, norm1, dropout1, attend);
        return TransformerParts.residual(
                options, y, norm2, dropout2, TransformerParts.feedForward(options, linear1, dropout, linear2));
    }

    /** An empty cache for this layer, as {@link MultiheadAttention#cache}. */
    public KeyValueCache cache(int samples, int capacity) {
        return attention.cache(samples, capacity);
    }

    @Override
    public TransformerEncoderLayer copy() {
        return copied(() -> new TransformerEncoderLayer(this));
    }

    @Override
    protected String describe() {
        return options.describe();
    }
}
