package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.Sequence;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.primitives.ArrangeOp;
import dev.lanewise.tensor.primitives.GatherOp;
import dev.lanewise.tensor.primitives.IndexOp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Elements by index. Sums at indices have the order of the CPU: not inputs are added where they belong, but each output
 * looks for its inputs.
 */
final class Gathers {
    static final String FILE = "gather";

    private Gathers() {}

    static void addTo(Stages stages) {
        stages.add(IndexOp.TakeRows.class, (_, site) -> takeRows(site));
        stages.add(IndexOp.AddRows.class, (_, site) -> addRows(site));
        stages.add(IndexOp.OneHot.class, Gathers::oneHot);
        stages.add(GatherOp.Gather.class, (op, site) -> gather(op.axis(), site));
        stages.add(ArrangeOp.Pick.class, (op, site) -> gather(op.axis(), site));
        stages.add(GatherOp.AddAt.class, (op, site) -> add(op.axis(), site.in(0), null, site));
        stages.add(GatherOp.AddTo.class, (op, site) -> add(op.axis(), site.in(2), site.in(0), site));
        stages.add(GatherOp.Put.class, Gathers::put);
    }

    /** Rows of the first input, which the second names. */
    static Stage takeRows(Site site) {
        Shape x = site.in(0).shape();
        Slot indices = site.in(1);
        Slot out = site.out(0);
        return Sequence.of(Entries.check(indices, x.dim(0), site),
                Launch.inFile(FILE, "take_rows", site.items(out.size()),
                        arguments -> arguments.slot(site.in(0)).slot(indices).slot(out)
                                .values(x.dim(0), x.product(1, x.rank()), out.size())));
    }

    private static Stage oneHot(IndexOp.OneHot op, Site site) {
        Slot indices = site.in(0);
        Slot out = site.out(0);
        return Sequence.of(Entries.check(indices, op.classes(), site),
                Launch.inFile(FILE, "one_hot", site.items(out.size()),
                        arguments -> arguments.slot(indices).slot(out).values(op.classes(), out.size())));
    }

    private static Stage gather(int axis, Site site) {
        Shape x = site.in(0).shape();
        Slot indices = site.in(1);
        return Sequence.of(Entries.check(indices, x.dim(axis), site),
                Launch.inFile(FILE, "gather", site.items(indices.size()),
                        arguments -> arguments.slot(site.in(0)).slot(indices).slot(site.out(0))
                                .values(x.dim(axis), indices.shape().dim(axis), x.product(axis + 1, x.rank()))
                                .value(indices.size())));
    }

    private static Stage addRows(Site site) {
        Shape y = site.out(0).shape();
        Slot indices = site.in(1);
        Entries entries = new Entries(indices, 1, indices.size(), 1, y.dim(0), site);
        return add(entries, true, site.in(0), null, indices.size(), y.product(1, y.rank()), y.dim(0), site);
    }

    /** Sums of the elements of a block whose indices name a place along an axis. */
    private static Stage add(int axis, Slot x, @Nullable Slot base, Site site) {
        Shape block = x.shape();
        int count = block.dim(axis);
        int inner = block.product(axis + 1, block.rank());
        int len = site.out(0).shape().dim(axis);
        Entries entries = new Entries(site.in(1), block.product(0, axis), count, inner, len, site);
        return add(entries, false, x, base, count, inner, len, site);
    }

    private static Stage add(
            Entries entries, boolean shared, Slot x, @Nullable Slot base, int count, int inner, int len, Site site) {
        Slot out = site.out(0);
        List<Stage> stages = new ArrayList<>(entries.stages());
        stages.add(Launch.inFile(FILE, "add_entries", site.items(out.size()),
                arguments -> entries.bind(arguments).value(shared)
                        .slot(x).slot(base == null ? x : base).value(base != null).slot(out)
                        .values(count, inner, len, out.size())));
        return new Sequence(stages);
    }

    private static Stage put(GatherOp.Put op, Site site) {
        Shape block = site.in(1).shape();
        Slot out = site.out(0);
        int axis = op.axis();
        int count = block.dim(axis);
        int inner = block.product(axis + 1, block.rank());
        int len = out.shape().dim(axis);
        Entries entries = new Entries(site.in(1), block.product(0, axis), count, inner, len, site);
        List<Stage> stages = new ArrayList<>(entries.stages());
        stages.add(Launch.inFile(FILE, "put_entries", site.items(out.size()),
                arguments -> entries.bind(arguments).value(false)
                        .slot(site.in(2)).slot(site.in(0)).slot(out)
                        .values(count, inner, len, out.size())));
        return new Sequence(stages);
    }
}
