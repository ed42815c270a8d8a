package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Arguments;
import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.NdRange;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.loss.CheckOp;
import dev.lanewise.loss.LossOp;
import dev.lanewise.loss.MarginOp;
import java.util.function.Consumer;

/** Cross entropy of logits and labels, and what other losses check and read; values that are refused are reported. */
final class Losses {
    private Losses() {}

    static void addTo(Stages stages) {
        stages.add(LossOp.CrossEntropy.class, Losses::crossEntropy);
        stages.add(LossOp.CrossEntropyGrad.class, Losses::crossEntropyGradient);
        stages.add(LossOp.Labels.class, (op, site) -> checked("labels", site, last -> last.value(op.classes())
                .value(op.ignored().orElse(0)).value(op.ignored().isPresent())));
        stages.add(CheckOp.Within.class,
                (op, site) -> checked("within", site, last -> last.value(op.low()).value(op.high())));
        stages.add(MarginOp.IsPositive.class, (_, site) -> checked("is_positive", site, _ -> {}));
        stages.add(MarginOp.IsLabel.class, (op, site) -> checked("is_label", site, last -> last.value(op.classes())));
        stages.add(MarginOp.MultiLabelMargin.class, (_, site) -> multiLabelMargin(site));
    }

    /** A group of items for each row. */
    private static Stage crossEntropy(LossOp.CrossEntropy loss, Site site) {
        Slot logits = site.in(0);
        Slot labels = site.in(1);
        return Launch.inFile("loss", "cross_entropy", NdRange.groups(ReduceKernels.LANES, labels.size()),
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

    /**
     * A kernel with an item for each element of the output.
     *
     * @param last sets its last arguments
     */
    private static Stage checked(String kernel, Site site, Consumer<Arguments> last) {
        Slot out = site.out(0);
        return Launch.inFile("loss", kernel, site.items(out.size()), arguments -> last.accept(
                arguments.slot(site.in(0)).slot(out).value(out.size()).fault(site)));
    }

    /** An item for each row. */
    private static Stage multiLabelMargin(Site site) {
        Slot x = site.in(0);
        Slot losses = site.out(0);
        Slot named = site.scratch(x.size());
        Slot slopes = site.scratch(x.size()); // ints, as those before
        return Launch.inFile("margin", "multi_label_margin", site.items(losses.size()),
                arguments -> arguments.slot(x).slot(site.in(1)).slots(site.out()).slot(named).slot(slopes)
                        .values(x.shape().dim(-1), losses.size()).fault(site));
    }
}
