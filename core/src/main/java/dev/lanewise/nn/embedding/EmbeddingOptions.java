package dev.lanewise.nn.embedding;

/** Settings of an {@link Embedding}. Immutable: each setter returns new options. */
public final class EmbeddingOptions {
    private static final EmbeddingOptions DEFAULTS = new EmbeddingOptions(-1);

    /** -1 for none. */
    final int padding;

    private EmbeddingOptions(int padding) {
        this.padding = padding;
    }

    /** No padding index. */
    public static EmbeddingOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets an index that fills up short sequences ({@code padding_idx}): its row is zeros at first and gets no
     * gradient.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public EmbeddingOptions paddingIndex(int index) {
        if (index < 0) {
            throw new IllegalArgumentException("EmbeddingOptions: padding index " + index + " is negative");
        }
        return new EmbeddingOptions(index);
    }
}
