package dev.lanewise.gpu.steps;

import dev.lanewise.gpu.opencl.Kernel;
import dev.lanewise.gpu.opencl.Program;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.tensor.Op;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Losses and probabilities of the rows of logits. */
final class CrossEntropyStage implements Stage {
    private final int number;
    private final OptionalInt ignored;
    private final List<Slot> in;
    private final List<Slot> out;
    private final Fault fault;
    private @Nullable Kernel kernel;

    CrossEntropyStage(int number, OptionalInt ignored, List<Slot> in, List<Slot> out, Fault fault) {
        this.number = number;
        this.ignored = ignored;
        this.in = in;
        this.out = out;
        this.fault = fault;
    }

    @Override
    public void prepare(Program program) {
        Kernel made = program.kernel("cross_entropy");
        int next = in.get(1).bind(made, in.get(0).bind(made, 0));
        made.set(next++, ignored.orElse(0));
        made.set(next++, ignored.isPresent() ? 1 : 0);
        next = out.get(1).bind(made, out.get(0).bind(made, next));
        made.set(next++, in.get(0).shape().dim(-1));
        fault.bind(made, next, number);
        kernel = made;
    }

    @Override
    public void launch(Op op) {
        int rows = in.get(1).size();
        if (kernel != null && rows > 0) {
            kernel.launch(ReduceKernels.LANES, rows);
        }
    }
}
