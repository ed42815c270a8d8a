package dev.lanewise.tensor;

import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;

/**
 * Elements of a storage that a device has newer ones of.
 *
 * @param offset where they begin
 * @param shape how many they are
 * @param lock held while they are fetched
 * @param source fills operand 0
 */
record Deferred(int offset, Shape shape, Lock lock, Consumer<Operands> source) {
    /** Whether all of the elements are among others. */
    boolean isWithin(Deferred other) {
        return isWithin(other.offset, other.shape.size());
    }

    boolean isWithin(int from, int size) {
        return from <= offset && offset + shape.size() <= from + size;
    }

    /** Fetches the elements. */
    void fill(float[] array) {
        source.accept(new Operands(new Tensor(new Storage(array), offset, shape)));
    }
}
