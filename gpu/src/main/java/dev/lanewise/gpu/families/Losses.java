package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Grid;
import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.loss.LossOp;

/** Cross entropy of logits and labels; labels that are no class are refused. */
final class Losses {
    private Losses() {}

    static void addTo(Stages stages) {
        stages.add(LossOp.CrossEntropy.class, Losses::crossEntropy);
        stages.add(LossOp.CrossEntropyGrad.class, Losses::crossEntropyGradient);
    }

    /** A group of items for each row. */
    private static Stage crossEntropy(LossOp.CrossEntropy loss, Site site) {
        Slot logits = site.in(0);
        Slot labels = site.in(1);
        return Launch.inFile("loss", "cross_entropy", Grid.groups(ReduceKernels.LANES, labels.size()),
                arguments -> arguments.slot(logits).slot(labels)
                        .value(loss.ignored().orElse(0)).value(loss.ignored().isPresent())
                        .slot(site.out(0)).slot(site.out(1))
                        .value(logits.shape().dim(-1))
                        .fault(site));
    }

    private static Stage crossEntropyGradient(LossOp.CrossEntropyGrad loss, Site site) {
        Slot gradient = site.in(2);
        Slot out = site.out(0);
        return Launch.inFile("loss", "cross_entropy_gradient", site.items(out.size()),
                arguments -> arguments.slot(site.in(0)).slot(site.in(1))
                        .value(loss.ignored().orElse(0)).value(loss.ignored().isPresent())
                        .slot(gradient).value(gradient.size() != 1)
                        .slot(out).values(out.shape().dim(-1), out.size())
                        .fault(site));
    }
}
