package dev.lanewise.data;

import dev.lanewise.random.RandomSource;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Samples of about the same length side by side. A random order is cut into pools of many batches; a pool is sorted by
 * length, give or take a twentieth, and cut into batches, and all batches are shuffled: as random as can be while they
 * are alike within. What does not fill a batch is chosen before anything is sorted.
 */
final class ByLength extends Samplers.Order {
    private static final int POOL_BATCHES = 64;

    /** A length is multiplied by 1024 to 1075 before it is compared. */
    private static final int ONE = 1024;

    private static final int BLUR = 52;

    private final int[] lengths;
    private final int batchSize;

    ByLength(int[] lengths, int batchSize, long seed) {
        super("byLength " + Arrays.hashCode(lengths) + " " + batchSize, lengths.length, lengths.length, seed);
        if (batchSize < 1) {
            throw new IllegalArgumentException("byLength: batch size " + batchSize + " is not positive");
        }
        this.lengths = lengths.clone();
        this.batchSize = batchSize;
    }

    @Override
    public int[] order(long epoch) {
        RandomSource random = source(epoch);
        int[] sorted = random.permutation(lengths.length);
        int[] factors = random.randint(ONE, ONE + BLUR, sorted.length).toArray();
        int full = sorted.length / batchSize;
        long pool = (long) POOL_BATCHES * batchSize;
        for (long from = 0; from < (long) full * batchSize; from += pool) {
            sort(sorted, factors, (int) from, (int) Math.min((long) full * batchSize, from + pool));
        }
        int[] batches = random.permutation(full);
        int[] order = new int[sorted.length];
        for (int batch = 0; batch < full; batch++) {
            System.arraycopy(sorted, batches[batch] * batchSize, order, batch * batchSize, batchSize);
        }
        System.arraycopy(sorted, full * batchSize, order, full * batchSize, sorted.length - full * batchSize);
        return order;
    }

    /** By length times a factor, and by their random order where that is the same. */
    private void sort(int[] samples, int[] factors, int from, int to) {
        int[] before = Arrays.copyOfRange(samples, from, to);
        Integer[] sorted = new Integer[before.length];
        Arrays.setAll(sorted, i -> i);
        Arrays.sort(sorted, Comparator.comparingLong(i -> (long) lengths[before[i]] * factors[from + i]));
        for (int i = 0; i < sorted.length; i++) {
            samples[from + i] = before[sorted[i]];
        }
    }
}
