package dev.lanewise.nn.embedding;

import dev.lanewise.nn.Block;
import dev.lanewise.nn.Summary;
import dev.lanewise.ops.Embeddings;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/**
 * A vector for each index of a vocabulary, as {@link Embeddings#embedding} takes it from a table. <b>Shape</b>: {@code
 * [I...] -> [I..., width]}, any number of axes.
 *
 * {@snippet :
 * Embedding words = new Embedding(30_000, 128, EmbeddingOptions.defaults().paddingIndex(0), random);
 * Tensor x = words.forward(IntTensor.of(Shape.of(2, 3), 7, 4, 0, 9, 0, 0)); // [2, 3, 128]
 * Linear scores = new Linear(words.weight(), null); // tied weights
 * }
 *
 * <p>Parameters as in PyTorch: {@code weight [vocabulary, width]}, initially normal with mean 0 and deviation 1. Its
 * gradient is dense, and the same bits for any number of threads: what goes to a row is added in the order of the
 * indices.
 */
public final class Embedding extends Block {
    private static final String NAME = "Embedding";

    private final Tensor weight;
    private final EmbeddingOptions options;

    /** Without a padding index. */
    public Embedding(int count, int width, RandomSource random) {
        this(count, width, EmbeddingOptions.defaults(), random);
    }

    /**
     * With these settings; the row of a padding index is zeros.
     *
     * @param count size of the vocabulary
     * @param width of each vector
     * @throws IllegalArgumentException if a size is not positive or the padding index is outside the vocabulary
     */
    public Embedding(int count, int width, EmbeddingOptions options, RandomSource random) {
        this(Table.drawn(NAME, count, width, padding(options), random), options);
    }

    /** With this parameter and no padding index. */
    public Embedding(Tensor weight) {
        this(weight, EmbeddingOptions.defaults());
    }

    /**
     * With this parameter ({@index from_pretrained}), which may be another block's too (tied weights). It is trained
     * unless it is frozen ({@link Block#freeze}), and the row of a padding index stays as it is.
     *
     * @param weight {@code [vocabulary, width]}
     * @throws IllegalArgumentException if it is no matrix or the padding index is outside the vocabulary
     */
    public Embedding(Tensor weight, EmbeddingOptions options) {
        this.options = options;
        this.weight = parameter("weight", Table.given(NAME, weight, padding(options)));
    }

    private static int padding(EmbeddingOptions options) {
        return Required.nonNull(NAME + ": the set of options", options).padding;
    }

    /** The table, {@code [vocabulary, width]}. */
    public Tensor weight() {
        return weight;
    }

    /**
     * The rows that the indices name.
     *
     * @throws IllegalArgumentException if the indices are null; the message begins with the layer's path
     * @throws IndexOutOfBoundsException for an index outside the vocabulary, likewise
     */
    public Tensor forward(IntTensor indices) {
        return call(
                () -> options.padding < 0
                        ? Embeddings.embedding(weight, indices)
                        : Embeddings.embedding(weight, indices, options.padding),
                indices);
    }

    /**
     * What the layer gives for indices of this shape, and what that costs.
     *
     * @throws IllegalArgumentException if the indices are null or outside the vocabulary
     */
    public Summary summary(IntTensor indices) {
        return Summary.of(this, () -> forward(indices));
    }

    @Override
    public Embedding copy() {
        return copied(() -> new Embedding(copied(weight), options));
    }

    @Override
    protected String describe() {
        return weight.dim(0) + ", " + weight.dim(1) + (options.padding < 0 ? "" : ", padding " + options.padding);
    }
}
