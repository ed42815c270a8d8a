package dev.lanewise.data;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sequences {@code [T, D...]} of different lengths T, and the batches {@code [N, T, D...]} of some of them, padded.
 *
 * @param <V> their type: floats or ints
 */
final class Padding<V extends Value> {
    private final List<Object> arrays = new ArrayList<>();
    private final int[] lengths;

    /** The shape of an element of a sequence. */
    private final Shape element;

    private final boolean ints;

    /**
     * Keeps the sequences' elements.
     *
     * @param what they are, for messages, a noun
     */
    Padding(String what, List<V> sequences) {
        if (sequences.isEmpty()) {
            throw new IllegalArgumentException("SequenceDataset: there is no " + what);
        }
        lengths = new int[sequences.size()];
        V first = Required.nonNull("SequenceDataset: " + what + " 0", sequences.getFirst());
        ints = first instanceof IntTensor;
        for (int i = 0; i < lengths.length; i++) {
            V sequence = Required.nonNull("SequenceDataset: " + what + " " + i, sequences.get(i));
            if (sequence instanceof BoolTensor || sequence instanceof IntTensor != ints
                    || sequence.shape().rank() == 0
                    || !sequence.shape().with(0, 1).equals(first.shape().with(0, 1))) {
                throw new IllegalArgumentException("SequenceDataset: " + what + " " + i + " is a "
                        + sequence.getClass().getSimpleName() + " " + sequence.shape() + ", and the first one a "
                        + first.getClass().getSimpleName() + " " + first.shape()
                        + ": expected ints or floats [T, ...] that differ in T alone");
            }
            lengths[i] = sequence.shape().dim(0);
            arrays.add(sequence instanceof IntTensor tensor ? tensor.toArray() : ((Tensor) sequence).toArray());
        }
        int[] dims = first.shape().dims();
        element = Shape.of(Arrays.copyOfRange(dims, 1, dims.length));
    }

    int[] lengths() {
        return lengths;
    }

    /** The sequences with these indices, padded to {@code time}, which is as long as the longest or longer. */
    @SuppressWarnings("unchecked") // of the type of the sequences
    V batch(int time, double padding, int... indices) {
        Shape shape = Shape.of(concat(indices.length, time, element.dims()));
        int size = element.size();
        Object all = ints ? new int[shape.size()] : new float[shape.size()];
        for (int i = 0; i < indices.length; i++) {
            int length = lengths[indices[i]] * size;
            int at = i * time * size;
            System.arraycopy(arrays.get(indices[i]), 0, all, at, length);
            if (all instanceof int[] array) {
                Arrays.fill(array, at + length, at + time * size, (int) padding);
            } else {
                Arrays.fill((float[]) all, at + length, at + time * size, (float) padding);
            }
        }
        return (V) (all instanceof int[] array ? IntTensor.wrap(array, shape) : Tensor.wrap((float[]) all, shape));
    }

    private static int[] concat(int first, int second, int... rest) {
        int[] dims = new int[rest.length + 2];
        dims[0] = first;
        dims[1] = second;
        System.arraycopy(rest, 0, dims, 2, rest.length);
        return dims;
    }
}
