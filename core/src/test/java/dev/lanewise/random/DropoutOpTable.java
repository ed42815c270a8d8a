package dev.lanewise.random;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.primitives.IndexOp;
import java.util.function.ToLongFunction;

/** Rows for dropouts that are composed of other ops. */
final class DropoutOpTable extends OpTable {
    private static final double LIMIT = 1.7580993408473766;

    DropoutOpTable() {
        for (float p : new float[] {0.3f, 1f}) {
            row("channelDropout of " + p, IndexOp.Where.class, x -> source().channelDropout(x[0], p),
                    x -> Reference.generate(x[0].dims,
                            i -> isDropped(p, channel(x[0], i)) ? 0 : x[0].at(i) * (double) (1f / (1f - p))))
                    .on(dims(3, 5)).on(dims(2, 3, 4)).on(dims(2, 2, 2, 3)).on(dims(0, 3, 2)).on(dims(2, 3, 0))
                    .large(dims(6, 50, 133)).exact();
            row("alphaDropout of " + p, IndexOp.Where.class, x -> source().alphaDropout(x[0], p),
                    x -> alpha(x[0], p, i -> x[0].flat(i)))
                    .on(dims(3, 5)).on(dims(2, 3, 4)).on(dims()).on(dims(0, 3)).large(dims(3, 7001));
            row("channelAlphaDropout of " + p, IndexOp.Where.class, x -> source().channelAlphaDropout(x[0], p),
                    x -> alpha(x[0], p, i -> channel(x[0], i)))
                    .on(dims(3, 5)).on(dims(2, 3, 4)).on(dims(0, 3, 2)).large(dims(6, 50, 133));
        }
    }

    private static RandomSource source() {
        return RandomSource.at(9, -4, 7);
    }

    private static Reference alpha(Reference x, float p, ToLongFunction<int[]> number) {
        double scale = p == 1 ? 0 : 1 / Math.sqrt((LIMIT * LIMIT * p + 1) * (1 - p));
        return Reference.generate(x.dims,
                i -> ((isDropped(p, number.applyAsLong(i)) ? -LIMIT : x.at(i)) + LIMIT * p) * scale);
    }

    private static long channel(Reference x, int... index) {
        return (long) index[0] * x.dims[1] + index[1];
    }

    private static boolean isDropped(float p, long number) {
        return RandomOpTable.tick(9, -4, 7 + number) * 0x1p-24 < p;
    }
}
