package dev.lanewise.gpu;

import dev.lanewise.gpu.opencl.Buffer;
import dev.lanewise.gpu.opencl.Context;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.program.Listing;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Spec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The values of a program on the device, and their way from and to the CPU. */
final class Memory {
    private static final int LEAST = 4;

    private final Context context;

    /** By the numbers of the values. */
    private final Slot[] slots;

    /** Buffers that a run may write to before it counts, each with one for what was there before. */
    private final Map<Buffer, Buffer> kept = new LinkedHashMap<>();

    /** Where elements wait on their way: drivers read no arrays of Java's. */
    private MemorySegment staging = Arena.ofAuto().allocate(LEAST, Long.BYTES);

    /** Where inputs arrive that the last run may still read: from there they are copied once it is done. */
    private final Map<Integer, Buffer> landings = new HashMap<>();

    /**
     * Memory for a program.
     *
     * @param slow the inputs that are still read after a run has given its outputs
     */
    Memory(Context context, Listing listing, List<Integer> slow) {
        this.context = context;
        MemoryPlan plan = new MemoryPlan(listing, Math.min(context.device().allocation(), Integer.MAX_VALUE));
        int[] own = IntStream.range(0, listing.values().size())
                .filter(number -> number < listing.inputs() || listing.outside().containsKey(number)
                        || plan.alone().contains(number))
                .toArray();
        long others = IntStream.concat(Arrays.stream(own), slow.stream().mapToInt(number -> number))
                .mapToLong(number -> listing.values().get(number).bytes()).sum();
        context.requireRoom(plan.size() + others,
                "a program with " + plan.size() + " bytes for the values of a run and "
                        + others + " bytes for " + own.length + " inputs, values from outside and large ones");
        slow.forEach(number -> landings.put(
                number, context.allocate(Math.max(LEAST, listing.values().get(number).bytes()))));
        Buffer arena = context.allocate(Math.max(LEAST, plan.size()));
        this.slots = new Slot[listing.values().size()];
        for (int number : own) {
            slots[number] = ownSlot(listing.values().get(number));
        }
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] == null && plan.offset(i) >= 0) {
                Spec spec = listing.values().get(i);
                slots[i] = context.separatesValues()
                        ? ownSlot(spec)
                        : new Slot(arena, Math.toIntExact(plan.offset(i) / elementBytes(spec)), spec);
            }
        }
        for (Listing.Step step : listing.steps()) {
            if (step.op().isView()) {
                Slot base = slots[step.in().getFirst()];
                int view = step.out().getFirst();
                slots[view] = new Slot(base.buffer(), base.offset() + step.op().viewOffset(base.shape()),
                        listing.values().get(view));
            }
        }
    }

    private Slot ownSlot(Spec spec) {
        return new Slot(context.allocate(Math.max(LEAST, spec.bytes())), 0, spec);
    }

    /** Makes room for what values held before a run. */
    void keep(Iterable<Integer> numbers) {
        for (int number : numbers) {
            Buffer buffer = slots[number].buffer();
            kept.put(buffer, context.allocate(buffer.bytes()));
        }
    }

    /** Before a run: notes what such values hold. */
    void save() {
        if (!kept.isEmpty()) {
            kept.forEach(context::copy);
        }
    }

    /** Gives them back what they held before the run. */
    void restore() {
        kept.forEach((buffer, before) -> context.copy(before, buffer));
    }

    /** Whether a run writes to values before it counts, so that it can be undone. */
    boolean keeps() {
        return !kept.isEmpty();
    }

    private static long elementBytes(Spec spec) {
        return spec.type() == Spec.Type.BOOL ? 1 : Float.BYTES;
    }

    List<Slot> slots(List<Integer> numbers) {
        return numbers.stream().map(number -> slots[number]).toList();
    }

    /** Copies a value from the CPU, after all that the device has been given to do. */
    void upload(int number, Operands from, int i) {
        Slot slot = slots[number];
        long bytes = slot.spec().bytes();
        if (bytes > 0) {
            stage(slot, from, i);
            context.write(slot.buffer(), slot.offset() * elementBytes(slot.spec()), staging, bytes);
        }
    }

    /** Copies an input from the CPU, while the device may still be busy with the last run after its first part. */
    void uploadAhead(int number, Operands from, int i) {
        Slot slot = slots[number];
        long bytes = slot.spec().bytes();
        if (bytes > 0) {
            stage(slot, from, i);
            Buffer landing = landings.get(number);
            context.writeAhead(landing == null ? slot.buffer() : landing, 0, staging, bytes);
            if (landing != null) {
                context.copy(landing, slot.buffer());
            }
        }
    }

    /** Makes room for a value on its way. */
    private void reserve(Slot slot) {
        if (staging.byteSize() < slot.spec().bytes()) {
            staging = Arena.ofAuto().allocate(slot.spec().bytes(), Long.BYTES);
        }
    }

    /** Puts the elements of an operand where the driver can read them. */
    private void stage(Slot slot, Operands from, int i) {
        reserve(slot);
        int size = slot.size();
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
    }

    void download(int number, Operands to, int i) {
        download(slots[number], slots[number].buffer(), to, i);
    }

    /** Copies to the CPU what a value held before the run; those that are not kept aside still hold it. */
    void downloadKept(int number, Operands to, int i) {
        Buffer buffer = slots[number].buffer();
        download(slots[number], kept.getOrDefault(buffer, buffer), to, i);
    }

    private void download(Slot slot, Buffer buffer, Operands to, int i) {
        int size = slot.size();
        if (size == 0) {
            return;
        }
        reserve(slot);
        context.read(buffer, slot.offset() * elementBytes(slot.spec()), staging, slot.spec().bytes());
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
