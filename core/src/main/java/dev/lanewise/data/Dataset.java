package dev.lanewise.data;

import dev.lanewise.random.RandomSource;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Numbered samples that are gathered into batches.
 *
 * {@snippet :
 * List<Dataset<Batch<Tensor, IntTensor>>> parts = dataset.shuffled(RandomSource.seed(1)).split(0.9, 0.1);
 * DataLoader<Batch<Tensor, IntTensor>> training = new DataLoader<>(parts.get(0), 64);
 * }
 *
 * @param <B> a batch
 */
public interface Dataset<B> {
    /** How many samples there are. */
    int size();

    /** The batch of the samples with these indices, in this order. */
    B batch(int... indices);

    /**
     * Some of the samples ({@index Subset}), in the order of their indices; an index may come more than once.
     *
     * @throws IndexOutOfBoundsException if there is no such sample
     */
    default Dataset<B> subset(int... indices) {
        return new Subset<>(this, indices);
    }

    /**
     * The samples in a random order, drawn once. Followed by {@link #split(double...)}, it splits them at random
     * ({@index random_split}).
     */
    default Dataset<B> shuffled(RandomSource random) {
        return subset(Required.nonNull("shuffled: the random source", random).permutation(size()));
    }

    /**
     * Consecutive parts of these sizes.
     *
     * @throws IllegalArgumentException if a size is negative, or they do not add up to the number of samples
     */
    default List<Dataset<B>> split(int... sizes) {
        if (Arrays.stream(sizes).anyMatch(size -> size < 0)
                || Arrays.stream(sizes).asLongStream().sum() != size()) {
            throw new IllegalArgumentException("split: sizes " + Arrays.toString(sizes) + " of " + this
                    + ": they must be 0 or more, and add up to " + size());
        }
        List<Dataset<B>> parts = new ArrayList<>();
        int from = 0;
        for (int size : sizes) {
            parts.add(subset(IntStream.range(from, from + size).toArray()));
            from += size;
        }
        return parts;
    }

    /**
     * Consecutive parts of these shares of the samples. Sizes are rounded down, and the samples left over go to the
     * first parts, one each, as in PyTorch.
     *
     * @throws IllegalArgumentException if a share is negative, or they do not add up to 1
     */
    default List<Dataset<B>> split(double... shares) {
        double sum = Arrays.stream(shares).sum();
        if (Arrays.stream(shares).anyMatch(share -> !(share >= 0)) || Math.abs(sum - 1) > 1e-9) {
            throw new IllegalArgumentException("split: shares " + Arrays.toString(shares) + " of " + this
                    + ": they must be 0 or more, and add up to 1");
        }
        int[] sizes = Arrays.stream(shares).mapToInt(share -> (int) (share * size())).toArray();
        int rest = size() - Arrays.stream(sizes).sum();
        for (int part = 0; part < rest; part++) {
            sizes[part % sizes.length]++;
        }
        return split(sizes);
    }

    /**
     * The samples of several datasets, one after the other ({@index ConcatDataset}). Their batches have as many values,
     * of the same types, and of the same shapes but for the first axis.
     *
     * @throws IllegalArgumentException if there are none, or more than 2<sup>31</sup>-1 samples
     */
    @SafeVarargs
    static <B extends Batched<B>> Dataset<B> concat(Dataset<B>... datasets) {
        List<Dataset<B>> parts = new ArrayList<>();
        for (Dataset<B> dataset : datasets) {
            parts.add(Required.nonNull("concat: dataset " + parts.size(), dataset));
        }
        return new Concat<>(parts);
    }
}
