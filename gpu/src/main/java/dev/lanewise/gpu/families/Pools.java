package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Counts;
import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.Sequence;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.kernels.drivers.PoolGrid;
import dev.lanewise.ops.PoolOp;
import dev.lanewise.ops.UnpoolOp;
import dev.lanewise.ops.Window;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.primitives.ReduceOp;
import java.util.ArrayList;
import java.util.List;

/** Pools over the last axes, and what moves elements between planes by the places of maxima. */
final class Pools {
    private static final String FILE = "pool";

    /** Items that scatter at the least, if planes are cut into no more segments than this permits. */
    private static final int BUSY = 1024;

    private static final int MOST_SEGMENTS = 16;

    private Pools() {}

    static void addTo(Stages stages) {
        stages.add(PoolOp.MaxPool.class,
                (op, site) -> max(regular(op.window(), site.in(0), site.out(0), false), site));
        stages.add(PoolOp.AdaptiveMaxPool.class, (op, site) -> max(adaptive(site.in(0), site.out(0), op.axes()), site));
        stages.add(PoolOp.Average.class, Pools::average);
        stages.add(PoolOp.AvgPoolGrad.class, Pools::averageGradient);
        stages.add(PoolOp.PlaneScatter.class, Pools::scatter);
        stages.add(PoolOp.PlaneGather.class, Pools::gather);
        stages.add(UnpoolOp.MaxUnpool.class, (op, site) -> into(op.sizes().size(), true, site));
    }

    private static PoolTables regular(Window w, Slot planes, Slot windows, boolean countsPadding) {
        requireTables(w.kernel().size(), planes, windows);
        return new PoolTables(PoolGrid.regular(
                planes.shape().dims(), windows.shape().dims(), w.kernel(), w.stride(), w.padding(), w.dilation(),
                countsPadding));
    }

    private static PoolTables adaptive(Slot planes, Slot windows, int axes) {
        requireTables(axes, planes, windows);
        return new PoolTables(PoolGrid.adaptive(planes.shape().dims(), windows.shape().dims(), axes));
    }

    /** Refuses axes of which there would be too much to say; three numbers for a window are the most. */
    private static void requireTables(int axes, Slot planes, Slot windows) {
        for (Slot slot : List.of(planes, windows)) {
            long entries = 0;
            for (int back = 1; back <= axes; back++) {
                entries += slot.shape().dim(-back);
            }
            Counts.of(3 * (entries + 2), "numbers that describe the windows of a pool");
        }
    }

    private static PoolTables tables(PoolOp.Average pool, Slot planes, Slot windows) {
        return switch (pool) {
            case PoolOp.AvgPool regular -> regular(regular.window(), planes, windows, regular.countIncludePad());
            case PoolOp.AdaptiveAvgPool adaptive -> adaptive(planes, windows, adaptive.axes());
        };
    }

    /** What sums are divided by; 0 for the windows' counts. */
    private static int divisor(PoolOp.Average pool) {
        return pool instanceof PoolOp.AvgPool regular ? regular.divisorOverride() : 0;
    }

    private static Stage max(PoolTables tables, Site site) {
        Slot windows = site.table(tables.windows());
        Slot out = site.out(0);
        return Launch.inFile(FILE, "pool_max", site.items(out.size()),
                arguments -> arguments.slot(site.in(0)).slot(windows)
                        .values(tables.counts()).values(tables.steps()).values(tables.sizes())
                        .slot(out).slot(site.out(1)).value(out.size()));
    }

    private static Stage average(PoolOp.Average op, Site site) {
        PoolTables tables = tables(op, site.in(0), site.out(0));
        Slot windows = site.table(tables.windows());
        Slot out = site.out(0);
        return Launch.inFile(FILE, "pool_average", site.items(out.size()),
                arguments -> arguments.slot(site.in(0)).slot(windows)
                        .values(tables.counts()).values(tables.sizes()).value(divisor(op))
                        .slot(out).value(out.size()));
    }

    private static Stage averageGradient(PoolOp.AvgPoolGrad op, Site site) {
        Slot out = site.out(0);
        PoolTables tables = tables(op.pool(), out, site.in(0));
        Slot windows = site.table(tables.windows());
        Slot covers = site.table(tables.covers());
        return Launch.inFile(FILE, "pool_average_gradient", site.items(out.size()),
                arguments -> arguments.slot(site.in(0)).slot(windows).values(tables.counts())
                        .slot(covers).values(tables.sizes()).value(divisor(op.pool()))
                        .slot(out).value(out.size()));
    }

    private static int planes(Shape shape, int axes) {
        return shape.product(0, shape.rank() - axes);
    }

    private static Stage scatter(PoolOp.PlaneScatter op, Site site) {
        Stage scatter = into(op.axes(), false, site);
        if (!op.sums()) {
            return scatter;
        }
        int rank = site.out(0).shape().rank();
        Site sums = new Site(
                site.number(), site.step(), List.of(site.out(0)), List.of(site.out(1)), site.context(), site.fault(),
                site.group());
        return Sequence.of(scatter, Reductions.sum(new ReduceOp.Sum(rank - op.axes(), rank), sums));
    }

    /** Elements into places of planes of zeros; the last one of several is put there, or they are added up. */
    private static Stage into(int axes, boolean put, Site site) {
        Slot in = site.in(0);
        Slot out = site.out(0);
        List<Stage> stages = new ArrayList<>();
        stages.add(Launch.inFile(FILE, "plane_clear", site.items(out.size()),
                arguments -> arguments.slot(out).value(out.size())));
        int planes = planes(out.shape(), axes);
        if (in.size() > 0) {
            int segments = Math.clamp(BUSY / planes, 1, MOST_SEGMENTS);
            stages.add(Launch.inFile(FILE, "plane_scatter", site.items((long) planes * segments),
                    arguments -> arguments.slot(in).slot(site.in(1)).value(in.size() / planes)
                            .slot(out).value(out.size() / planes)
                            .value(put).values(segments, planes)
                            .fault(site)));
        }
        return new Sequence(stages);
    }

    private static Stage gather(PoolOp.PlaneGather op, Site site) {
        Slot in = site.in(0);
        Slot out = site.out(0);
        int planes = Math.max(1, planes(in.shape(), op.axes()));
        return Launch.inFile(FILE, "plane_gather", site.items(out.size()),
                arguments -> arguments.slot(in).value(in.size() / planes)
                        .slot(site.in(1)).value(Math.max(1, out.size() / planes))
                        .slot(out).value(out.size())
                        .fault(site));
    }
}
