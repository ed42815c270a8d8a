package dev.lanewise.nn.attention;

import dev.lanewise.nn.Init;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Linear;
import dev.lanewise.ops.Attention;
import dev.lanewise.ops.AttentionOptions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Linalg;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import org.jspecify.annotations.Nullable;

/**
 * Attention in several heads (Vaswani et al. 2017): queries, keys and values are projected, each head attends with its
 * part of them, and what the heads give is projected again. <b>Shape</b>: queries {@code [N, L, D]}, keys {@code [N, S,
 * D]} and values {@code [N, S, D]} give {@code [N, L, D]}.
 *
 * {@snippet :
 * MultiheadAttention attention = new MultiheadAttention(64, 4, random);
 * Tensor y = attention.forward(x, AttentionOptions.defaults().causal());         // self-attention
 * Tensor z = attention.forward(x, memory, memory, AttentionOptions.defaults());
 * }
 *
 * <p><b>Masks</b> are those of {@link AttentionOptions} for the scores {@code [N, heads, L, S]}, and say what takes
 * part: PyTorch's {@code key_padding_mask} and {@code attn_mask} of booleans, which say what does not, are inverted. A
 * query that no key is left for gives the bias of the last projection, no NaN.
 *
 * <p>Parameters as in PyTorch: {@code in_proj_weight [3 D, D]}, the weights of queries, keys and values one below the
 * other, or {@code q_proj_weight}, {@code k_proj_weight}, {@code v_proj_weight} where keys or values have another
 * width, uniform by Xavier and Glorot; {@code in_proj_bias} and {@code out_proj.bias}, zeros; {@code out_proj.weight}
 * as in {@link Linear}. With fewer heads of keys and values their parts of weight and bias are smaller.
 */
public final class MultiheadAttention extends Layer {
    /**
     * What attention gives, and by what.
     *
     * @param y {@code [N, L, D]}
     * @param weights the weights of the values, without dropout: {@code [N, L, S]}, the average of the heads, or {@code
     *     [N, heads, L, S]}
     */
    public record Output(Tensor y, Tensor weights) {}

    /**
     * Keys and values as the layer has projected them, for queries that attend to them many times.
     *
     * @param keys {@code [N, S, heads of keys * width of a head]}, samples first always
     * @param values of the same shape
     */
    public record Memory(Tensor keys, Tensor values) {}

    private final int width;
    private final int heads;
    private final int keyHeads;
    private final float dropout;
    private final boolean timeFirst;

    /** One weight for queries, keys and values; null if they have one each. */
    private final @Nullable Tensor inWeight;

    private final @Nullable Tensor queryWeight;
    private final @Nullable Tensor keyWeight;
    private final @Nullable Tensor valueWeight;
    private final @Nullable Tensor inBias;
    private final Linear out;
    private final RandomSource random;
    private final @Nullable RotaryPositions rotary;

    /** Attention with the default options. */
    public MultiheadAttention(int width, int heads, RandomSource random) {
        this(width, heads, MultiheadOptions.defaults(), random);
    }

    /**
     * Attention of queries of a width in so many heads, each with an equal part of it. Dropout draws from a stream of
     * its own that is split off {@code random}.
     *
     * @throws IllegalArgumentException if a number is not positive, the heads do not divide the width, those of keys do
     *     not divide those of queries, or rotary positions are for another width
     */
    public MultiheadAttention(int width, int heads, MultiheadOptions options, RandomSource random) {
        Required.nonNull("MultiheadAttention: the set of options", options);
        Required.nonNull("MultiheadAttention: the random source", random);
        Checks.positive("MultiheadAttention: the width", width);
        Checks.positive("MultiheadAttention: the number of heads", heads);
        if (width % heads != 0) {
            throw new IllegalArgumentException(
                    "MultiheadAttention: " + heads + " heads do not divide the width " + width);
        }
        int each = width / heads;
        int groups = options.keyValueHeads == 0 ? heads : options.keyValueHeads;
        if (heads % groups != 0) {
            throw new IllegalArgumentException("MultiheadAttention: " + groups
                    + " heads of keys and values do not divide the " + heads + " of queries");
        }
        RotaryPositions positions = options.rotary;
        if (positions != null && positions.width() != each) {
            throw new IllegalArgumentException("MultiheadAttention: rotary positions of width " + positions.width()
                    + " for heads of width " + each);
        }
        this.width = width;
        this.heads = heads;
        this.keyHeads = groups;
        this.dropout = options.dropout;
        this.timeFirst = options.timeFirst;
        int keys = groups * each;
        int keyInputs = options.keyWidth == 0 ? width : options.keyWidth;
        int valueInputs = options.valueWidth == 0 ? width : options.valueWidth;
        boolean packed = keyInputs == width && valueInputs == width;
        this.inWeight = packed ? weight("in_proj_weight", width + 2 * keys, width, random) : null;
        this.queryWeight = packed ? null : weight("q_proj_weight", width, width, random);
        this.keyWeight = packed ? null : weight("k_proj_weight", keys, keyInputs, random);
        this.valueWeight = packed ? null : weight("v_proj_weight", keys, valueInputs, random);
        this.inBias = options.bias ? parameter("in_proj_bias", Tensor.zeros(width + 2 * keys)) : null;
        double bound = 1 / Math.sqrt(width);
        this.out = child("out_proj", new Linear(random.uniform((float) -bound, (float) bound, width, width),
                options.bias ? Tensor.zeros(width) : null));
        this.rotary = positions == null ? null : child("rotary", positions);
        this.random = part("random", random.split());
    }

