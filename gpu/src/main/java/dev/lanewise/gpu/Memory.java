package dev.lanewise.gpu;

import dev.lanewise.gpu.opencl.Buffer;
import dev.lanewise.gpu.opencl.Context;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.program.Listing;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import dev.lanewise.tensor.Operands;

/** The values of a program on the device, and their way from and to the CPU. */
final class Memory {
    private final Context context;
    private final List<Slot> slots = new ArrayList<>();

    /** Where elements wait on their way: drivers read no arrays of Java's. */
    private final MemorySegment staging;

    Memory(Context context, Listing listing) {
        this.context = context;
        long most = 4;
        for (Spec spec : listing.values()) {
            long bytes = Math.max(4, spec.bytes());
            most = Math.max(most, bytes);
            slots.add(null);
        }
        this.staging = Arena.ofAuto().allocate(most, 64);
        boolean[] view = new boolean[slots.size()];
        for (Listing.Step step : listing.steps()) {
            if (step.op().isView()) {
                view[step.out().getFirst()] = true;
            }
        }
        for (int i = 0; i < slots.size(); i++) {
            if (!view[i]) {
                Spec spec = listing.values().get(i);
                slots.set(i, new Slot(context.allocate(Math.max(4, spec.bytes())), 0, spec));
            }
        }
        for (Listing.Step step : listing.steps()) {
            if (step.op().isView()) {
                Slot base = slots.get(step.in().getFirst());
                int out = step.out().getFirst();
                Shape shape = base.shape();
                slots.set(out, new Slot(base.buffer(), base.offset() + step.op().viewOffset(shape),
                        listing.values().get(out)));
            }
        }
    }

    Slot slot(int number) {
        return slots.get(number);
    }

    List<Slot> slots(List<Integer> numbers) {
        return numbers.stream().map(slots::get).toList();
    }

    void upload(int number, Operands from, int i) {
        Slot slot = slots.get(number);
        int size = slot.size();
        if (size == 0) {
            return;
        }
        switch (slot.spec().type()) {
            case FLOAT -> MemorySegment.copy(
                    from.data(i), from.offset(i), staging, ValueLayout.JAVA_FLOAT, 0, size);
            case INT -> MemorySegment.copy(from.ints(i), 0, staging, ValueLayout.JAVA_INT, 0, size);
            case BOOL -> {
                boolean[] bools = from.bools(i);
                for (int e = 0; e < size; e++) {
                    staging.set(ValueLayout.JAVA_BYTE, e, (byte) (bools[e] ? 1 : 0));
                }
            }
        }
        long element = slot.spec().bytes() / size;
        context.write(slot.buffer(), slot.offset() * element, staging.asSlice(0, slot.spec().bytes()));
    }

    void download(int number, Operands to, int i) {
        Slot slot = slots.get(number);
        int size = slot.size();
        if (size == 0) {
            return;
        }
        long element = slot.spec().bytes() / size;
        context.read(slot.buffer(), slot.offset() * element, staging.asSlice(0, slot.spec().bytes()));
        switch (slot.spec().type()) {
            case FLOAT -> MemorySegment.copy(staging, ValueLayout.JAVA_FLOAT, 0, to.data(i), to.offset(i), size);
            case INT -> MemorySegment.copy(staging, ValueLayout.JAVA_INT, 0, to.ints(i), 0, size);
            case BOOL -> {
                boolean[] bools = to.bools(i);
                for (int e = 0; e < size; e++) {
                    bools[e] = staging.get(ValueLayout.JAVA_BYTE, e) != 0;
                }
            }
        }
    }
}
