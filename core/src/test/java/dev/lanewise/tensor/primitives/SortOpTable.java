package dev.lanewise.tensor.primitives;

import static dev.lanewise.optable.Domain.distinct;
import static dev.lanewise.optable.Domain.whole;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.Sorting;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Rows for orders. */
final class SortOpTable extends OpTable {
    private static final Tensor STEPS = Tensor.of(-1, -0.5f, 0, 0, 1);

    SortOpTable() {
        String reason = "an index has no slope";
        row("sort", SortOp.Top.class, x -> Sorting.sort(x[0], 1).values(), x -> ranked(x[0], x[0].dims[1], false))
                .from(distinct(0.03)).on(dims(3, 7)).on(dims(2, 1)).on(dims(0, 3)).on(dims(3, 0))
                .large(dims(90, 700)).exact();
        row("sort descending along the first axis", SortOp.Top.class, x -> Sorting.sort(x[0], 0, true).values(),
                x -> ranked(x[0].permute(1, 0), x[0].dims[0], true).permute(1, 0))
                .from(distinct(0.03)).on(dims(7, 3)).large(dims(700, 90)).exact();
        row("argsort", SortOp.Top.class, x -> Sorting.argsort(x[0], 1), x -> places(x[0], x[0].dims[1], false))
                .from(whole()).on(dims(3, 9)).on(dims(1, 30)).large(dims(90, 700)).exact().withoutGradient(reason);
        row("argsort descending", SortOp.Top.class, x -> Sorting.argsort(x[0], 1, true),
                x -> places(x[0], x[0].dims[1], true))
                .from(whole()).on(dims(3, 9)).on(dims(1, 30)).exact().withoutGradient(reason);
        row("topk", SortOp.Top.class, x -> Sorting.topk(x[0], 2, 1).values(), x -> ranked(x[0], 2, true))
                .from(distinct(0.03)).on(dims(3, 7)).on(dims(2, 2)).on(dims(2, 40)).large(dims(90, 700)).exact();
        row("topk of the smallest", SortOp.Top.class, x -> Sorting.topk(x[0], 3, -1, false).indices(),
                x -> places(x[0], 3, false))
                .from(whole()).on(dims(3, 7)).on(dims(2, 40)).large(dims(20, 7000)).exact().withoutGradient(reason);
        row("median", GatherOp.Gather.class, x -> Sorting.median(x[0], 1).values(),
                x -> x[0].reduce(false, quantile(0.5, true), 1))
                .from(distinct(0.03)).on(dims(3, 7)).on(dims(2, 4)).on(dims(2, 1)).exact();
        row("quantile", SortOp.Top.class, x -> Sorting.quantile(x[0], 0.3, 0),
                x -> x[0].reduce(false, quantile(0.3, false), 0))
                .from(distinct(0.03)).on(dims(7, 3)).on(dims(4)).on(dims(1, 2));
        for (int[] axes : new int[][] {{}, {0, 1}, {-1, 0}}) {
            String over = " over " + Arrays.toString(axes);
            row("median" + over, GatherOp.Gather.class, x -> Sorting.median(x[0], axes).values(),
                    x -> x[0].reduce(false, quantile(0.5, true), axes))
                    .from(distinct(0.03)).on(dims(3, 2, 4)).on(dims(1, 3, 2)).exact();
            row("quantile" + over, SortOp.Top.class, x -> Sorting.quantile(x[0], 0.3, true, axes),
                    x -> x[0].reduce(true, quantile(0.3, false), axes))
                    .from(distinct(0.03)).on(dims(3, 2, 4)).on(dims(1, 3, 2));
        }
        row("searchsorted", SortOp.Search.class, x -> Sorting.searchsorted(STEPS, x[0]),
                x -> x[0].map(v -> Arrays.stream(new double[] {-1, -0.5, 0, 0, 1}).filter(s -> s < v).count()))
                .from(whole()).on(dims(9)).on(dims(2, 3)).on(dims()).on(dims(0)).exact().withoutGradient(reason);
        row("searchsorted to the right", SortOp.Search.class, x -> Sorting.searchsorted(STEPS, x[0], true),
                x -> x[0].map(v -> Arrays.stream(new double[] {-1, -0.5, 0, 0, 1}).filter(s -> s <= v).count()))
                .from(whole()).on(dims(9)).on(dims(2, 3)).large(dims(5000)).exact().withoutGradient(reason);
    }

    private static Reference ranked(Reference x, int k, boolean descending) {
        return Reference.generate(dims(x.dims[0], k), i -> x.at(i[0], place(x, i[0], i[1], descending)));
    }

    private static Reference places(Reference x, int k, boolean descending) {
        return Reference.generate(dims(x.dims[0], k), i -> place(x, i[0], i[1], descending));
    }

    private static int place(Reference x, int row, int rank, boolean descending) {
        Comparator<Integer> order = Comparator.comparingDouble(k -> descending ? -x.at(row, k) : x.at(row, k));
        return IntStream.range(0, x.dims[1]).boxed().sorted(order).skip(rank).findFirst().orElseThrow();
    }

    private static ToDoubleFunction<double[]> quantile(double q, boolean lower) {
        return group -> {
            double[] sorted = Arrays.stream(group).sorted().toArray();
            double place = q * (sorted.length - 1);
            int below = (int) place;
            int above = lower ? below : (int) Math.ceil(place);
            return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
        };
    }
}