    /** A twin, within a copy. */
    private MultiheadAttention(MultiheadAttention original) {
        this.width = original.width;
        this.heads = original.heads;
        this.keyHeads = original.keyHeads;
        this.dropout = original.dropout;
        this.timeFirst = original.timeFirst;
        this.inWeight = twin("in_proj_weight", original.inWeight);
        this.queryWeight = twin("q_proj_weight", original.queryWeight);
        this.keyWeight = twin("k_proj_weight", original.keyWeight);
        this.valueWeight = twin("v_proj_weight", original.valueWeight);
        this.inBias = twin("in_proj_bias", original.inBias);
        this.out = child("out_proj", original.out.copy());
        this.rotary = original.rotary == null ? null : child("rotary", original.rotary.copy());
        this.random = part("random", copied(original.random));
    }

    private Tensor weight(String name, int outputs, int inputs, RandomSource random) {
        return parameter(name, Init.xavierUniform(Shape.of(outputs, inputs), random));
    }

    private @Nullable Tensor twin(String name, @Nullable Tensor original) {
        return original == null ? null : parameter(name, copied(original));
    }

    // ---- forward computations

    /** Self-attention without masks. */
    @Override
    protected Tensor compute(Tensor x) {
        return within(x, AttentionOptions.defaults());
    }

    /**
     * Self-attention: all three are x.
     *
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public Tensor forward(Tensor x, AttentionOptions masks) {
        return call(() -> within(x, masks), x, masks);
    }

    /** {@link #forward(Tensor, Tensor, Tensor, AttentionOptions)} without masks. */
    public Tensor forward(Tensor q, Tensor k, Tensor v) {
        return forward(q, k, v, AttentionOptions.defaults());
    }

    /**
     * Attention of queries to keys and their values.
     *
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public Tensor forward(Tensor q, Tensor k, Tensor v, AttentionOptions masks) {
        return call(() -> {
            Projected all = projected(q, k, v, IntTensor.of(0));
            return projectedOut(Attention.multiHead(all.q, all.k, all.v, heads, keyHeads, dropping(masks)));
        }, q, k, v, masks);
    }

    /**
     * Projects keys and values once for {@link #forward(Tensor, Memory, AttentionOptions)}.
     *
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public Memory memory(Tensor k, Tensor v) {
        return call(() -> new Memory(keys(k, IntTensor.of(0)), values(v)), k, v);
    }

    /**
     * {@link #forward(Tensor, Tensor, Tensor, AttentionOptions)} with keys and values that are projected already: the
     * same bits.
     *
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public Tensor forward(Tensor q, Memory memory, AttentionOptions masks) {
        return call(() -> {
            Required.nonNull("the memory", memory);
            Tensor queries = queries(q, IntTensor.of(0));
            return projectedOut(Attention.multiHead(
                    queries, memory.keys, memory.values, heads, keyHeads, dropping(masks)));
        }, q, memory, masks);
    }

    /**
     * Causal self-attention of the next positions to all so far, whose keys and values the cache holds and these are
     * appended to. {@link #cache} makes one that fits.
     *
     * @param masks for scores {@code [N, heads, L, capacity]}; they are made causal
     * @throws IllegalArgumentException if the shapes do not fit, or the cache is full: then nothing is appended
     */
    public Tensor forward(Tensor x, KeyValueCache cache, AttentionOptions masks) {
        return call(() -> {
            Required.nonNull("the cache", cache);
            IntTensor start = cache.length();
            Projected all = projected(x, x, x, start);
            cache.write(all.k, all.v, start);
            AttentionOptions causal = dropping(masks).causalFrom(start);
            Tensor y = Attention.multiHead(all.q, cache.keys(), cache.values(), heads, keyHeads, causal);
            cache.advance(all.k.dim(1)); // behind what may refuse the masks
            return projectedOut(y);
        }, x, cache, masks);
    }

    /** {@link #forward(Tensor, KeyValueCache, AttentionOptions)} without other masks. */
    public Tensor forward(Tensor x, KeyValueCache cache) {
        return forward(x, cache, AttentionOptions.defaults());
    }

