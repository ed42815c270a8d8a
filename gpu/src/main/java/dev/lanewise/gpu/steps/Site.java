package dev.lanewise.gpu.steps;

import dev.lanewise.gpu.opencl.Context;
import dev.lanewise.program.Listing;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A step that is to become a stage, and what it has to work with.
 *
 * @param number of the step in the program
 * @param step with its op
 * @param in where its inputs lie
 * @param out where its outputs lie
 * @param context the device
 * @param fault where kernels report values that they refuse
 * @param group how many work items a group has, where a kernel does not depend on it
 */
public record Site(
        int number, Listing.Step step, List<Slot> in, List<Slot> out, Context context, Fault fault, int group) {
    /** Copies the lists. */
    public Site {
        in = List.copyOf(in);
        out = List.copyOf(out);
    }

    /** An input. */
    public Slot in(int index) {
        return in.get(index);
    }

    /** An output. */
    public Slot out(int index) {
        return out.get(index);
    }

    /**
     * An item for each of some elements, in whole groups; the kernel leaves out those that are too many.
     *
     * @throws UnsupportedOperationException if there are more than {@link Counts#MOST}
     */
    public NdRange items(long elements) {
        Counts.of(elements, "work items");
        return NdRange.groups(group, Math.ceilDiv(elements, group));
    }

    /**
     * Memory for floats on their way from one kernel of a step to the next.
     *
     * @throws UnsupportedOperationException if there are more than {@link Counts#MOST}
     */
    public Slot scratch(long floats) {
        int count = Counts.of(floats, "floats between its kernels");
        return new Slot(context.allocate(Float.BYTES * Math.max(1L, count)), 0, Spec.floats(Shape.of(count)));
    }

    /** Integers that a kernel reads in each run, copied to the device now. */
    public Slot table(int... values) {
        return table(Spec.ints(Shape.of(values.length)), MemorySegment.ofArray(values));
    }

    /** Floats that a kernel reads in each run, copied to the device now. */
    public Slot table(float... values) {
        return table(Spec.floats(Shape.of(values.length)), MemorySegment.ofArray(values));
    }

    private Slot table(Spec spec, MemorySegment values) {
        Slot table = new Slot(context.allocate(Math.max(Float.BYTES, values.byteSize())), 0, spec);
        if (values.byteSize() > 0) {
            try (Arena arena = Arena.ofConfined()) {
                context.write(table.buffer(), 0, arena.allocate(values.byteSize(), Float.BYTES).copyFrom(values));
            }
        }
        return table;
    }
}
