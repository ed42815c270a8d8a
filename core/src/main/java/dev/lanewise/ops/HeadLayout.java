package dev.lanewise.ops;

import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/**
 * How the features of several heads lie side by side along the last axis of {@code [N, L, heads * E]}.
 *
 * @param heads heads of the queries
 * @param keyHeads heads of keys and values
 */
record HeadLayout(int heads, int keyHeads) {

    /** Checks queries, keys and values that are separate. */
    static void require(String op, Tensor q, Tensor k, Tensor v, int heads, int keyHeads) {
        requireHeads(op, heads, keyHeads);
        requireParts(op, "queries", q, heads);
        requireParts(op, "keys", k, keyHeads);
        requireParts(op, "values", v, keyHeads);
        boolean fit = q.dim(0) == k.dim(0) && q.dim(2) / heads == k.dim(2) / keyHeads
                && k.dim(0) == v.dim(0) && k.dim(1) == v.dim(1);
        if (!fit) {
            throw new IllegalArgumentException(op + ": queries " + q.shape() + " of " + heads + " heads, keys "
                    + k.shape() + " and values " + v.shape() + " of " + keyHeads
                    + ": expected [N, L, heads * E], [N, S, keyHeads * E] and [N, S, keyHeads * V]");
        }
    }

    /** Checks queries, keys and values that lie in one tensor. */
    static void requirePacked(String op, Tensor qkv, int heads, int keyHeads) {
        requireHeads(op, heads, keyHeads);
        requireParts(op, "queries, keys and values", qkv, heads + 2 * keyHeads);
    }

    private static void requireHeads(String op, int heads, int keyHeads) {
        if (heads < 1 || keyHeads < 1 || heads % keyHeads != 0) {
            throw new IllegalArgumentException(op + ": " + heads + " heads of queries and " + keyHeads
                    + " of keys: expected 1 or more, and the first a multiple of the second");
        }
    }

    private static void requireParts(String op, String what, Tensor x, int parts) {
        Required.nonNull(op + ": the " + what, x);
        if (x.rank() != 3) {
            throw new IllegalArgumentException(op + ": " + what + " " + x.shape() + ": expected [N, L, features]");
        }
        if (x.dim(2) % parts != 0) {
            throw new IllegalArgumentException(op + ": " + what + " " + x.shape() + ": " + x.dim(2)
                    + " features cannot be divided among " + parts + " heads");
        }
    }

    /** {@code [N, L, heads * E]} as {@code [N, heads, L, E]}. */
    Tensor queries(Tensor q) {
        return split(q, heads);
    }

    /** {@code [N, S, keyHeads * E]} as {@code [N, keyHeads, S, E]}. */
    Tensor keys(Tensor k) {
        return split(k, keyHeads);
    }

    private static Tensor split(Tensor x, int heads) {
        return x.reshape(x.dim(0), x.dim(1), heads, x.dim(2) / heads).transpose(1, 2);
    }

    /** {@code [N, heads, L, V]} as {@code [N, L, heads * V]}. */
    Tensor joined(Tensor y) {
        return y.transpose(1, 2).reshape(y.dim(0), y.dim(2), heads * y.dim(3));
    }

    /** Queries, keys and values that lie in one tensor. */
    Tensor[] parts(Tensor qkv) {
        int width = qkv.dim(2) / (heads + 2 * keyHeads);
        return Shapes.split(qkv, 2, heads * width, keyHeads * width, keyHeads * width);
    }
}
