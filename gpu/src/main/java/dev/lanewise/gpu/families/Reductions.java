package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Grid;
import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.Sequence;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.primitives.ReduceOp;
import java.util.ArrayList;
import java.util.List;

/** Sums over neighbouring axes: a kernel for chunks, and the same for the sums of these until one is left. */
final class Reductions {
    private Reductions() {}

    static void addTo(Stages stages) {
        stages.add(ReduceOp.Sum.class, Reductions::sum);
    }

    static Stage sum(ReduceOp.Sum op, Site site) {
        Shape shape = site.in(0).shape();
        int outer = shape.product(0, op.from());
        int inner = shape.product(op.to(), shape.rank());
        int chunk = inner == 1 ? ReduceKernels.CHUNK : dev.lanewise.kernels.drivers.Reductions.ROWS;
        List<Stage> stages = new ArrayList<>();
        Slot from = site.in(0);
        int left = shape.product(op.from(), op.to());
        while (true) {
            int chunks = Math.max(1, Math.ceilDiv(left, chunk));
            Slot to = chunks == 1 ? site.out(0) : site.scratch(outer * chunks * inner);
            stages.add(inner == 1 ? runs(from, left, chunks, to) : rows(from, left, inner, chunks, to, site));
            if (chunks == 1) {
                return new Sequence(stages);
            }
            from = to;
            left = chunks;
        }
    }

    private static Stage runs(Slot from, int length, int chunks, Slot to) {
        return Launch.inFile("reduce", "sum_runs", Grid.groups(ReduceKernels.LANES, to.size()),
                arguments -> arguments.slot(from).values(length, chunks).slot(to));
    }

    private static Stage rows(Slot from, int length, int inner, int chunks, Slot to, Site site) {
        return Launch.inFile("reduce", "sum_rows", site.items(to.size()),
                arguments -> arguments.slot(from).values(length, inner, chunks).slot(to).value(to.size()));
    }
}
