package dev.lanewise.ops;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;
import org.jspecify.annotations.Nullable;

/**
 * Which keys a query attends to, and how: masks, scale and dropout. Immutable: each setter returns new options. Masks
 * of several kinds hold together; a query that no key is left for gets zeros.
 *
 * {@snippet :
 * Tensor y = Attention.scaledDotProduct(q, k, v, AttentionOptions.defaults().causal());
 * }
 */
public final class AttentionOptions {
    private static final AttentionOptions DEFAULTS = new AttentionOptions(null, null, false, null, null, null, 0f,
            null);

    /** True where a query attends to a key. */
    final @Nullable BoolTensor allowed;

    /** Added to the scores. */
    final @Nullable Tensor bias;

    final boolean causal;

    /** The position of the first query among the keys, for a causal mask. */
    final @Nullable IntTensor start;

    final @Nullable IntTensor keyLengths;

    /** Null for that of {@link #scaleOf}. */
    final @Nullable Float scale;

    final float dropout;
    final @Nullable RandomSource random;

    private AttentionOptions(
            @Nullable BoolTensor allowed, @Nullable Tensor bias, boolean causal, @Nullable IntTensor start,
            @Nullable IntTensor keyLengths, @Nullable Float scale, float dropout, @Nullable RandomSource random) {
        this.allowed = allowed;
        this.bias = bias;
        this.causal = causal;
        this.start = start;
        this.keyLengths = keyLengths;
        this.scale = scale;
        this.dropout = dropout;
        this.random = random;
    }

    /** Every query attends to all keys; scores times {@code 1 / sqrt(E)}, or 1 if E is 0; no dropout. */
    public static AttentionOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets which keys a query attends to: those where it is true, as in PyTorch's {@code scaled_dot_product_attention}.
     * <b>Shape</b>: what broadcasts to {@code [..., L, S]}.
     */
    public AttentionOptions mask(BoolTensor allowed) {
        return new AttentionOptions(Required.nonNull("AttentionOptions: the mask", allowed), bias, causal, start,
                keyLengths, scale, dropout, random);
    }

    /**
     * Sets what is added to the scores after they are scaled, minus infinity for a key that takes no part. It may
     * require a gradient; then all scores are in memory. <b>Shape</b>: what broadcasts to {@code [..., L, S]}.
     */
    public AttentionOptions mask(Tensor bias) {
        return new AttentionOptions(allowed, Required.nonNull("AttentionOptions: the mask", bias), causal, start,
                keyLengths, scale, dropout, random);
    }

    /** Query i attends to the keys j with {@code j <= i} ({@code is_causal}). */
    public AttentionOptions causal() {
        return new AttentionOptions(allowed, bias, true, null, keyLengths, scale, dropout, random);
    }

    /**
     * Query i attends to the keys j with {@code j <= start + i}, where the first query has the position {@code start}
     * among the keys, as when keys of earlier calls are kept. A computation refuses a position that is negative, or
     * that leaves the last query without a place among the keys.
     *
     * @param start one number for all samples, which is read when the computation runs
     */
    public AttentionOptions causalFrom(IntTensor start) {
        return new AttentionOptions(allowed, bias, true,
                Required.nonNull("AttentionOptions: the position of the first query", start), keyLengths, scale,
                dropout, random);
    }

    /**
     * Sets how many of a sample's keys take part, from the first on: 0 to all, which is checked when the computation
     * runs.
     *
     * @param lengths {@code [N]}, where the first axis of queries and keys is N
     */
    public AttentionOptions keyLengths(IntTensor lengths) {
        return new AttentionOptions(allowed, bias, causal, start,
                Required.nonNull("AttentionOptions: the lengths of the keys", lengths), scale, dropout, random);
    }

    /**
     * Sets what the products of queries and keys are multiplied by.
     *
     * @throws IllegalArgumentException unless it is finite
     */
    public AttentionOptions scale(double scale) {
        return new AttentionOptions(allowed, bias, causal, start, keyLengths,
                Finite.number("AttentionOptions: the scale", scale), dropout, random);
    }

    /** The scale for queries of so many elements. */
    float scaleOf(int depth) {
        return scale != null ? scale : (float) (1 / Math.sqrt(Math.max(depth, 1)));
    }

    /** Whether weights are dropped, or a mask gets a gradient: only {@link AttentionSteps} can do that. */
    boolean needsScores() {
        return random != null && dropout > 0 || bias != null && GradMode.isEnabled() && bias.requiresGrad();
    }

    /**
     * Drops weights with this probability and scales up the others, as in training. All scores are in memory then.
     *
     * @throws IllegalArgumentException unless {@code 0 <= p <= 1}
     */
    public AttentionOptions dropout(double p, RandomSource random) {
        return new AttentionOptions(allowed, bias, causal, start, keyLengths, scale,
                Finite.share("AttentionOptions: probability", p),
                Required.nonNull("AttentionOptions: the random source", random));
    }
}
