package dev.lanewise.ops;

import dev.lanewise.optable.Reference;

/**
 * Attention in doubles, on {@code [N, H, L, E], [N, K, S, E], [N, K, S, V]}.
 *
 * @param scale of the products of queries and keys
 * @param bias added to the scores
 */
record AttentionReference(double scale, Bias bias) {
    private static final double NONE = Double.NEGATIVE_INFINITY;

    /** What is added to a score; minus infinity for a key that takes no part. */
    @FunctionalInterface
    interface Bias {
        double of(int sample, int head, int query, int key);
    }

    /** No masks, and the usual scale. */
    static AttentionReference of(int depth) {
        return of(depth, (_, _, _, _) -> 0);
    }

    static AttentionReference of(int depth, Bias bias) {
        return new AttentionReference((float) (1 / Math.sqrt(depth)), bias);
    }

    static double orNone(boolean takesPart) {
        return takesPart ? 0 : NONE;
    }

    private static Reference repeated(Reference x, int heads) {
        int group = x.dims[1] == 0 ? 1 : heads / x.dims[1];
        return Reference.generate(
                new int[] {x.dims[0], heads, x.dims[2], x.dims[3]},
                at -> x.at(at[0], at[1] / group, at[2], at[3]));
    }

    Reference weights(Reference q, Reference k) {
        Reference products = Reference.matmul(q, repeated(k, q.dims[1]), false, true);
        Reference scores = Reference.generate(
                products.dims, at -> products.at(at) * scale + bias.of(at[0], at[1], at[2], at[3]));
        int keys = scores.dims[3];
        Reference weights = Reference.zeros(scores.dims);
        for (int row = 0; row < scores.data.length; row += keys) {
            double max = NONE;
            for (int j = row; j < row + keys; j++) {
                max = Math.max(max, scores.data[j]);
            }
            double sum = 0;
            for (int j = row; j < row + keys; j++) {
                weights.data[j] = max == NONE ? 0 : Math.exp(scores.data[j] - max);
                sum += weights.data[j];
            }
            for (int j = row; j < row + keys; j++) {
                weights.data[j] /= sum == 0 ? 1 : sum;
            }
        }
        return weights;
    }

    Reference averages(Reference... x) {
        return Reference.matmul(weights(x[0], x[1]), repeated(x[2], x[0].dims[1]), false, false);
    }

    /** The gradients of q, k and v from that of the averages. */
    Reference[] gradients(Reference g, Reference q, Reference k, Reference v) {
        int heads = q.dims[1];
        Reference p = weights(q, k);
        Reference ofP = Reference.matmul(g, repeated(v, heads), false, true);
        Reference dot = p.zip(ofP, (a, b) -> a * b).sum(true, 3);
        Reference slopes = p.zip(ofP.zip(dot, (a, b) -> a - b), (a, b) -> a * b * scale);
        return new Reference[] {
            Reference.matmul(slopes, repeated(k, heads), false, false),
            summed(Reference.matmul(slopes, q, true, false), k.dims[1]),
            summed(Reference.matmul(p, g, true, false), v.dims[1])
        };
    }

    /** Sums over the heads of a group. */
    private static Reference summed(Reference x, int keyHeads) {
        int group = keyHeads == 0 ? 1 : x.dims[1] / keyHeads;
        return Reference.generate(new int[] {x.dims[0], keyHeads, x.dims[2], x.dims[3]}, at -> {
            double sum = 0;
            for (int h = at[1] * group; h < (at[1] + 1) * group; h++) {
                sum += x.at(at[0], h, at[2], at[3]);
            }
            return sum;
        });
    }

    /** {@code [N, L, H * E]} as {@code [N, H, L, E]}. */
    static Reference split(Reference x, int heads) {
        return x.reshape(x.dims[0], x.dims[1], heads, x.dims[2] / heads).permute(0, 2, 1, 3);
    }

    /** {@code [N, H, L, E]} as {@code [N, L, H * E]}. */
    static Reference joined(Reference x) {
        return x.permute(0, 2, 1, 3).reshape(x.dims[0], x.dims[2], x.dims[1] * x.dims[3]);
    }
}
