package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Arguments;
import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.NdRange;
import dev.lanewise.gpu.steps.Sequence;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.primitives.IntOp;
import dev.lanewise.tensor.primitives.LogicOp;
import dev.lanewise.tensor.primitives.ReduceOp;
import dev.lanewise.tensor.primitives.StdOp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reductions over neighbouring axes. Sums and extremes: a kernel for chunks, and the same for the results of these
 * until one is left. Ints may be reduced in any order: a kernel for each run of axes.
 */
final class Reductions {
    private static final String FILE = "reduce";

    private Reductions() {}

    static void addTo(Stages stages) {
        stages.add(ReduceOp.Sum.class, Reductions::sum);
        stages.add(ReduceOp.Max.class, (op, site) -> chunked("extreme", last -> last.value(false), op, site));
        stages.add(ReduceOp.Min.class, (op, site) -> chunked("extreme", last -> last.value(true), op, site));
        stages.add(ReduceOp.ArgMax.class, (op, site) -> place(false, op.from(), site));
        stages.add(ReduceOp.ArgMin.class, (op, site) -> place(true, op.from(), site));
        stages.add(IntOp.Reduce.class, (op, site) -> ints("int", op.reduction(), op.shape(), site));
        stages.add(LogicOp.Count.class, (op, site) -> ints("count", IntOp.Reduction.SUM, op.shape(), site));
        stages.add(StdOp.class, (_, site) -> deviation(site));
    }

    /** Sums, in the order of the CPU. */
    static Stage sum(ReduceOp.Sum op, Site site) {
        return chunked("sum", _ -> {}, op, site);
    }

    /**
     * Kernels of a name for runs and for rows.
     *
     * @param last sets the arguments that come last
     */
    private static Stage chunked(String name, Consumer<Arguments> last, ReduceOp op, Site site) {
        Shape shape = site.in(0).shape();
        int outer = shape.product(0, op.from());
        int inner = shape.product(op.to(), shape.rank());
        int chunk = inner == 1 ? ReduceKernels.CHUNK : dev.lanewise.kernels.drivers.Reductions.ROWS;
        List<Stage> stages = new ArrayList<>();
        Slot from = site.in(0);
        int left = shape.product(op.from(), op.to());
        while (true) {
            int chunks = Math.max(1, Math.ceilDiv(left, chunk));
            Slot to = chunks == 1 ? site.out(0) : site.scratch((long) outer * chunks * inner);
            stages.add(inner == 1
                    ? runs(name, last, from, left, chunks, to)
                    : rows(name, last, from, left, inner, chunks, to, site));
            if (chunks == 1) {
                return new Sequence(stages);
            }
            from = to;
            left = chunks;
        }
    }

    private static Stage runs(
            String name, Consumer<Arguments> last, Slot from, int length, int chunks, Slot to) {
        return Launch.inFile(FILE, name + "_runs", lanes(to.size()),
                arguments -> last.accept(arguments.slot(from).values(length, chunks).slot(to)));
    }

    private static Stage rows(
            String name, Consumer<Arguments> last, Slot from, int length, int inner, int chunks, Slot to, Site site) {
        return Launch.inFile(FILE, name + "_rows", site.items(to.size()), arguments -> last.accept(
                arguments.slot(from).values(length, inner, chunks).slot(to).value(to.size())));
    }

    /** A group of {@link ReduceKernels#LANES} items for each of some results. */
    private static NdRange lanes(int results) {
        return NdRange.groups(ReduceKernels.LANES, results);
    }

    private static Stage place(boolean smallest, int axis, Site site) {
        Slot x = site.in(0);
        Slot y = site.out(0);
        int length = x.shape().dim(axis);
        int inner = x.shape().product(axis + 1, x.shape().rank());
        if (inner == 1) {
            return Launch.inFile(FILE, "place_runs", lanes(y.size()),
                    arguments -> arguments.slot(x).value(length).slot(y).value(smallest));
        }
        return Launch.inFile(FILE, "place_rows", site.items(y.size()),
                arguments -> arguments.slot(x).values(length, inner).slot(y).value(y.size()).value(smallest));
    }

    /** Runs of neighbouring axes that are reduced, one after another, the last first. */
    private static Stage ints(String first, IntOp.Reduction reduction, Shape reduced, Site site) {
        Shape x = site.in(0).shape();
        List<int[]> runs = runs(x, reduced);
        List<Stage> stages = new ArrayList<>();
        Slot from = site.in(0);
        for (int i = 0; i < runs.size(); i++) {
            int start = runs.get(i)[0];
            int end = runs.get(i)[1];
            int outer = x.product(0, start);
            int inner = reduced.product(end, reduced.rank());
            Slot given = from;
            Slot to = i == runs.size() - 1 ? site.out(0) : site.scratch((long) outer * inner);
            String name = i == 0 ? first : "int";
            Consumer<Arguments> numbers = arguments -> arguments.slot(given)
                    .values(x.product(start, end), inner).slot(to).value(to.size()).value(number(reduction));
            stages.add(inner == 1
                    ? Launch.inFile(FILE, name + "_runs", lanes(to.size()), numbers)
                    : Launch.inFile(FILE, name + "_rows", site.items(to.size()), numbers));
            from = to;
        }
        return new Sequence(stages);
    }

    /** First axis and one past the last of each run, from the last on; a run of no axes if nothing is reduced. */
    private static List<int[]> runs(Shape x, Shape reduced) {
        List<int[]> runs = new ArrayList<>();
        int end = x.rank();
        while (end > 0) {
            int start = end;
            while (start > 0 && reduced.dim(start - 1) != x.dim(start - 1)) {
                start--;
            }
            if (start < end) {
                runs.add(new int[] {start, end});
            }
            end = start - 1;
        }
        return runs.isEmpty() ? List.of(new int[] {x.rank(), x.rank()}) : runs;
    }

    /** For {@code lw_join_ints}. */
    private static int number(IntOp.Reduction reduction) {
        return switch (reduction) {
            case SUM -> 0;
            case PROD -> 1;
            case MAX -> 2;
            case MIN -> 3;
        };
    }

    private static Stage deviation(Site site) {
        Slot scale = site.in(1);
        return Launch.inFile(FILE, "deviation", site.items(scale.size()),
                arguments -> arguments.slot(scale).slot(site.in(2)).slots(site.out()).value(scale.size()));
    }
}
