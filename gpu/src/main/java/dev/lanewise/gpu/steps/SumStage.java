package dev.lanewise.gpu.steps;

import dev.lanewise.gpu.opencl.Buffer;
import dev.lanewise.gpu.opencl.Context;
import dev.lanewise.gpu.opencl.Kernel;
import dev.lanewise.gpu.opencl.Program;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.drivers.Reductions;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.primitives.ReduceOp;
import java.util.ArrayList;
import java.util.List;

/** A sum over neighbouring axes: a kernel for chunks, and the same for the sums of these until one is left. */
final class SumStage implements Stage {
    private final Context context;
    private final Slot from;
    private final Slot to;
    private final int outer;
    private final int length;
    private final int inner;
    private final List<Runnable> launches = new ArrayList<>();

    SumStage(Context context, ReduceOp.Sum op, Slot from, Slot to) {
        this.context = context;
        this.from = from;
        this.to = to;
        Shape shape = from.shape();
        this.outer = shape.product(0, op.from());
        this.length = shape.product(op.from(), op.to());
        this.inner = shape.product(op.to(), shape.rank());
    }

    @Override
    public void prepare(Program program) {
        int chunk = inner == 1 ? ReduceKernels.CHUNK : Reductions.ROWS;
        Slot source = from;
        int left = length;
        while (true) {
            int chunks = Math.max(1, Math.ceilDiv(left, chunk));
            Slot target = chunks == 1 ? to : scratch(outer * chunks * inner);
            if (target.size() > 0) {
                launches.add(inner == 1
                        ? runs(program, source, left, chunks, target)
                        : rows(program, source, left, chunks, target));
            }
            if (chunks == 1) {
                return;
            }
            source = target;
            left = chunks;
        }
    }

    private Slot scratch(int floats) {
        Buffer buffer = context.allocate((long) Float.BYTES * Math.max(1, floats));
        return new Slot(buffer, 0, Spec.floats(Shape.of(floats)));
    }

    private static Runnable runs(Program program, Slot source, int left, int chunks, Slot target) {
        Kernel kernel = program.kernel("sum_runs");
        int next = source.bind(kernel, 0);
        kernel.set(next++, left);
        kernel.set(next++, chunks);
        target.bind(kernel, next);
        return () -> kernel.launch(ReduceKernels.LANES, target.size());
    }

    private Runnable rows(Program program, Slot source, int left, int chunks, Slot target) {
        Kernel kernel = program.kernel("sum_rows");
        int next = source.bind(kernel, 0);
        kernel.set(next++, left);
        kernel.set(next++, inner);
        kernel.set(next++, chunks);
        kernel.set(target.bind(kernel, next), target.size());
        return () -> Work.launch(kernel, target.size());
    }

    @Override
    public void launch(Op op) {
        launches.forEach(Runnable::run);
    }
}
