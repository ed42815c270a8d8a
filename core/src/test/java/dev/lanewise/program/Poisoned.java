package dev.lanewise.program;

import dev.lanewise.kernels.drivers.CacheLines;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.List;

/** Runs programs on buffers full of NaN: what a step does not write itself shows in the outputs. */
public final class Poisoned {
    private Poisoned() {}

    public static List<Value> run(Program program, List<? extends Value> inputs) {
        float[] arena = CacheLines.allocate(program.plan().arena());
        Arrays.fill(arena, Float.NaN);
        Frame frame = new Frame(program.plan(), arena);
        frame.run(inputs);
        return frame.outputs(program.plan().outputs().length);
    }
}
