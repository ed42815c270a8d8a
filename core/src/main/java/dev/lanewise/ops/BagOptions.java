package dev.lanewise.ops;

/**
 * What a bag of embeddings gives and which indices count. Immutable: each setter returns new options.
 *
 * {@snippet :
 * Tensor y = Embeddings.embeddingBag(weight, indices, BagOptions.defaults().sum().paddingIndex(0));
 * }
 */
public final class BagOptions {
    private static final BagOptions DEFAULTS = new BagOptions(Mode.MEAN, -1, false);

    /** What is made of the rows of a bag. */
    enum Mode {
        SUM, MEAN, MAX
    }

    final Mode mode;

    /** -1 for none. */
    final int padding;

    /** Whether the offsets say where the last bag ends. */
    final boolean includesLast;

    private BagOptions(Mode mode, int padding, boolean includesLast) {
        this.mode = mode;
        this.padding = padding;
        this.includesLast = includesLast;
    }

    /** Means, no padding, offsets of the beginnings only. */
    public static BagOptions defaults() {
        return DEFAULTS;
    }

    /** The sum of a bag's rows. */
    public BagOptions sum() {
        return new BagOptions(Mode.SUM, padding, includesLast);
    }

    /** The sum of a bag's rows divided by their number. */
    public BagOptions mean() {
        return new BagOptions(Mode.MEAN, padding, includesLast);
    }

    /** The largest element of a bag's rows for each column. */
    public BagOptions max() {
        return new BagOptions(Mode.MAX, padding, includesLast);
    }

    /**
     * Sets an index that takes no part ({@code padding_idx}): its row is in no bag, counts in no mean and gets no
     * gradient.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public BagOptions paddingIndex(int index) {
        if (index < 0) {
            throw new IllegalArgumentException("BagOptions: padding index " + index + " is negative");
        }
        return new BagOptions(mode, index, includesLast);
    }

    /** The index that takes no part; -1 for none. */
    public int paddingIndex() {
        return padding;
    }

    /** Has the offsets end with where the last bag ends ({@code include_last_offset}). */
    public BagOptions includeLastOffset() {
        return new BagOptions(mode, padding, true);
    }

    /** What differs from the defaults, and what a bag gives. */
    @Override
    public String toString() {
        return switch (mode) {
            case SUM -> "sum";
            case MEAN -> "mean";
            case MAX -> "max";
        } + (padding < 0 ? "" : ", padding " + padding) + (includesLast ? ", last offset" : "");
    }
}
