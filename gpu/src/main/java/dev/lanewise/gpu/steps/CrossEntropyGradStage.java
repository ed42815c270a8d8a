package dev.lanewise.gpu.steps;

import dev.lanewise.gpu.opencl.Kernel;
import dev.lanewise.gpu.opencl.Program;
import dev.lanewise.tensor.Op;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Gradients of logits from probabilities and labels. */
final class CrossEntropyGradStage implements Stage {
    private final int number;
    private final OptionalInt ignored;
    private final List<Slot> in;
    private final Slot out;
    private final Fault fault;
    private @Nullable Kernel kernel;

    CrossEntropyGradStage(int number, OptionalInt ignored, List<Slot> in, List<Slot> out, Fault fault) {
        this.number = number;
        this.ignored = ignored;
        this.in = in;
        this.out = out.getFirst();
        this.fault = fault;
    }

    @Override
    public void prepare(Program program) {
        Kernel made = program.kernel("cross_entropy_gradient");
        int next = in.get(1).bind(made, in.get(0).bind(made, 0));
        made.set(next++, ignored.orElse(0));
        made.set(next++, ignored.isPresent() ? 1 : 0);
        next = in.get(2).bind(made, next);
        made.set(next++, in.get(2).size() == 1 ? 0 : 1);
        next = out.bind(made, next);
        made.set(next++, out.shape().dim(-1));
        made.set(next++, out.size());
        fault.bind(made, next, number);
        kernel = made;
    }

    @Override
    public void launch(Op op) {
        if (kernel != null) {
            Work.launch(kernel, out.size());
        }
    }
}
