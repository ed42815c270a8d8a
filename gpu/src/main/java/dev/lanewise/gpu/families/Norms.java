package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Grid;
import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.Sequence;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.kernels.NormKernels;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.drivers.NormRows;
import dev.lanewise.ops.NormOp;
import java.util.ArrayList;
import java.util.List;

/** Normalisation of rows: a group of items for each. Layer norm centres them, RMS norm does not. */
final class Norms {
    private static final String GRADIENT = "norm_gradient";

    private Norms() {}

    static void addTo(Stages stages) {
        stages.add(NormOp.LayerNorm.class, (op, site) -> norm(true, op.eps(), site));
        stages.add(NormOp.RMSNorm.class, (op, site) -> norm(false, op.eps(), site));
        stages.add(NormOp.LayerNormGrad.class, (_, site) -> gradient(true, site));
        stages.add(NormOp.RMSNormGrad.class, (_, site) -> gradient(false, site));
    }

    private static Stage norm(boolean centred, float eps, Site site) {
        Slot x = site.in(0);
        Slot weight = orFirst(1, site);
        Slot bias = orFirst(2, site);
        Slot root = site.out(centred ? 2 : 1);
        return Launch.inFile("norm", "norm", rows(x), arguments -> arguments.slot(x)
                .slot(weight).value(site.in().size() > 1)
                .slot(bias).value(site.in().size() > 2)
                .slot(site.out(0)).slot(site.out(1)).slot(root)
                .value(x.shape().dim(1)).value(eps).value(NormKernels.LEAST_VARIANCE).value(centred));
    }

    /** An input, or the first in the place of one that there is not. */
    private static Slot orFirst(int input, Site site) {
        return site.in(input < site.in().size() ? input : 0);
    }

    private static Grid rows(Slot x) {
        return Grid.groups(ReduceKernels.LANES, x.shape().dim(0));
    }

    private static Stage gradient(boolean centred, Site site) {
        Slot g = site.in(0);
        Slot x = site.in(1);
        Slot mean = site.in(2);
        Slot root = site.in(centred ? 3 : 2);
        int ofWeight = centred ? 4 : 3;
        boolean weighted = site.in().size() > ofWeight;
        Slot weight = orFirst(ofWeight, site);
        int cols = x.shape().dim(1);
        List<Stage> stages = new ArrayList<>();
        stages.add(Launch.inFile(GRADIENT, "norm_gradient", rows(x), arguments -> arguments.slot(g).slot(x)
                .slot(mean).slot(root).slot(weight).value(weighted).slot(site.out(0)).value(cols).value(centred)));
        if (weighted) {
            int rows = x.shape().dim(0);
            int height = NormRows.height(cols);
            int chunks = Math.max(1, Math.ceilDiv(rows, height));
            Slot ofW = site.scratch(chunks * cols);
            Slot ofB = site.scratch(chunks * cols);
            stages.add(Launch.inFile(GRADIENT, "norm_gradient_chunks", site.items(chunks * cols),
                    arguments -> arguments.slot(g).slot(x).slot(mean).slot(root).slot(ofW).slot(ofB)
                            .values(rows, cols, height, chunks * cols).value(centred)));
            stages.add(fold(ofW, chunks, site.out(1), site));
            if (centred) {
                stages.add(fold(ofB, chunks, site.out(2), site));
            }
        }
        return new Sequence(stages);
    }

    /** Adds up chunks' sums, which it overwrites: an item for each of the results. */
    static Stage fold(Slot sums, int chunks, Slot to, Site site) {
        return Launch.inFile("fold", "fold", site.items(to.size()),
                arguments -> arguments.slot(sums).values(chunks, to.size()).slot(to).value(to.size()));
    }
}
