package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.NdRange;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.tensor.primitives.SoftmaxOp;

/** Softmax and its logarithm along the last axis; their gradients are ops of other families. */
final class Softmaxes {
    private Softmaxes() {}

    static void addTo(Stages stages) {
        stages.add(SoftmaxOp.Softmax.class, (_, site) -> rows("softmax", site));
        stages.add(SoftmaxOp.LogSoftmax.class, (_, site) -> rows("log_softmax", site));
    }

    /** A group of items for each row. */
    private static Stage rows(String kernel, Site site) {
        Slot x = site.in(0);
        int cols = x.shape().dim(-1);
        int rows = cols == 0 ? 0 : x.size() / cols;
        return Launch.inFile("softmax", kernel, NdRange.groups(ReduceKernels.LANES, rows),
                arguments -> arguments.slot(x).slot(site.out(0)).value(cols));
    }
}
