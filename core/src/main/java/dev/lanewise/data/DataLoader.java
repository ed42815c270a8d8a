package dev.lanewise.data;

import dev.lanewise.random.RandomSource;
import dev.lanewise.text.Required;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Batches of a dataset: each iteration goes through it once, in order or, with {@link #shuffle}, in a new random order.
 *
 * {@snippet :
 * for (Batch<Tensor, IntTensor> batch : new DataLoader<>(dataset, 64).shuffle(RandomSource.seed(1)).dropLast(true)) {
 *     train(batch);
 * }
 * }
 *
 * @param <B> a batch
 */
public final class DataLoader<B> implements Iterable<B> {
    private final Dataset<B> dataset;
    private final int batchSize;
    private @Nullable RandomSource random;
    private boolean dropLast;

    /**
     * Batches in the dataset's order; the last one may be smaller.
     *
     * @throws IllegalArgumentException if there is no dataset, or the batch size is not positive
     */
    public DataLoader(Dataset<B> dataset, int batchSize) {
        if (batchSize <= 0) {
            throw new IllegalArgumentException("DataLoader: batch size " + batchSize + " is not positive");
        }
        this.dataset = Required.nonNull("DataLoader: the dataset", dataset);
        this.batchSize = batchSize;
    }

    /**
     * Draws a new order for each iteration.
     *
     * @throws IllegalArgumentException if there is no source to draw from
     */
    public DataLoader<B> shuffle(RandomSource random) {
        this.random = Required.nonNull("shuffle: the random source", random);
        return this;
    }

    /** Leaves out a last batch that is not full ({@index drop_last}). */
    public DataLoader<B> dropLast(boolean dropLast) {
        this.dropLast = dropLast;
        return this;
    }

    /** Number of batches per iteration. */
    public int batches() {
        return dropLast ? dataset.size() / batchSize : Math.ceilDiv(dataset.size(), batchSize);
    }

    @Override
    public Iterator<B> iterator() {
        int[] order = order();
        int count = batches();
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < count;
            }

            @Override
            public B next() {
                if (next >= count) {
                    throw new NoSuchElementException("the loader has no batch " + next + " of " + count);
                }
                int from = next++ * batchSize;
                return dataset.batch(Arrays.copyOfRange(order, from, end(from, batchSize, order.length)));
            }
        };
    }

    /** Where a batch ends; {@code from + batchSize} may overflow an int. */
    static int end(int from, int batchSize, int size) {
        return from + Math.min(batchSize, size - from);
    }

    private int[] order() {
        if (random != null) {
            return random.permutation(dataset.size());
        }
        int[] order = new int[dataset.size()];
        Arrays.setAll(order, i -> i);
        return order;
    }

    /** For example {@code DataLoader(938 batches of 64 of ImageDataset(60000 images of 28x28), shuffled)}. */
    @Override
    public String toString() {
        return "DataLoader(" + batches() + " batches of " + batchSize + " of " + dataset
                + (random == null ? ")" : ", shuffled)");
    }
}
