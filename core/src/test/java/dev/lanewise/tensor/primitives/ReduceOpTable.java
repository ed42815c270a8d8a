package dev.lanewise.tensor.primitives;

import static dev.lanewise.optable.Domain.distinct;
import static dev.lanewise.optable.Domain.whole;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import java.util.Arrays;

/** Rows for sums, extremes and their indices. */
final class ReduceOpTable extends OpTable {
    ReduceOpTable() {
        for (int[] axes : new int[][] {{}, {0}, {1}, {2}, {-1}, {0, 1}, {1, 2}, {0, 2}, {0, 1, 2}}) {
            for (boolean keep : new boolean[] {false, true}) {
                String over = " over " + Arrays.toString(axes) + (keep ? " kept" : "");
                row("sum" + over, ReduceOp.Sum.class, x -> x[0].sum(keep, axes),
                        x -> x[0].sum(keep, axes))
                        .on(dims(2, 3, 4)).on(dims(1, 5, 1)).on(dims(3, 0, 2)).on(dims(0, 2, 3))
                        .large(dims(9, 70, 133));
                row("max" + over, ReduceOp.Max.class, x -> x[0].max(keep, axes),
                        x -> x[0].reduce(keep, g -> Arrays.stream(g).max().orElseThrow(), axes))
                        .from(distinct(0)).on(dims(2, 3, 4)).on(dims(1, 5, 1)).large(dims(9, 70, 133)).exact();
                row("min" + over, ReduceOp.Min.class, x -> x[0].min(keep, axes),
                        x -> x[0].reduce(keep, g -> Arrays.stream(g).min().orElseThrow(), axes))
                        .from(distinct(0)).on(dims(2, 3, 4)).on(dims(1, 5, 1)).large(dims(9, 70, 133)).exact();
            }
        }
        row("sum of everything", ReduceOp.Sum.class, x -> x[0].sum(), x -> x[0].sum(false))
                .on(dims()).on(dims(1)).on(dims(0)).on(dims(300)).on(dims(2, 3)).large(dims(70_001))
                .large(dims(3, 40_000));
        row("max of everything", ReduceOp.Max.class, x -> x[0].max(),
                x -> x[0].reduce(false, g -> Arrays.stream(g).max().orElseThrow()))
                .from(distinct(0)).on(dims()).on(dims(1)).on(dims(300)).on(dims(2, 3)).large(dims(70_001)).exact();
        String reason = "an index has no slope";
        row("argmax", ReduceOp.ArgMax.class, x -> x[0].argmax(1),
                x -> Reference.generate(dims(x[0].dims[0]), i -> x[0].argmax(i[0])))
                .from(whole()).on(dims(4, 9)).on(dims(1, 1)).on(dims(0, 3)).large(dims(50, 700)).exact()
                .withoutGradient(reason);
        row("argmin", ReduceOp.ArgMin.class, x -> x[0].argmin(-1),
                x -> Reference.generate(dims(x[0].dims[0]), i -> x[0].argmin(i[0])))
                .from(whole()).on(dims(4, 9)).on(dims(1, 1)).on(dims(0, 3)).large(dims(50, 700)).exact()
                .withoutGradient(reason);
        row("argmax of columns", ReduceOp.ArgMax.class, x -> x[0].argmax(0),
                x -> Reference.generate(dims(x[0].dims[1]), i -> x[0].permute(1, 0).argmax(i[0])))
                .from(whole()).on(dims(9, 4)).on(dims(3, 0)).large(dims(700, 50)).exact().withoutGradient(reason);
    }
}
