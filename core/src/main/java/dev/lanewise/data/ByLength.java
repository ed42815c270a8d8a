package dev.lanewise.data;

import dev.lanewise.random.RandomSource;
import java.util.Arrays;

/**
 * Samples of about the same length side by side. A random order is cut into pools of many batches; a pool is sorted by
 * length and cut into batches, and all batches are shuffled: as random as can be while batches are alike within.
 */
final class ByLength extends Samplers.Order {
    private static final int POOL_BATCHES = 64;

    private final int[] lengths;
    private final int batchSize;

    ByLength(int[] lengths, int batchSize, long seed) {
        super("byLength " + Arrays.hashCode(lengths) + " " + batchSize, lengths.length, seed);
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
        long pool = (long) POOL_BATCHES * batchSize;
        for (long from = 0; from < sorted.length; from += pool) {
            sort(sorted, (int) from, (int) Math.min(sorted.length, from + pool));
        }
        int full = sorted.length / batchSize;
        int[] batches = random.permutation(full);
        int[] order = new int[sorted.length];
        for (int batch = 0; batch < full; batch++) {
            System.arraycopy(sorted, batches[batch] * batchSize, order, batch * batchSize, batchSize);
        }
        System.arraycopy(sorted, full * batchSize, order, full * batchSize, sorted.length - full * batchSize);
        return order;
    }

    /** By length, and by their random order where lengths are the same. */
    private void sort(int[] samples, int from, int to) {
        long[] keys = new long[to - from];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (long) lengths[samples[from + i]] << Integer.SIZE | i;
        }
        Arrays.sort(keys);
        int[] before = Arrays.copyOfRange(samples, from, to);
        for (int i = 0; i < keys.length; i++) {
            samples[from + i] = before[(int) keys[i]];
        }
    }
}
