package dev.lanewise.data;

import dev.lanewise.random.RandomSource;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Samples that are changed at random, each by numbers that belong to seed, epoch and sample. */
record Augmented<B extends Batched<B>>(
        Dataset<B> from, long seed, long epoch, BiFunction<? super B, RandomSource, B> change)
        implements
            Dataset<B>,
            Wrapper {
    /** So that what is drawn here is not what is drawn from the same seed elsewhere, or by an augmentation within. */
    private static final long APART = 0x9E3779B97F4A7C15L;

    /** What a sample of an epoch draws from. */
    static RandomSource source(long seed, long epoch, int sample) {
        return RandomSource.at(seed + APART, (epoch << Integer.SIZE) + sample, 0);
    }

    /** In epoch 0. */
    static <B extends Batched<B>> Augmented<B> of(
            Dataset<B> from, long seed, BiFunction<? super B, RandomSource, B> change) {
        return new Augmented<>(from, seed + depth(from) * APART, 0, change);
    }

    /** How many augmentations lie within each other. */
    private static int depth(Dataset<?> dataset) {
        int below = dataset instanceof Wrapper wrapper
                ? wrapper.parts().stream().mapToInt(Augmented::depth).max().orElse(0)
                : 0;
        return dataset instanceof Augmented ? below + 1 : below;
    }

    @Override
    public int size() {
        return from.size();
    }

    @Override
    public B batch(int... indices) {
        if (indices.length == 0) {
            return from.batch();
        }
        List<B> samples = new ArrayList<>();
        for (int index : indices) {
            RandomSource random = source(seed, epoch, index);
            samples.add(Required.nonNull("augmented: the sample that the function gave",
                    change.apply(from.batch(index), random)));
        }
        return Joining.join("augmented", samples);
    }

    @Override
    public Dataset<B> inEpoch(long number) {
        return new Augmented<>(from.inEpoch(number), seed, number, change);
    }

    @Override
    public String augmentation() {
        return Samples.augmentation(from, "seed " + (seed - depth(from) * APART));
    }

    @Override
    public List<Dataset<B>> parts() {
        return List.of(from);
    }

    @Override
    public String toString() {
        return "Augmented(" + from + ")";
    }
}