    /**
     * As {@link #forward(Tensor, Tensor, Tensor, AttentionOptions)} with the weights ({@index need_weights}), which are
     * computed once more.
     *
     * @param averaged whether the weights are the average of the heads
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public Output forwardWithWeights(Tensor q, Tensor k, Tensor v, AttentionOptions masks, boolean averaged) {
        return call(() -> {
            Projected all = projected(q, k, v, IntTensor.of(0));
            Tensor y = projectedOut(Attention.multiHead(all.q, all.k, all.v, heads, keyHeads, dropping(masks)));
            Tensor weights = Attention.weights(split(all.q, heads), split(all.k, keyHeads), masks);
            return new Output(y, averaged ? weights.mean(1) : weights);
        }, q, k, v, masks);
    }

    /**
     * An empty cache for this layer.
     *
     * @param samples sequences that are generated together
     * @param capacity positions that there is room for
     * @throws IllegalArgumentException if a number is not positive
     */
    public KeyValueCache cache(int samples, int capacity) {
        return new KeyValueCache(samples, capacity, widthOfKeys(), widthOfKeys());
    }

    private Tensor within(Tensor x, AttentionOptions masks) {
        if (inWeight == null) {
            Projected all = projected(x, x, x, IntTensor.of(0));
            return projectedOut(Attention.multiHead(all.q, all.k, all.v, heads, keyHeads, dropping(masks)));
        }
        Tensor packed = Linalg.linear(samplesFirst("input", x, width), inWeight, inBias);
        if (rotary != null) {
            packed = rotary.turned(packed, heads + 2 * keyHeads, heads + keyHeads, IntTensor.of(0));
        }
        return projectedOut(Attention.multiHeadPacked(packed, heads, keyHeads, dropping(masks)));
    }

    /** Queries {@code [N, L, heads E]}, keys and values {@code [N, S, keyHeads E]}. */
    private record Projected(Tensor q, Tensor k, Tensor v) {}

    private Projected projected(Tensor q, Tensor k, Tensor v, IntTensor start) {
        return new Projected(queries(q, start), keys(k, start), values(v));
    }

    private Tensor queries(Tensor q, IntTensor start) {
        Tensor all = linear(q, "queries", queryWeight, 0, width);
        return rotary == null ? all : rotary.turned(all, heads, heads, start);
    }

    private Tensor keys(Tensor k, IntTensor start) {
        Tensor all = linear(k, "keys", keyWeight, width, width + widthOfKeys());
        return rotary == null ? all : rotary.turned(all, keyHeads, keyHeads, start);
    }

    private Tensor values(Tensor v) {
        return linear(v, "values", valueWeight, width + widthOfKeys(), width + 2 * widthOfKeys());
    }

    /** Of all heads of keys, and likewise of values. */
    private int widthOfKeys() {
        return keyHeads * (width / heads);
    }

    /** The product with a weight, or with these rows of the one for all. */
    private Tensor linear(Tensor x, String what, @Nullable Tensor own, int from, int to) {
        Tensor weight = own != null ? own : Required.nonNull("the weight", inWeight).slice(0, from, to);
        Tensor bias = inBias == null ? null : inBias.slice(0, from, to);
        return Linalg.linear(samplesFirst(what, x, weight.dim(1)), weight, bias);
    }

    private Tensor samplesFirst(String what, Tensor x, int expected) {
        Required.nonNull("the tensor of " + what, x);
        if (x.rank() != 3 || x.dim(2) != expected) {
            throw new IllegalArgumentException(what + " " + x.shape() + ": expected "
                    + (timeFirst ? "[L, N, " : "[N, L, ") + expected + "]");
        }
        return timeFirst ? x.permute(1, 0, 2) : x;
    }

    private Tensor projectedOut(Tensor x) {
        Tensor y = out.forward(x);
        return timeFirst ? y.permute(1, 0, 2) : y;
    }

    /** {@code [N, L, heads E]} to {@code [N, heads, L, E]}. */
    private static Tensor split(Tensor x, int heads) {
        return x.reshape(x.dim(0), x.dim(1), heads, x.dim(2) / heads).permute(0, 2, 1, 3);
    }

    private AttentionOptions dropping(AttentionOptions masks) {
        Required.nonNull("the set of masks", masks);
        return dropout > 0 && isTraining() ? masks.dropout(dropout, random) : masks;
    }

    @Override
    public MultiheadAttention copy() {
        return copied(() -> new MultiheadAttention(this));
    }

    @Override
    protected String describe() {
        return width + ", " + heads + (keyHeads == heads ? "" : ", " + keyHeads + " of keys")
                + (inBias == null ? ", no bias" : "") + (dropout == 0 ? "" : ", dropout " + dropout)
                + (timeFirst ? ", time first" : "");
    }
}
