package dev.lanewise.data;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
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

    /**
     * The batch of the samples with these indices, in this order. A loader that makes batches ahead
     * ({@link DataLoader#prefetch}) calls it on several threads at a time.
     */
    B batch(int... indices);

    /**
     * The samples as they are in an epoch, where randomness makes them differ from epoch to epoch ({@link #augmented});
     * otherwise this dataset. A {@link DataLoader} asks for them.
     *
     * @param epoch from 0
     */
    default Dataset<B> inEpoch(long epoch) {
        return this;
    }

    /**
     * What the randomness of the samples comes from, for example {@code seed 7}; empty for samples that are not random.
     * A {@link DataLoader} has it in its state, so that a training is not resumed with another seed. A dataset
     * of one's own that draws from {@link #drawsOf} names its seed here, in words that are the same in every run;
     * one that asks another for its samples hands on what that says.
     */
    default String augmentation() {
        return "";
    }

    /**
     * Some of the samples ({@index Subset}), in the order of their indices; an index may come more than once.
     *
     * @throws IndexOutOfBoundsException if there is no such sample
     */
    default Dataset<B> subset(int... indices) {
        return new Subset<>(this, Required.nonNull("subset: the array of indices", indices));
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
        Required.nonNull("split: the array of sizes", sizes);
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
        int[] sizes = Arrays.stream(Folds.shares(this, shares)).mapToInt(share -> (int) (share * size())).toArray();
        int rest = size() - Arrays.stream(sizes).sum();
        for (int part = 0; part < rest; part++) {
            sizes[part % sizes.length]++;
        }
        return split(sizes);
    }

    /**
     * Parts of these shares of the samples, at random, with the classes in the same proportions in each
     * ({@index train_test_split}).
     *
     * @param labels {@code [size]}, the classes of the samples, any ints
     * @throws IllegalArgumentException if a share is negative, they do not add up to 1, or there are not as many labels
     *     as samples
     */
    default List<Dataset<B>> splitStratified(IntTensor labels, long seed, double... shares) {
        int[] classes = Folds.labels("splitStratified", this, labels);
        return Folds.parts(classes, seed, Folds.shares(this, shares)).stream().map(this::subset).toList();
    }

    /**
     * Divisions for cross-validation ({@index KFold}): each sample, in random order, is in the validation of one fold
     * and in the training of all others.
     *
     * @throws IllegalArgumentException if there are fewer than 2 folds, or fewer samples than folds
     */
    default List<Split<B>> kFold(int folds, long seed) {
        return Folds.of("kFold", this, folds, new int[size()], seed);
    }

    /** As {@link #kFold} with the classes in the same proportions in each fold ({@index StratifiedKFold}). */
    default List<Split<B>> kFoldStratified(IntTensor labels, int folds, long seed) {
        return Folds.of("kFoldStratified", this, folds, Folds.labels("kFoldStratified", this, labels), seed);
    }

    /**
     * The same samples, whose batches are changed as a whole by a function of the batch alone ({@index collate_fn}); it
     * gives as many samples as it takes.
     */
    default <C> Dataset<C> map(Function<? super B, ? extends C> change) {
        return new Mapped<>(this, Required.nonNull("map: the function", change));
    }

    /** The samples, each as a batch of one, that a test holds for; all are tested now. */
    default Dataset<B> filter(Predicate<? super B> test) {
        Required.nonNull("filter: the test", test);
        return subset(IntStream.range(0, size()).filter(index -> test.test(batch(index))).toArray());
    }

    /**
     * These samples and those of another dataset side by side.
     *
     * @param combine makes one batch of two, with the samples of the same indices
     * @throws IllegalArgumentException if they differ in size
     */
    default <A, C> Dataset<C> zip(Dataset<A> other, BiFunction<? super B, ? super A, ? extends C> combine) {
        return new Zipped<>(this, Required.nonNull("zip: the other dataset", other),
                Required.nonNull("zip: the function", combine));
    }

    /**
     * The same samples, kept in memory once they have been asked for: for those that are read or decoded each time.
     * Samples have values of the same shapes.
     *
     * @throws IllegalArgumentException if it differs from epoch to epoch: augment what is cached, not the reverse
     */
    static <B extends Batched<B>> Dataset<B> cached(Dataset<B> dataset) {
        return new Cached<>(Required.nonNull("cached: the dataset", dataset));
    }

    /**
     * What a sample of an epoch draws from, for a dataset of one's own that is random, as {@link #augmented} has it.
     *
     * @param sample its index
     */
    static RandomSource drawsOf(long seed, long epoch, int sample) {
        return Augmented.source(seed, epoch, sample);
    }

    /**
     * The same samples, each changed at random. The numbers that change a sample belong to the seed, the epoch and the
     * sample: they are the same in any order, on any thread, and after a resume; and so they are where a sample comes
     * more than once in an epoch. Samples still have values of the same shapes afterwards.
     *
     * @param change takes a sample as a batch of one, and what to draw from
     */
    static <B extends Batched<B>> Dataset<B> augmented(
            Dataset<B> dataset, long seed, BiFunction<? super B, RandomSource, B> change) {
        return Augmented.of(Required.nonNull("augmented: the dataset", dataset), seed,
                Required.nonNull("augmented: the function", change));
    }

    /**
     * The same samples, whose batches are changed at random as a whole, such as by mixing the samples of a batch. The
     * numbers belong to the seed, the epoch and the first sample of the batch: with the same batches they are the same,
     * on any thread and after a resume.
     *
     * @param change takes a batch and what to draw from, and gives as many samples as it takes
     */
    static <A, B> Dataset<B> augmentedBatches(
            Dataset<A> dataset, long seed, BiFunction<? super A, RandomSource, ? extends B> change) {
        return new AugmentedBatches<>(Required.nonNull("augmentedBatches: the dataset", dataset), seed, 0,
                Required.nonNull("augmentedBatches: the function", change));
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
        for (Dataset<B> dataset : Required.nonNull("concat: the array of datasets", datasets)) {
            parts.add(Required.nonNull("concat: dataset " + parts.size(), dataset));
        }
        return new Concat<>(parts);
    }
}
