package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.Sequence;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.primitives.SortOp;
import java.util.ArrayList;
import java.util.List;

/** Orders along an axis, and places in ascending lines. */
final class Sorts {
    /** In lines up to this length each element counts those before it. */
    private static final int RANKED = 256;

    private Sorts() {}

    static void addTo(Stages stages) {
        stages.add(SortOp.Top.class, Sorts::top);
        stages.add(SortOp.Search.class, Sorts::search);
    }

    private static Stage top(SortOp.Top op, Site site) {
        Slot from = site.in(0);
        Slot out = site.out(0);
        Shape x = from.shape();
        int len = x.dim(op.axis());
        int inner = x.product(op.axis() + 1, x.rank());
        if (out.size() == 0) {
            return Sequence.of();
        }
        if (len <= RANKED) {
            return Launch.inFile(LineSort.FILE, "top_ranked", site.items(from.size()),
                    arguments -> arguments.slot(from).slots(site.out())
                            .values(len, inner, op.k()).value(op.descending()).value(from.size()));
        }
        LineSort sort = new LineSort(from.size() / len, len, Integer.SIZE, site);
        List<Stage> stages = new ArrayList<>();
        stages.add(Launch.inFile(LineSort.FILE, "float_keys", site.items(from.size()),
                arguments -> arguments.slot(from).slot(sort.keys())
                        .values(len, inner).value(op.descending()).value(from.size())));
        stages.addAll(sort.stages());
        stages.add(Launch.inFile(LineSort.FILE, "top_sorted", site.items(out.size()),
                arguments -> arguments.slot(from).slot(sort.sortedPlaces()).slots(site.out())
                        .values(len, inner, op.k(), out.size())));
        return new Sequence(stages);
    }

    private static Stage search(SortOp.Search op, Site site) {
        Slot sorted = site.in(0);
        Slot values = site.in(1);
        Shape lines = sorted.shape();
        int len = lines.dim(-1);
        boolean single = lines.product(0, lines.rank() - 1) == 1;
        int each = single ? values.size() : values.shape().dim(-1);
        return Launch.inFile(LineSort.FILE, "search", site.items(values.size()),
                arguments -> arguments.slot(sorted).slot(values).slot(site.out(0))
                        .value(single).values(len, each).value(op.right()).value(values.size()));
    }
}
