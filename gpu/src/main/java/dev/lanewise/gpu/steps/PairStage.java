package dev.lanewise.gpu.steps;

import dev.lanewise.gpu.opencl.Kernel;
import dev.lanewise.gpu.opencl.Program;
import dev.lanewise.tensor.Op;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A kernel of {@code update.cl} that takes tensors of one shape and writes one. */
final class PairStage implements Stage {
    private final String name;
    private final List<Slot> in;
    private final Slot out;
    private @Nullable Kernel kernel;

    PairStage(String name, List<Slot> in, Slot out) {
        this.name = name;
        this.in = in;
        this.out = out;
    }

    @Override
    public void prepare(Program program) {
        Kernel made = program.kernel(name);
        int next = 0;
        for (Slot slot : in) {
            next = slot.bind(made, next);
        }
        made.set(out.bind(made, next), out.size());
        kernel = made;
    }

    @Override
    public void launch(Op op) {
        if (kernel != null) {
            Work.launch(kernel, out.size());
        }
    }
}
