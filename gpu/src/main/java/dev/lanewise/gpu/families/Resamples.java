package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.Sequence;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.ops.LineMap;
import dev.lanewise.ops.ResampleOp;
import dev.lanewise.tensor.Shape;
import java.util.List;

/** Interpolation along an axis and its gradient, by the map of the CPU. */
final class Resamples {
    private Resamples() {}

    static void addTo(Stages stages) {
        stages.add(ResampleOp.class, Resamples::along);
    }

    private static Stage along(ResampleOp op, Site site) {
        Shape x = site.in(0).shape();
        Slot out = site.out(0);
        if (out.size() == 0) {
            return new Sequence(List.of());
        }
        LineMap map = op.map(x);
        Slot start = site.table(map.start());
        Slot index = site.table(map.index());
        Slot weight = site.table(map.weight());
        return Launch.inFile("resample", "resample", site.items(out.size()),
                arguments -> arguments.slot(site.in(0)).slot(start).slot(index).slot(weight).slot(out)
                        .values(x.dim(op.axis()), out.shape().dim(op.axis()), x.product(op.axis() + 1, x.rank()))
                        .value(out.size()));
    }
}
