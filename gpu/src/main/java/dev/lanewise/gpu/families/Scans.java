package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.Sequence;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.primitives.ProdOp;
import dev.lanewise.tensor.primitives.ScanOp;

/** Running results along an axis, and products of lines: mostly an item for each line. */
final class Scans {
    private static final String FILE = "scan";

    /** Double precision; a file of its own. */
    private static final String PRODUCTS = "line_product";

    /**
     * Lines of a block {@code [outer, length, inner]} along its middle axis.
     *
     * @param count how many; none if the block has no elements
     */
    private record Lines(int length, int inner, int count) {
        static Lines of(Shape x, int from, int to) {
            int inner = x.product(to, x.rank());
            return new Lines(x.product(from, to), inner, x.product(0, from) * inner);
        }

        static Lines along(int axis, Shape x) {
            return of(x, axis, axis + 1);
        }
    }

    private Scans() {}

    static void addTo(Stages stages) {
        stages.add(ScanOp.CumSum.class, Scans::sums);
        stages.add(ScanOp.Recurrence.class, Scans::recurrence);
        stages.add(ScanOp.CumExtreme.class, Scans::extremes);
        stages.add(ScanOp.CumProd.class,
                (op, site) -> products("running", Lines.along(op.axis(), site.in(0).shape()), site));
        stages.add(ProdOp.All.class,
                (op, site) -> products("products", Lines.of(site.in(0).shape(), op.from(), op.to()), site));
        stages.add(ProdOp.Others.class, Scans::others);
    }

    /** Chunks by themselves; what comes before each; and that added. */
    private static Stage sums(ScanOp.CumSum op, Site site) {
        Slot x = site.in(0);
        Slot y = site.out(0);
        if (y.size() == 0) {
            return Sequence.of();
        }
        Lines lines = Lines.along(op.axis(), x.shape());
        int chunk = dev.lanewise.kernels.drivers.Scans.CHUNK;
        int chunks = Math.ceilDiv(lines.length(), chunk);
        Stage scan = Launch.inFile(FILE, "scan_chunks", site.items((long) lines.count() * chunks),
                arguments -> arguments.slot(x).values(lines.length(), lines.inner(), chunk, chunks).slot(y)
                        .value(lines.count() * chunks));
        if (chunks == 1) {
            return scan;
        }
        Slot before = site.scratch((long) lines.count() * chunks);
        Stage totals = Launch.inFile(FILE, "scan_totals", site.items(lines.count()),
                arguments -> arguments.slot(y).values(lines.length(), lines.inner(), chunk, chunks).slot(before)
                        .value(lines.count()));
        Stage add = Launch.inFile(FILE, "scan_add", site.items(y.size()),
                arguments -> arguments.slot(before).values(lines.length(), lines.inner(), chunk, chunks).slot(y)
                        .value(y.size()));
        return Sequence.of(scan, totals, add);
    }

    private static Stage recurrence(ScanOp.Recurrence op, Site site) {
        Lines lines = Lines.along(op.axis(), site.out(0).shape());
        return Launch.inFile(FILE, "recurrence", site.items(lines.count()),
                arguments -> arguments.slot(site.in(0)).slot(site.in(1)).values(lines.length(), lines.inner())
                        .slot(site.out(0)).value(lines.count()));
    }

    private static Stage extremes(ScanOp.CumExtreme op, Site site) {
        if (site.in(0).size() == 0) {
            return Sequence.of();
        }
        Lines lines = Lines.along(op.axis(), site.in(0).shape());
        return Launch.inFile(FILE, "scan_extremes", site.items(lines.count()),
                arguments -> arguments.slot(site.in(0)).values(lines.length(), lines.inner()).slots(site.out())
                        .value(lines.count()).value(op.smallest()));
    }

    private static Stage products(String kernel, Lines lines, Site site) {
        return Launch.inFile(PRODUCTS, kernel, site.items(lines.count()),
                arguments -> arguments.slot(site.in(0)).values(lines.length(), lines.inner()).slot(site.out(0))
                        .value(lines.count()));
    }

    private static Stage others(ProdOp.Others op, Site site) {
        Slot x = site.in(0);
        Lines lines = Lines.of(x.shape(), op.from(), op.to());
        Slot fractions = site.scratch(2L * x.size()); // doubles
        Slot steps = site.scratch(x.size());
        return Launch.inFile(PRODUCTS, "others", site.items(lines.count()),
                arguments -> arguments.slot(x).values(lines.length(), lines.inner()).slot(site.out(0))
                        .value(lines.count()).slot(fractions).slot(steps));
    }
}
