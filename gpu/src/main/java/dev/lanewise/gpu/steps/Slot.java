package dev.lanewise.gpu.steps;

import dev.lanewise.gpu.opencl.Buffer;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;

/**
 * Where a value lies on the device.
 *
 * @param buffer that holds it
 * @param offset of its first element, in elements
 * @param spec its type and shape
 */
public record Slot(Buffer buffer, int offset, Spec spec) {
    /**
     * Requires that kernels, which count elements in {@code int}, reach all of it.
     *
     * @throws UnsupportedOperationException if they do not
     */
    public Slot {
        Counts.of((long) offset + spec.shape().size(), "elements of a buffer up to the end of " + spec.shape());
    }

    /** The shape. */
    public Shape shape() {
        return spec.shape();
    }

    /** How many elements it has. */
    public int size() {
        return spec.shape().size();
    }

    /** What there is from a later element on, as a line. */
    public Slot from(int element) {
        return new Slot(buffer, offset + element, new Spec(spec.type(), Shape.of(size() - element)));
    }
}
