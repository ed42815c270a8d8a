package dev.lanewise.data;

import dev.lanewise.random.RandomSource;
import dev.lanewise.text.Required;
import java.util.List;
import java.util.function.BiFunction;

/** Batches that are changed at random as a whole, by numbers that belong to seed, epoch and their first sample. */
record AugmentedBatches<A, B>(
        Dataset<A> from, long seed, long epoch, BiFunction<? super A, RandomSource, ? extends B> change)
        implements
            Dataset<B>,
            Wrapper {
    @Override
    public int size() {
        return from.size();
    }

    @Override
    public B batch(int... indices) {
        int first = indices.length == 0 ? 0 : indices[0];
        RandomSource random = Augmented.source(~seed, epoch, first); // not those of Augmented with the same seed
        return Required.nonNull("augmentedBatches: the batch that the function gave",
                change.apply(from.batch(indices), random));
    }

    @Override
    public Dataset<B> inEpoch(long number) {
        return new AugmentedBatches<>(from.inEpoch(number), seed, number, change);
    }

    @Override
    public String augmentation() {
        return Samples.augmentation(from, "seed " + seed + " of batches");
    }

    @Override
    public List<Dataset<A>> parts() {
        return List.of(from);
    }

    @Override
    public String toString() {
        return "AugmentedBatches(" + from + ", seed " + seed + ")";
    }
}
