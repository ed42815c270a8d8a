package dev.lanewise.data;

import dev.lanewise.parallel.Background;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.text.Required;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Batches of a dataset: each iteration goes through it once, in order or, with {@link #shuffle}, in a new random order,
 * or through the samples of a {@link #sampler}.
 *
 * {@snippet :
 * for (Batch<Tensor, IntTensor> batch : new DataLoader<>(dataset, 64).shuffle(RandomSource.seed(1)).dropLast(true)) {
 *     train(batch);
 * }
 * }
 *
 * <p>Which samples a batch has, and what randomness has made of them, depends on the loader's settings, the epoch and
 * the batch's position alone: not on how many are made ahead, by how many threads, or where a training was interrupted.
 *
 * @param <B> a batch
 */
public final class DataLoader<B> implements Iterable<B>, Stateful {
    private final Dataset<B> dataset;
    private final int batchSize;
    private @Nullable RandomSource random;
    private @Nullable Sampler sampler;
    private boolean dropLast;
    private int prefetch;
    private final Background background = new Background();
    private long waitedNanos;
    private long epoch;
    private int position;

    /** Whether a pass has begun and has not ended. */
    private boolean begun;

    /** Whether the next iterator continues a pass. */
    private boolean resumes;

    /** Where the source stood when the present pass began; null without a source. */
    private @Nullable RandomSource first;

    private @Nullable Pass current;

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
     * @throws IllegalStateException within a pass
     */
    public DataLoader<B> shuffle(RandomSource random) {
        requireBetweenPasses("shuffle");
        if (sampler != null) {
            throw new IllegalStateException("shuffle: the order is that of " + sampler + " already");
        }
        this.random = Required.nonNull("shuffle: the random source", random);
        this.first = address(random);
        return this;
    }

    /**
     * Takes the samples of each epoch, and their order, from a sampler.
     *
     * @throws IllegalStateException within a pass, or if the loader shuffles
     * @throws IllegalArgumentException if it is one of {@link Samplers} for another number of samples
     */
    public DataLoader<B> sampler(Sampler order) {
        requireBetweenPasses("sampler");
        if (random != null) {
            throw new IllegalStateException("sampler: the loader shuffles already");
        }
        Samplers.requireFor(dataset, Required.nonNull("sampler: the sampler", order));
        sampler = order;
        return this;
    }

    /**
     * Has so many batches made ahead ({@index num_workers}), on threads of a {@link Background}, while others are
     * learned from: for datasets that read, decode or augment, and can be asked by several threads at a time. Batches
     * and their order are the same; the state is that of the last batch handed out. No more than this number is held. A
     * dataset that throws does so when its batch is asked for. Scopes that the caller has opened, of evaluation mode
     * for example, are not those of other threads; no batch has history, wherever it is made.
     *
     * @param batches 0 for none, as it is at first
     * @throws IllegalArgumentException if it is negative, or the dataset has state, which would be that of a batch made
     *     ahead: {@link Dataset#augmented} has none
     * @throws IllegalStateException within a pass
     */
    public DataLoader<B> prefetch(int batches) {
        requireBetweenPasses("prefetch");
        if (batches < 0) {
            throw new IllegalArgumentException("prefetch: " + batches + " batches");
        }
        if (batches > 0 && Samples.hasState(dataset)) {
            throw new IllegalArgumentException("prefetch: " + dataset + " has state, which batches made ahead would "
                    + "change before they are handed out; draw what is random in Dataset.augmented");
        }
        prefetch = batches;
        return this;
    }

    /**
     * How long callers have waited for batches, over all passes of this object: beside the time of a training, what its
     * data cost.
     */
    public Duration waited() {
        return Duration.ofNanos(waitedNanos);
    }

    /**
     * Leaves out a last batch that is not full ({@index drop_last}).
     *
     * @throws IllegalStateException within a pass
     */
    public DataLoader<B> dropLast(boolean dropLast) {
        requireBetweenPasses("dropLast");
        this.dropLast = dropLast;
        return this;
    }

    private void requireBetweenPasses(String setting) {
        if (begun) {
            throw new IllegalStateException(setting + ": the loader is within a pass, of which " + position
                    + " batches were handed out; call this before the pass, or endPass() first");
        }
    }

    /** Number of batches per iteration. */
    public int batches() {
        return dropLast ? samples() / batchSize : Math.ceilDiv(samples(), batchSize);
    }

    private int samples() {
        return sampler == null ? dataset.size() : sampler.size();
    }

    /** How many passes have been completed, by this loader and the one it continues. */
    public long epoch() {
        return epoch;
    }

    /** How many batches of the present pass have been handed out; 0 between passes. */
    public int position() {
        return position;
    }

    /**
     * Begins a pass, or, the first time after state was loaded, continues the pass that was interrupted.
     *
     * <p>A pass that is left early, by {@code break}, is not counted, and the next iteration begins a new one: with a
     * {@link #sampler}, of the same samples, unless {@link #endPass} has counted it. A loaded loader cannot know that
     * it was left for good, and continues it: call {@link #endPass} before the state is saved. To look at a batch, take
     * it from the dataset.
     */
    @Override
    public Iterator<B> iterator() {
        if (current != null) {
            current.ahead.cancel();
        }
        int[] order = resumes ? order(first == null ? null : address(first), epoch) : begin();
        resumes = false;
        Pass pass = new Pass(order, position, epoch);
        current = pass;
        return pass;
    }

    /**
     * The batches of any epoch, beside the loader's own passes and without a change of its state: for validations,
     * which a training that is resumed makes as one that never stopped. With {@link #shuffle}, the order is one that
     * belongs to the source's seed and stream and to the epoch.
     *
     * @param number of the epoch, from 0
     */
    public Iterable<B> pass(long number) {
        return () -> {
            RandomSource source = random;
            return new Pass(order(source == null
                    ? null
                    : RandomSource.at(source.seed(), source.stream(), 2L * samples() * number), number), 0, number);
        };
    }

    /** Ends the present pass early: it counts as completed, and the next iteration begins a new one. */
    public void endPass() {
        if (begun) {
            end();
        }
    }

    private void end() {
        if (current != null) {
            current.ahead.cancel();
        }
        current = null;
        epoch++;
        position = 0;
        begun = false;
        resumes = false;
    }

    private int[] begin() {
        if (begun && position == batches()) { // all were handed out, and nobody asked for more
            epoch++;
        }
        position = 0;
        begun = true;
        if (random != null) {
            first = address(random);
        }
        return order(random, epoch);
    }

    /** A source that stands where another one does. */
    private static RandomSource address(RandomSource random) {
        return RandomSource.at(random.seed(), random.stream(), random.index());
    }

    /** The order that the sampler or a source gives; that of the dataset without one. */
    private int[] order(@Nullable RandomSource from, long number) {
        if (sampler != null) {
            int[] order = sampler.order(number);
            if (order.length != sampler.size()) {
                throw new IllegalStateException("DataLoader: " + sampler + " gave " + order.length
                        + " samples for epoch " + number + ", and said that there are " + sampler.size());
            }
            return order;
        }
        if (from != null) {
            return from.permutation(dataset.size());
        }
        int[] order = new int[dataset.size()];
        Arrays.setAll(order, i -> i);
        return order;
    }

    /** One pass; the latest one is where the loader stands. */
    private final class Pass implements Iterator<B> {
        private final int[] order;
        private final int count = batches();
        private final Dataset<B> samples;
        private final Prefetch<B> ahead = new Prefetch<>(background, this::make, prefetch, count);
        private int next;

        Pass(int[] order, int next, long number) {
            this.order = order;
            this.next = next;
            this.samples = dataset.inEpoch(number);
        }

        @Override
        public boolean hasNext() {
            if (next >= count && current == this) {
                end();
            }
            return next < count;
        }

        @Override
        public B next() {
            if (next >= count) {
                throw new NoSuchElementException("the loader has no batch " + next + " of " + count);
            }
            long since = System.nanoTime();
            B batch = ahead.take(next);
            waitedNanos += System.nanoTime() - since;
            next++;
            if (current == this) {
                position = next;
            }
            return batch;
        }

        private B make(int number) {
            int from = number * batchSize;
            try (GradMode.Scope _ = GradMode.noGrad()) {
                return samples.batch(Arrays.copyOfRange(order, from, end(from, batchSize, order.length)));
            }
        }
    }

    /**
     * Where the loader stands: the passes completed, the batches of this one that were handed out, and its order. Size
     * of the dataset and of batches, the seeds of its augmentation, and whether they are shuffled, must be the same
     * when it is loaded.
     */
    @Override
    public void state(State state) {
        state.setting("samples", samples());
        if (sampler != null) {
            state.setting("sampler", Samplers.name(sampler));
        }
        String augmentation = Required.nonNull("DataLoader: the augmentation of the dataset", dataset.augmentation());
        if (!augmentation.isEmpty()) {
            state.setting("augmentation", augmentation);
        }
        state.setting("batchSize", batchSize);
        state.setting("dropLast", dropLast);
        state.setting("shuffled", random != null);
        epoch = state.number("epoch", epoch);
        if (epoch < 0) {
            throw new IllegalArgumentException("DataLoader: epoch " + epoch + " is below 0");
        }
        begun = state.flag("begun", begun);
        long handedOut = state.number("position", position);
        if (handedOut < 0 || handedOut > batches()) {
            throw new IllegalArgumentException("DataLoader: position " + handedOut + " is not within its " + batches()
                    + " batches");
        }
        position = (int) handedOut;
        if (random != null && first != null) {
            state.part("random", random);
            state.part("order", first);
        }
    }

    @Override
    public void restored() {
        current = null;
        resumes = begun;
    }

    /** Where a batch ends; {@code from + batchSize} may overflow an int. */
    static int end(int from, int batchSize, int size) {
        return from + Math.min(batchSize, size - from);
    }

    /** For example {@code DataLoader(938 batches of 64 of ImageDataset(60000 images of 28x28), shuffled)}. */
    @Override
    public String toString() {
        return "DataLoader(" + batches() + " batches of " + batchSize + " of " + dataset
                + (sampler == null ? "" : " by " + sampler) + (random == null ? ")" : ", shuffled)");
    }
}
