package dev.lanewise.kernels.sequence;

/**
 * The sizes of an attention.
 *
 * @param batch samples, N
 * @param heads heads of the queries, a multiple of keyHeads: with G times as many, head i goes with head i / G of the
 *     keys
 * @param keyHeads heads of keys and values, at least 1
 * @param queries L
 * @param keys S
 * @param depth elements of a query and of a key, E
 * @param width elements of a value, V
 * @param scale of the products of queries and keys
 */
public record AttentionSizes(
        int batch, int heads, int keyHeads, int queries, int keys, int depth, int width, float scale) {
    /** Rows of a strip, which is also the length of a chain of the gradients of keys and values. */
    public static final int STRIP = 64;

    /** Heads of queries for each of keys. */
    int group() {
        return heads / keyHeads;
    }

    /** Strips of a head. */
    int strips() {
        return Math.ceilDiv(queries, STRIP);
    }
}
