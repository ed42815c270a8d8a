package dev.lanewise.data;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Required;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Sequences of different lengths, such as texts or measurements over time, whose batches are padded to the longest of
 * the batch ({@index pad_sequence}).
 *
 * {@snippet :
 * SequenceDataset<IntTensor, IntTensor> texts = SequenceDataset.of(tokens, labels).toMultipleOf(16);
 * DataLoader<SequenceBatch<IntTensor, IntTensor>> loader = new DataLoader<>(texts, 32)
 *         .sampler(Samplers.byLength(texts.lengths(), 32, 1));
 * }
 *
 * <p>A training step is captured once for each shape of its batches: lengths that are multiples of a number keep these
 * few.
 *
 * @param <X> kind of the sequences, ints or floats
 * @param <Y> kind of the targets
 */
public final class SequenceDataset<X extends Value, Y extends Value> implements Dataset<SequenceBatch<X, Y>> {
    private final Padding<X> sequences;

    /** Takes the batch's length and the indices of its samples. */
    private final BiFunction<Integer, int[], Y> targets;

    private double padding;
    private int multiple = 1;

    private SequenceDataset(Padding<X> sequences, BiFunction<Integer, int[], Y> targets) {
        this.sequences = sequences;
        this.targets = targets;
    }

    /**
     * Sequences with one target each.
     *
     * @param sequences {@code [T, ...]} each, ints or floats, which differ in T alone
     * @param targets {@code [N, ...]}
     * @throws IllegalArgumentException if there are none, they differ in more, or there are not as many targets
     */
    public static <X extends Value, Y extends Value> SequenceDataset<X, Y> of(List<X> sequences, Y targets) {
        Padding<X> padded = new Padding<>("sequence",
                Required.nonNull("SequenceDataset: the list of sequences", sequences));
        Shape shape = Required.nonNull("SequenceDataset: the tensor of targets", targets).shape();
        if (shape.rank() == 0 || shape.dim(0) != sequences.size()) {
            throw new IllegalArgumentException("SequenceDataset: " + sequences.size() + " sequences and targets "
                    + shape + ": expected [N, ...]");
        }
        Rows<Y> rows = Rows.of(targets);
        return new SequenceDataset<>(padded, (time, indices) -> rows.take(indices));
    }

    /**
     * Sequences with a target for each element, such as the next one, or its class.
     *
     * @param targets as long as the sequences
     * @param ignored what targets are padded with, which a loss ignores: {@code
     *     new CrossEntropyLoss().ignoreIndex(...)}
     * @throws IllegalArgumentException if there are none, they differ in more than T, or one has not as many targets
     */
    public static <X extends Value, Y extends Value> SequenceDataset<X, Y> perStep(
            List<X> sequences, List<Y> targets, double ignored) {
        Padding<X> padded = new Padding<>("sequence",
                Required.nonNull("SequenceDataset: the list of sequences", sequences));
        Padding<Y> wanted = new Padding<>("target", Required.nonNull("SequenceDataset: the list of targets", targets));
        if (sequences.size() != targets.size()) {
            throw new IllegalArgumentException(
                    "SequenceDataset: " + sequences.size() + " sequences and " + targets.size() + " targets");
        }
        for (int i = 0; i < sequences.size(); i++) {
            if (padded.lengths()[i] != wanted.lengths()[i]) {
                throw new IllegalArgumentException("SequenceDataset: sequence " + i + " has " + padded.lengths()[i]
                        + " elements and " + wanted.lengths()[i] + " targets");
            }
        }
        wanted.requirePadding(ignored);
        return new SequenceDataset<>(padded, (time, indices) -> wanted.batch(time, ignored, indices));
    }

    /**
     * Pads sequences with this; 0 unless set otherwise.
     *
     * @throws IllegalArgumentException if the sequences are ints, and it is none
     */
    public SequenceDataset<X, Y> padding(double value) {
        padding = sequences.requirePadding(value);
        return this;
    }

    /**
     * Pads to a length that is a multiple of this; 1 unless set otherwise.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public SequenceDataset<X, Y> toMultipleOf(int length) {
        if (length < 1) {
            throw new IllegalArgumentException("SequenceDataset: a multiple of " + length);
        }
        multiple = length;
        return this;
    }

    /** How long the sequences are. */
    public int[] lengths() {
        return sequences.lengths().clone();
    }

    @Override
    public int size() {
        return sequences.lengths().length;
    }

    @Override
    public SequenceBatch<X, Y> batch(int... indices) {
        int longest = 0;
        int[] lengths = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            lengths[i] = sequences.lengths()[Samples.require(this, indices[i])];
            longest = Math.max(longest, lengths[i]);
        }
        int time = Math.multiplyExact(Math.ceilDiv(longest, multiple), multiple);
        return new SequenceBatch<>(sequences.batch(time, padding, indices),
                IntTensor.wrap(lengths, Shape.of(lengths.length)), targets.apply(time, indices));
    }

    /** For example {@code SequenceDataset(1000 sequences)}. */
    @Override
    public String toString() {
        return "SequenceDataset(" + size() + " sequences)";
    }
}
