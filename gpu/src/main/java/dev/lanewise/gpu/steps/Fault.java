package dev.lanewise.gpu.steps;

import dev.lanewise.gpu.opencl.Buffer;
import dev.lanewise.gpu.opencl.Context;
import dev.lanewise.gpu.opencl.Kernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The first step of a run that found a value which it refuses, such as a label; one number on the device. */
public final class Fault {
    private static final int NONE = Integer.MAX_VALUE;

    private final Context context;
    private final Buffer buffer;

    /** Holds {@link #NONE}: a copy of it does not wait for the device. */
    private final Buffer none;

    private final MemorySegment number = Arena.ofAuto().allocate(ValueLayout.JAVA_INT);
    private boolean used;

    /** Without a fault. */
    public Fault(Context context) {
        this.context = context;
        this.buffer = context.allocate(Integer.BYTES);
        this.none = context.allocate(Integer.BYTES);
        number.set(ValueLayout.JAVA_INT, 0, NONE);
        context.write(none, 0, number);
    }

    /** Sets two arguments: where to report, and the number of the step that does. */
    void bind(Kernel kernel, int index, int step) {
        used = true;
        kernel.set(index, buffer);
        kernel.set(index + 1, step);
    }

    /** Before a run. */
    public void clear() {
        if (used) {
            context.copy(none, buffer);
        }
    }

    /** After a run: the number of the step; -1 if there is none. */
    public int step() {
        if (!used) {
            return -1;
        }
        context.read(buffer, 0, number);
        int step = number.get(ValueLayout.JAVA_INT, 0);
        return step == NONE ? -1 : step;
    }
}
