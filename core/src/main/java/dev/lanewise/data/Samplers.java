package dev.lanewise.data;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.Arrays;

/**
 * The usual orders of samples, each a function of its settings and the epoch's number.
 *
 * {@snippet :
 * new DataLoader<>(dataset, 64).sampler(Samplers.stratified(labels, 1));
 * }
 */
public final class Samplers {
    private Samplers() {}

    /** All samples, in their order ({@index SequentialSampler}). */
    public static Sampler sequential(int size) {
        return new Order("sequential", requireSize("sequential", size), size, 0) {
            @Override
            public int[] order(long epoch) {
                int[] order = new int[size()];
                Arrays.setAll(order, i -> i);
                return order;
            }
        };
    }

    /** All samples in random order, another in each epoch ({@index RandomSampler}). */
    public static Sampler shuffled(int size, long seed) {
        return new Order("shuffled", requireSize("shuffled", size), size, seed) {
            @Override
            public int[] order(long epoch) {
                return source(epoch).permutation(size());
            }
        };
    }

    /**
     * Samples drawn at random, each as often as its weight says: such as the rare classes as often as the others
     * ({@index WeightedRandomSampler}).
     *
     * @param weights {@code [N]}, not negative, not all 0; they need not add up to 1
     * @param count how many are drawn for an epoch
     * @param replacement whether a sample may come more than once
     * @throws IllegalArgumentException if weights or count are not such, also if there are fewer weights above 0 than
     *     samples to be drawn without replacement
     */
    public static Sampler weighted(Tensor weights, int count, boolean replacement, long seed) {
        if (Required.nonNull("Samplers: the tensor of weights", weights).shape().rank() != 1) {
            throw new IllegalArgumentException("weighted: weights " + weights.shape() + ": expected [N]");
        }
        Tensor kept = Tensor.of(weights.shape(), weights.toArray());
        Order sampler = new Order(
                "weighted " + Arrays.hashCode(kept.toArray()) + " " + replacement, kept.size(), count, seed) {
            @Override
            public int[] order(long epoch) {
                return source(epoch).multinomial(kept, size(), replacement).toArray();
            }
        };
        sampler.order(0); // refuses what cannot be drawn
        return sampler;
    }

    /**
     * All samples in random order, with the classes spread evenly: any run of consecutive samples, and so each batch,
     * has of each class about its share.
     *
     * @param labels {@code [N]}, the classes, any ints
     */
    public static Sampler stratified(IntTensor labels, long seed) {
        return new Stratified(labels("stratified", labels), seed);
    }

    /**
     * Batches of some classes with the same number of samples of each, drawn at random, for losses that compare
     * samples. The samples of a class are used up before one comes again.
     *
     * @param labels {@code [N]}, the classes, any ints
     * @param classes of a batch; the loader's batch size is {@code classes * samples}
     * @param samples of each of them
     * @throws IllegalArgumentException if there are fewer classes than that, fewer samples than a batch has, or one of
     *     the numbers is less than 1
     */
    public static Sampler perClass(IntTensor labels, int classes, int samples, long seed) {
        return new PerClass(labels("perClass", labels), classes, samples, seed);
    }

    /**
     * All samples in random order, with those of about the same length in one batch, so that little is padded
     * ({@link SequenceDataset#lengths}). Batches come in random order, the one that is not full at the end.
     *
     * @param lengths of the samples
     * @param batchSize the loader's
     * @throws IllegalArgumentException if the batch size is less than 1
     */
    public static Sampler byLength(int[] lengths, int batchSize, long seed) {
        return new ByLength(Required.nonNull("Samplers: the array of lengths", lengths), batchSize, seed);
    }

    /**
     * One worker's share of another sampler's order ({@index DistributedSampler}): every {@code workers}-th sample from
     * its own. All workers have the same number of samples; where they do not come out even, the first ones of the
     * order are given out again. {@code batches} of the same number of all workers are the consecutive samples of one
     * large batch.
     *
     * @param worker from 0
     * @throws IllegalArgumentException if the worker is not one of that many
     */
    public static Sampler distributed(Sampler all, int worker, int workers) {
        return new Distributed(Required.nonNull("Samplers: the sampler of all workers", all), worker, workers);
    }

    /** A name by which a loader's state tells a sampler from another; those of others are not told apart. */
    static String name(Sampler sampler) {
        return switch (sampler) {
            case Order order -> order.identity();
            case Distributed share -> name(share.all()) + " of worker " + share.worker() + " of " + share.workers();
            default -> "Sampler(" + sampler.size() + " samples)";
        };
    }

    /** Refuses a sampler that was made for another number of samples. */
    static void requireFor(Dataset<?> dataset, Sampler sampler) {
        if (sampler instanceof Distributed share) {
            requireFor(dataset, share.all());
        } else if (sampler instanceof Order order && order.samples() != dataset.size()) {
            throw new IllegalArgumentException("sampler: " + order + " is for " + order.samples() + " samples, and "
                    + dataset + " has " + dataset.size());
        }
    }

    private static int[] labels(String sampler, IntTensor labels) {
        if (Required.nonNull("Samplers: the tensor of labels", labels).shape().rank() != 1) {
            throw new IllegalArgumentException(sampler + ": labels " + labels.shape() + ": expected [N]");
        }
        return labels.toArray();
    }

    private static int requireSize(String sampler, int size) {
        if (size < 0) {
            throw new IllegalArgumentException(sampler + ": " + size + " samples");
        }
        return size;
    }

    /** An order with a name, by which a loader's state tells it from another. */
    abstract static class Order implements Sampler {
        private final String name;
        private final int samples;
        private final int size;
        private final long seed;

        /**
         * An order.
         *
         * @param name its kind, and what else tells it from another, after a blank
         * @param samples that there are to choose from
         * @param size how many an epoch has
         */
        Order(String name, int samples, int size, long seed) {
            this.name = name;
            this.samples = samples;
            this.size = size;
            this.seed = seed;
        }

        final int samples() {
            return samples;
        }

        final String identity() {
            return "Sampler(" + name + ", " + size + " of " + samples + " samples, seed " + seed + ")";
        }

        @Override
        public final int size() {
            return size;
        }

        /** What an epoch's order is drawn from; of streams that {@link Dataset#augmented} does not use. */
        final RandomSource source(long epoch) {
            return RandomSource.at(seed, -1 - epoch, 0);
        }

        @Override
        public final String toString() {
            return "Sampler(" + name.split(" ", 2)[0] + ", " + (size == samples ? "" : size + " of ") + samples
                    + " samples, seed " + seed + ")";
        }
    }
}
