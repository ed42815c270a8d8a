package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.NdRange;
import dev.lanewise.gpu.steps.Sequence;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.optim.GradientOp;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import java.util.ArrayList;
import java.util.List;

/** Sums of the squares of tensors, for the norms of gradients. */
final class Gradients {
    private Gradients() {}

    static void addTo(Stages stages) {
        stages.add(GradientOp.SquareSums.class, (_, site) -> squareSums(site));
    }

    private static Stage squareSums(Site site) {
        List<Stage> stages = new ArrayList<>();
        Slot out = site.out(0);
        for (int i = 0; i < site.in().size(); i++) {
            squareSum(site.in(i), new Slot(out.buffer(), out.offset() + i, Spec.floats(Shape.SCALAR)), site, stages);
        }
        return new Sequence(stages);
    }

    /** Whole rows of lanes in chunks, and what is left as one more; then the sum of their sums, as that of a run. */
    private static void squareSum(Slot x, Slot to, Site site, List<Stage> stages) {
        int whole = x.size() - x.size() % ReduceKernels.LANES;
        int chunks = Math.ceilDiv(whole, ReduceKernels.CHUNK);
        Slot sums = site.scratch(chunks + 1);
        stages.add(Launch.inFile("update", "square_sums", NdRange.groups(ReduceKernels.LANES, chunks + 1L),
                arguments -> arguments.slot(x).values(x.size(), whole, chunks).slot(sums)));
        Slot from = sums;
        int left = chunks + 1;
        while (left > ReduceKernels.CHUNK) {
            int parts = Math.ceilDiv(left, ReduceKernels.CHUNK);
            Slot next = site.scratch(parts);
            stages.add(run(from, left, parts, next));
            from = next;
            left = parts;
        }
        stages.add(run(from, left, 1, to));
    }

    private static Stage run(Slot from, int length, int chunks, Slot to) {
        return Launch.inFile("reduce", "sum_runs", NdRange.groups(ReduceKernels.LANES, chunks),
                arguments -> arguments.slot(from).values(length, chunks).slot(to));
    }
}
