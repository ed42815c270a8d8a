package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Tables that a step reads in every run, copied to the device when its stage is made. */
final class Numbers {
    private Numbers() {}

    /** A table of ints. */
    static Slot upload(Site site, int... numbers) {
        return upload(site, Spec.ints(Shape.of(numbers.length)), MemorySegment.ofArray(numbers));
    }

    /** A table of floats. */
    static Slot upload(Site site, float... numbers) {
        return upload(site, Spec.floats(Shape.of(numbers.length)), MemorySegment.ofArray(numbers));
    }

    private static Slot upload(Site site, Spec spec, MemorySegment numbers) {
        Slot slot = new Slot(site.context().allocate(Math.max(Float.BYTES, numbers.byteSize())), 0, spec);
        if (numbers.byteSize() > 0) {
            try (Arena arena = Arena.ofConfined()) {
                site.context().write(slot.buffer(), 0,
                        arena.allocate(numbers.byteSize(), Float.BYTES).copyFrom(numbers));
            }
        }
        return slot;
    }
}
