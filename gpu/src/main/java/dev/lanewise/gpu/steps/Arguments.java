package dev.lanewise.gpu.steps;

import dev.lanewise.gpu.opencl.Kernel;

/** The arguments of a kernel, set one after another. */
public final class Arguments {
    private final Kernel kernel;
    private int next;

    Arguments(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Two arguments: the buffer of a value, and where its first element lies there ({@code int}). */
    public Arguments slot(Slot slot) {
        kernel.set(next++, slot.buffer());
        kernel.set(next++, slot.offset());
        return this;
    }

    /** {@link #slot} for each of some values. */
    public Arguments slots(Iterable<Slot> slots) {
        slots.forEach(this::slot);
        return this;
    }

    /** An {@code int}. */
    public Arguments value(int value) {
        kernel.set(next++, value);
        return this;
    }

    /** Several of {@code int}. */
    public Arguments values(int... values) {
        for (int value : values) {
            value(value);
        }
        return this;
    }

    /** An {@code int} that is 1 or 0. */
    public Arguments value(boolean value) {
        return value(value ? 1 : 0);
    }

    /** A {@code long}. */
    public Arguments value(long value) {
        kernel.set(next++, value);
        return this;
    }

    /** A {@code float}. */
    public Arguments value(float value) {
        kernel.set(next++, value);
        return this;
    }

    /** A {@code double}. */
    public Arguments value(double value) {
        kernel.set(next++, value);
        return this;
    }

    /**
     * Two arguments for a kernel that checks values: {@code __global int* fault, int step}; it says what it refuses by
     * {@code atomic_min(fault, step)}.
     */
    public Arguments fault(Site site) {
        site.fault().bind(kernel, next, site.number());
        next += 2;
        return this;
    }

    /** How many have been set. */
    int count() {
        return next;
    }

    /** Goes back to one, to set it anew. */
    void back(int index) {
        next = index;
    }
}
