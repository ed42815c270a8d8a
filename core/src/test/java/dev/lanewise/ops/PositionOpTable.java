package dev.lanewise.ops;

import static dev.lanewise.optable.Domain.between;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.primitives.MoveOp;

/** Rows for ops on rows at positions. */
final class PositionOpTable extends OpTable {
    PositionOpTable() {
        for (Positions.Pairs pairs : Positions.Pairs.values()) {
            int width = 6;
            row("rotary of " + pairs, PositionOp.Rotary.class,
                    x -> Positions.rotary(x[0], table(160, 4), IntTensor.of(1), pairs),
                    x -> turned(x[0], Reference.of(table(160, 4)), 1, 1, 1, pairs))
                    .on(dims(3, 6)).on(dims(2, 3, 7)).on(dims(2, 0, 6)).on(dims(0, 2, 6)).on(dims(2, 3, 2, 4))
                    .large(dims(3, 150, 70));
            row("rotary of nothing, " + pairs, PositionOp.Rotary.class,
                    x -> Positions.rotary(x[0], table(4, 0), IntTensor.of(0), pairs), x -> x[0]).on(dims(2, 4, 3))
                    .exact();
            row("rotary of some heads, " + pairs, PositionOp.Rotary.class,
                    x -> Positions.rotary(x[0], 3, 2, table(9, width), IntTensor.of(2), pairs),
                    x -> turned(x[0], Reference.of(table(9, width)), 3, 2, 2, pairs))
                    .on(dims(2, 3, 18)).on(dims(4, 24)).on(dims(1, 1, 21)).large(dims(600, 7, 30));
        }
        row("write", PositionOp.Write.class, x -> {
            Tensor target = new MoveOp.BroadcastTo(x[0].shape()).tensor(x[0].detach());
            Positions.write(target, x[1].detach(), IntTensor.of(2));
            return target.add(0);
        }, x -> Reference.generate(x[0].dims, i -> i[1] < 2 || i[1] >= 2 + x[1].dims[1]
                ? x[0].at(i)
                : x[1].at(i[0], i[1] - 2, i[2])))
                .from(between(-2, 2)).on(dims(2, 5, 3), dims(2, 1, 3)).on(dims(1, 4, 9), dims(1, 2, 9))
                .on(dims(2, 3, 2), dims(2, 0, 2)).on(dims(0, 3, 2), dims(0, 1, 2))
                .large(dims(3, 300, 70), dims(3, 290, 70)).exact()
                .withoutGradient("it writes to its argument and is never recorded");
    }

    /** Any numbers: pairs need not keep their length. */
    private static Tensor table(int positions, int width) {
        float[] values = new float[positions * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i * 5 % 13 - 6) / 8f;
        }
        return Tensor.of(values).reshape(positions, width);
    }

    private static Reference turned(
            Reference x, Reference table, int heads, int turned, int start, Positions.Pairs pairs) {
        int rank = x.dims.length;
        int width = x.dims[rank - 1] / heads;
        int angles = table.dims[1] / 2;
        boolean halves = pairs == Positions.Pairs.HALVES;
        return Reference.generate(x.dims, i -> {
            int at = i[rank - 1] % width;
            if (i[rank - 1] / width >= turned || at >= 2 * angles) {
                return x.at(i);
            }
            boolean first = halves ? at < angles : at % 2 == 0;
            int angle = halves ? at % angles : at / 2;
            int[] other = i.clone();
            other[rank - 1] += (first ? 1 : -1) * (halves ? angles : 1);
            double cos = table.at(start + i[rank - 2], angle);
            double sin = table.at(start + i[rank - 2], angles + angle);
            return x.at(i) * cos + (first ? -1 : 1) * x.at(other) * sin;
        });
    }
}
