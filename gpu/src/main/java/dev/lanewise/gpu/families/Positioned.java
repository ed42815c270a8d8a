package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.ops.PositionOp;
import dev.lanewise.ops.Positions;
import dev.lanewise.tensor.Shape;

/** Ops on rows whose positions are read on the device; positions that are not there are refused. */
final class Positioned {
    private static final String FILE = "position";

    private Positioned() {}

    static void addTo(Stages stages) {
        stages.add(PositionOp.Rotary.class, Positioned::rotary);
        stages.add(PositionOp.Write.class, (_, site) -> write(site));
    }

    private static Stage rotary(PositionOp.Rotary op, Site site) {
        Slot x = site.in(0);
        Shape table = site.in(1).shape();
        return Launch.inFile(FILE, "rotary", site.items(Math.max(1, x.size())),
                arguments -> arguments.slots(site.in()).slot(site.out(0))
                        .values(op.heads(), op.turned(), x.shape().dim(-1) / op.heads(), table.dim(1) / 2)
                        .value(op.pairs() == Positions.Pairs.NEIGHBOURS)
                        .value(op.back() ? -1f : 1f)
                        .values(x.shape().dim(-2), table.dim(0), x.size())
                        .fault(site));
    }

    private static Stage write(Site site) {
        Shape rows = site.in(1).shape();
        return Launch.inFile(FILE, "write_rows", site.items(Math.max(1, rows.size())),
                arguments -> arguments.slots(site.in())
                        .values(site.in(0).shape().dim(1), rows.dim(1), rows.dim(2), rows.size())
                        .fault(site));
    }
}
