package dev.lanewise.data;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The samples of another dataset, each of which is asked for once and then kept. */
final class Cached<B extends Batched<B>> implements Dataset<B>, Wrapper {
    private final Dataset<B> from;

    /** A batch of one sample, or null as long as nobody has asked for it. */
    private final AtomicReferenceArray<B> kept;

    Cached(Dataset<B> from) {
        if (from.inEpoch(1) != from) {
            throw new IllegalArgumentException(
                    "cached: " + from + " differs from epoch to epoch, and would be kept as it "
                            + "is in the first; cache what it changes, and change that");
        }
        this.from = from;
        this.kept = new AtomicReferenceArray<>(from.size());
    }

    @Override
    public int size() {
        return kept.length();
    }

    @Override
    public B batch(int... indices) {
        if (indices.length == 0) {
            return from.batch();
        }
        List<B> samples = new ArrayList<>();
        for (int index : indices) {
            B sample = kept.get(Samples.require(this, index));
            if (sample == null) { // two threads may both ask: the answers are the same
                sample = from.batch(index);
                kept.set(index, sample);
            }
            samples.add(sample);
        }
        return samples.size() == 1
                ? Joining.take(samples.getFirst(), 0) // not the one that is kept
                : Joining.join("cached", samples);
    }

    @Override
    public String augmentation() {
        return from.augmentation();
    }

    @Override
    public List<Dataset<B>> parts() {
        return List.of(from);
    }

    @Override
    public String toString() {
        return "Cached(" + from + ")";
    }
}
