package dev.lanewise.ops;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/**
 * Attention by scaled dot products (Vaswani et al. 2017): queries {@code q [..., L, E]} are compared with keys {@code k
 * [..., S, E]}, and each gets the average of the values {@code v [..., S, V]} by the softmax of its scores.
 *
 * <p><b>Heads</b>. The leading axes of all three are equal, but the last of them, the heads, may be fewer for keys and
 * values: with G times as many heads in q, head i of q goes with head i / G of k and v (grouped queries, {@code
 * enable_gqa}).
 *
 * <p><b>Definition</b>. Scores are the products of {@link Tensor#matmul} times the scale, then plus the mask of floats;
 * weights are the {@link Tensor#softmax} of those that the masks leave, and 0 for all others and for a query that no
 * key is left for; the output is their product with the values. Without dropout and without a mask that gets a
 * gradient, the scores are never in memory as a whole: they are computed in strips of 64 queries, with the same bits
 * but for the sign of a zero that a sum of tiny numbers underflows to, and for infinities and NaN among keys and values
 * that no query of a strip attends to, which are not read. The gradients of keys and values add up one chain for each
 * strip, of the keys up to the last that its queries attend to ({@link dev.lanewise.kernels.sequence.Attentions});
 * gradients of gradients have the scores in memory.
 *
 * <p>A row of the output depends on its query and on the keys that it attends to, and not on how many others there are:
 * one query at a time, with {@link AttentionOptions#causalFrom}, has the bits of all at once with {@link
 * AttentionOptions#causal}.
 */
public final class Attention {
    private Attention() {}

    /** {@link #scaledDotProduct(Tensor, Tensor, Tensor, AttentionOptions)} without masks and dropout. */
    public static Tensor scaledDotProduct(Tensor q, Tensor k, Tensor v) {
        return scaledDotProduct(q, k, v, AttentionOptions.defaults());
    }

    /**
     * Attention ({@index scaled_dot_product_attention}). <b>Shape</b>: {@code [..., L, E], [..., S, E], [..., S, V] ->
     * [..., L, V]}.
     *
     * @throws IllegalArgumentException if the shapes do not fit each other or the masks
     */
    public static Tensor scaledDotProduct(Tensor q, Tensor k, Tensor v, AttentionOptions options) {
        requireShapes("scaledDotProduct", q, k, options);
        Required.nonNull("scaledDotProduct: the values", v);
        if (v.rank() != k.rank() || !v.shape().with(v.rank() - 1, k.dim(-1)).equals(k.shape())) {
            throw new IllegalArgumentException("scaledDotProduct: keys " + k.shape() + " and values " + v.shape()
                    + ": expected [..., S, E] and [..., S, V]");
        }
        if (options.needsScores()) {
            return AttentionSteps.of("scaledDotProduct", q, k, options).outputs(v);
        }
        return AttentionOperands.ofHeads(q, k, v, options);
    }

    /**
     * The weights that {@link #scaledDotProduct(Tensor, Tensor, Tensor, AttentionOptions)} multiplies values by,
     * without dropout. <b>Shape</b>: {@code [..., L, E], [..., S, E] -> [..., L, S]}.
     *
     * @throws IllegalArgumentException if the shapes do not fit each other or the masks
     */
    public static Tensor weights(Tensor q, Tensor k, AttentionOptions options) {
        requireShapes("weights", q, k, options);
        return AttentionSteps.of("weights", q, k, options).weights();
    }

    /**
     * Attention of several heads whose features lie side by side, as projections make them: head i of q is its i-th
     * part along the last axis, and those of k and v likewise. The same as {@link #scaledDotProduct(Tensor, Tensor,
     * Tensor, AttentionOptions)} of {@code [N, heads, L, E]} and so on, but nothing has to be moved. Masks broadcast to
     * {@code [N, heads, L, S]}.
     *
     * <p><b>Shape</b>: {@code [N, L, heads * E], [N, S, keyHeads * E], [N, S, keyHeads * V] -> [N, L, heads * V]}.
     *
     * @param heads heads of q, a multiple of keyHeads
     * @param keyHeads heads of k and v
     * @throws IllegalArgumentException if the shapes do not fit the heads, each other or the masks
     */
    public static Tensor multiHead(
            Tensor q, Tensor k, Tensor v, int heads, int keyHeads, AttentionOptions options) {
        HeadLayout.require("multiHead", q, k, v, heads, keyHeads);
        return AttentionOperands.ofFeatures(AttentionForm.Layout.FEATURES, heads, keyHeads, options, q, k, v);
    }

    /**
     * {@link #multiHead} of one tensor that holds the features of queries, keys and values side by side, in this order:
     * what one projection makes for self-attention. Its gradient has this form too.
     *
     * <p><b>Shape</b>: {@code [N, L, (heads + 2 keyHeads) * E] -> [N, L, heads * E]}.
     *
     * @param heads heads of the queries, a multiple of keyHeads
     * @param keyHeads heads of the keys, and of the values
     * @throws IllegalArgumentException if the shape does not fit the heads or the masks
     */
    public static Tensor multiHeadPacked(Tensor qkv, int heads, int keyHeads, AttentionOptions options) {
        HeadLayout.requirePacked("multiHeadPacked", qkv, heads, keyHeads);
        return AttentionOperands.ofFeatures(AttentionForm.Layout.PACKED, heads, keyHeads, options, qkv);
    }

    private static void requireShapes(String op, Tensor q, Tensor k, AttentionOptions options) {
        Required.nonNull(op + ": the queries", q);
        Required.nonNull(op + ": the keys", k);
        Required.nonNull(op + ": the options", options);
        if (q.rank() < 2 || k.rank() != q.rank() || q.dim(-1) != k.dim(-1) || !leadingAxesFit(q.shape(), k.shape())) {
            throw new IllegalArgumentException(op + ": queries " + q.shape() + " and keys " + k.shape()
                    + ": expected [..., heads, L, E] and [..., heads or a part of them, S, E]");
        }
    }

    private static boolean leadingAxesFit(Shape q, Shape k) {
        int heads = q.rank() - 3;
        for (int axis = 0; axis < heads; axis++) {
            if (q.dim(axis) != k.dim(axis)) {
                return false;
            }
        }
        return heads < 0 || q.dim(heads) == k.dim(heads) || k.dim(heads) > 0 && q.dim(heads) % k.dim(heads) == 0;
    }
}
