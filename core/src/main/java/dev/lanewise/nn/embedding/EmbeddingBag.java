package dev.lanewise.nn.embedding;

import dev.lanewise.nn.Block;
import dev.lanewise.nn.Summary;
import dev.lanewise.ops.BagOptions;
import dev.lanewise.ops.Embeddings;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import org.jspecify.annotations.Nullable;

/**
 * The mean, the sum or the largest elements of the vectors of a bag of indices, as {@link Embeddings#embeddingBag}
 * computes them: an {@link Embedding} and a reduction, without the vectors in memory. Zeros for an empty bag.
 * <b>Shape</b>: {@code [bags, L] -> [bags, width]}; with offsets {@code [n], [bags] -> [bags, width]}.
 *
 * {@snippet :
 * EmbeddingBag words = new EmbeddingBag(30_000, 128, BagOptions.defaults().sum(), random);
 * Tensor x = words.forward(IntTensor.of(7, 4, 9, 1), IntTensor.of(0, 3)); // bags {7, 4, 9} and {1}
 * }
 *
 * <p>Parameters as in PyTorch: {@code weight [vocabulary, width]}, initially normal with mean 0 and deviation 1, with
 * zeros in the row of a padding index.
 */
public final class EmbeddingBag extends Block {
    private static final String NAME = "EmbeddingBag";

    private final Tensor weight;
    private final BagOptions options;

    /** Means, without a padding index. */
    public EmbeddingBag(int count, int width, RandomSource random) {
        this(count, width, BagOptions.defaults(), random);
    }

    /**
     * With these settings.
     *
     * @param count size of the vocabulary
     * @param width of each vector
     * @throws IllegalArgumentException if a size is not positive or the padding index is outside the vocabulary
     */
    public EmbeddingBag(int count, int width, BagOptions options, RandomSource random) {
        this(Table.drawn(NAME, count, width, padding(options), random), options);
    }

    /**
     * With this parameter, which may be another block's too (tied weights).
     *
     * @param weight {@code [vocabulary, width]}
     * @throws IllegalArgumentException if it is no matrix or the padding index is outside the vocabulary
     */
    public EmbeddingBag(Tensor weight, BagOptions options) {
        this.options = options;
        this.weight = parameter("weight", Table.given(NAME, weight, padding(options)));
    }

    private static int padding(BagOptions options) {
        return Required.nonNull(NAME + ": the set of options", options).paddingIndex();
    }

    /** The table, {@code [vocabulary, width]}. */
    public Tensor weight() {
        return weight;
    }

    /** Bags of the same length: {@code [bags, L]}. */
    public Tensor forward(IntTensor indices) {
        return forward(indices, null, null);
    }

    /** Bags of different lengths: {@code [n]} indices, and where each bag begins among them. */
    public Tensor forward(IntTensor indices, IntTensor offsets) {
        return forward(indices, offsets, null);
    }

    /**
     * Bags with weights, as {@link Embeddings#embeddingBag(Tensor, IntTensor, IntTensor, Tensor, BagOptions)} takes
     * them.
     *
     * @param offsets where each bag begins among the indices; null if these are {@code [bags, L]}
     * @param weights of the shape of the indices, for sums only; null for none
     * @throws IllegalArgumentException if shapes and settings do not fit; the message begins with the layer's path
     * @throws IndexOutOfBoundsException for an index outside the vocabulary, likewise
     */
    public Tensor forward(IntTensor indices, @Nullable IntTensor offsets, @Nullable Tensor weights) {
        return call(
                () -> Embeddings.embeddingBag(weight, indices, offsets, weights, options), indices, offsets, weights);
    }

    /**
     * What the layer gives for bags of this shape, and what that costs.
     *
     * @throws IllegalArgumentException if the indices are null or outside the vocabulary
     */
    public Summary summary(IntTensor indices) {
        return Summary.of(this, () -> forward(indices));
    }

    @Override
    public EmbeddingBag copy() {
        return copied(() -> new EmbeddingBag(copied(weight), options));
    }

    @Override
    protected String describe() {
        return weight.dim(0) + ", " + weight.dim(1) + ", " + options;
    }
}
