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
    /** Requires that kernels, which count elements in {@code int}, reach all of it. */
    public Slot {
        Math.addExact(offset, spec.shape().size());
    }

    /** The shape. */
    public Shape shape() {
        return spec.shape();
    }

    /** How many elements it has. */
    public int size() {
        return spec.shape().size();
    }

    /** The same memory from a later element on; what is there has the shape or a part of it. */
    public Slot from(int element) {
        return new Slot(buffer, offset + element, spec);
    }
}
