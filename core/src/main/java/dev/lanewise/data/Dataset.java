package dev.lanewise.data;

/**
 * Numbered samples that are gathered into batches.
 *
 * @param <B> a batch
 */
public interface Dataset<B> {
    /** How many samples there are. */
    int size();

    /** The batch of the samples with these indices, in this order. */
    B batch(int[] indices);
}
