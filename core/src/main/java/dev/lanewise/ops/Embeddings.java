package dev.lanewise.ops;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table by index: embeddings of words and categories, alone and in bags.
 *
 * <p><b>Order of sums</b> (part of the definition). The rows of a bag are added in the order of its indices, and the
 * gradients of a row of the table in the order of the indices that name it, both in chains of 512 as in a matrix
 * product; with weights, by fused multiply-adds.
 */
public final class Embeddings {
    private Embeddings() {}

    /**
     * Rows by index ({@index embedding}). <b>Shape</b>: {@code [vocabulary, width], [I...] -> [I..., width]}.
     *
     * @throws IllegalArgumentException if the weight is no matrix
     * @throws IndexOutOfBoundsException for an index outside {@code 0 .. vocabulary - 1}
     */
    public static Tensor embedding(Tensor weight, IntTensor indices) {
        requireArguments("embedding", weight, indices);
        return new EmbeddingOp.Embedding(-1).tensor(weight, indices);
    }

    /**
     * As {@link #embedding(Tensor, IntTensor)}; the row of the padding index gets no gradient ({@code padding_idx}).
     *
     * @throws IllegalArgumentException also if the padding index is outside {@code 0 .. vocabulary - 1}
     */
    public static Tensor embedding(Tensor weight, IntTensor indices, int paddingIndex) {
        requireArguments("embedding", weight, indices);
        if (weight.rank() == 2) {
            requirePadding("embedding", paddingIndex, weight.dim(0));
        }
        return new EmbeddingOp.Embedding(paddingIndex).tensor(weight, indices);
    }

    /**
     * The sum, the mean or the largest elements of the rows of each bag ({@index embedding_bag}), without the rows in
     * memory; zeros for an empty bag. <b>Shape</b>: {@code [vocabulary, width], [bags, L] -> [bags, width]}.
     *
     * @throws IllegalArgumentException if shapes and options do not fit
     * @throws IndexOutOfBoundsException for an index outside {@code 0 .. vocabulary - 1}
     */
    public static Tensor embeddingBag(Tensor weight, IntTensor indices, BagOptions options) {
        return embeddingBag(weight, indices, null, null, options);
    }

    /**
     * The same for bags of different lengths, and with weights. <b>Shape</b>: {@code [vocabulary, width], [n], [bags]
     * -> [bags, width]} with offsets.
     *
     * <p>The gradient of the largest elements goes to the first row that has each one. For NaN, the first one is the
     * largest.
     *
     * @param indices {@code [bags, L]}, or {@code [n]} with offsets
     * @param offsets {@code [bags]}: where each bag begins among the indices, ascending from 0; with {@link
     *     BagOptions#includeLastOffset} {@code [bags + 1]}, and the indices from the last one on take no part; null if
     *     all bags have the same length
     * @param weights of the shape of the indices: what each row is multiplied by before it is added ({@code
     *     per_sample_weights}); only for sums; null for none
     * @throws IllegalArgumentException if shapes and options do not fit, or the offsets do not ascend
     * @throws IndexOutOfBoundsException for an index outside {@code 0 .. vocabulary - 1}
     */
    public static Tensor embeddingBag(
            Tensor weight, IntTensor indices, @Nullable IntTensor offsets, @Nullable Tensor weights,
            BagOptions options) {
        requireArguments("embeddingBag", weight, indices);
        Required.nonNull("embeddingBag: the set of options", options);
        if (weight.rank() == 2 && options.padding >= 0) {
            requirePadding("embeddingBag", options.padding, weight.dim(0));
        }
        if (offsets == null && options.includesLast) {
            throw new IllegalArgumentException("embeddingBag: the options say that offsets include the last one, and "
                    + "there are no offsets");
        }
        if (weights != null && options.mode != BagOptions.Mode.SUM) {
            throw new IllegalArgumentException("embeddingBag: weights are for sums only, and the mode is "
                    + options.mode.name().toLowerCase(Locale.ROOT));
        }
        Bags bags = new Bags(offsets != null, weights != null, options.padding);
        List<Value> entries = new ArrayList<>(List.of(indices));
        if (offsets != null) {
            entries.add(options.includesLast ? offsets : withLast(indices, offsets));
        }
        if (options.mode == BagOptions.Mode.MAX) {
            return new EmbeddingOp.MaxBags(bags).tensor(Bags.inputs(List.of(weight), entries));
        }
        if (weights != null) {
            entries.add(weights);
        }
        Tensor sums = new EmbeddingOp.SumBags(bags).tensor(Bags.inputs(List.of(weight), entries));
        return options.mode == BagOptions.Mode.SUM
                ? sums
                : sums.div(new EmbeddingOp.BagSizes(bags).tensor(entries.toArray(Value[]::new)));
    }

    private static IntTensor withLast(IntTensor indices, IntTensor offsets) {
        if (indices.shape().rank() != 1 || offsets.shape().rank() != 1) {
            throw new IllegalArgumentException("embeddingBag: indices " + indices.shape() + " and offsets "
                    + offsets.shape() + ": expected [n] and [bags]");
        }
        if (offsets.size() == 0 && indices.size() > 0) {
            throw new IllegalArgumentException("embeddingBag: no offsets for indices " + indices.shape()
                    + ": expected one or more, the first of them 0");
        }
        return IntTensor.concat(0, offsets, IntTensor.of(indices.size()));
    }

    private static void requireArguments(String op, Tensor weight, IntTensor indices) {
        Required.nonNull(op + ": the weight", weight);
        Required.nonNull(op + ": the tensor of indices", indices);
    }

    private static void requirePadding(String op, int padding, int vocabulary) {
        if (padding < 0 || padding >= vocabulary) {
            throw new IllegalArgumentException(
                    op + ": padding index " + padding + " is outside the vocabulary of " + vocabulary);
        }
    }
}
