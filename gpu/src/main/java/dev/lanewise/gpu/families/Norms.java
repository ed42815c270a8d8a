package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.NdRange;
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
    private static final String FILE = "norm";
    private static final String GRADIENT = "norm_gradient";

    private Norms() {}

    static void addTo(Stages stages) {
        stages.add(NormOp.LayerNorm.class, Norms::layerNorm);
        stages.add(NormOp.RMSNorm.class, Norms::rmsNorm);
        stages.add(NormOp.LayerNormGrad.class, (_, site) -> gradient(true, site));
        stages.add(NormOp.RMSNormGrad.class, (_, site) -> gradient(false, site));
    }

    private static Stage layerNorm(NormOp.LayerNorm op, Site site) {
        Slot x = site.in(0);
        return Launch.inFile(FILE, "layer_norm", rows(x), arguments -> arguments.slot(x)
                .slot(orFirst(1, site)).value(site.in().size() > 1)
                .slot(orFirst(2, site)).value(site.in().size() > 2)
                .slots(site.out()).value(x.shape().dim(1)).value(op.eps()).value(NormKernels.LEAST_VARIANCE));
    }

    private static Stage rmsNorm(NormOp.RMSNorm op, Site site) {
        Slot x = site.in(0);
        return Launch.inFile(FILE, "rms_norm", rows(x), arguments -> arguments.slot(x)
                .slot(orFirst(1, site)).value(site.in().size() > 1)
                .slots(site.out()).value(x.shape().dim(1)).value(op.eps()).value(NormKernels.LEAST_VARIANCE));
    }

    /** An input, or the first in the place of one that there is not. */
    private static Slot orFirst(int input, Site site) {
        return site.in(input < site.in().size() ? input : 0);
    }

    private static NdRange rows(Slot x) {
        return NdRange.groups(ReduceKernels.LANES, x.shape().dim(0));
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
            Slot ofW = site.scratch((long) chunks * cols);
            Slot ofB = site.scratch((long) chunks * cols);
            stages.add(Launch.inFile(GRADIENT, "norm_gradient_chunks", site.items(ofW.size()),
                    arguments -> arguments.slot(g).slot(x).slot(mean).slot(root).slot(ofW).slot(ofB)
                            .values(rows, cols, height, ofW.size()).value(centred)));
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
