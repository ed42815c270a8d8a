package dev.lanewise.program;

import dev.lanewise.kernels.drivers.CacheLines;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Shared buffers of programs that never run at the same time: one array, as large as the largest of them needs.
 * Programs without an arena have buffers of their own for each thread that runs them.
 */
public final class Arena {
    private float[] array = {};

    /** The frames on the array; they are dropped with it when it is outgrown. */
    private final Map<Program, Frame> frames = new WeakHashMap<>();

    /** The frame of a program. */
    Frame frame(Program program, Plan plan) {
        int needed = plan.arena() + CacheLines.FIRST;
        if (array.length < needed) {
            frames.clear();
            array = CacheLines.allocate(plan.arena());
        }
        Frame frame = frames.get(program);
        if (frame == null || frame.isRunning()) { // its last run has failed, and it still holds the targets of that
            frame = new Frame(plan, array);
            frames.put(program, frame);
        }
        return frame;
    }

    /** How many floats the largest program has needed. */
    public int size() {
        return array.length;
    }
}
