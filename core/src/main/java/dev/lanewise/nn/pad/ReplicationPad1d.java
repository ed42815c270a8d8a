package dev.lanewise.nn.pad;

import dev.lanewise.tensor.PadMode;
import dev.lanewise.tensor.Shapes;

/** The ends of a line, repeated ({@link PadMode#REPLICATE}). */
public final class ReplicationPad1d extends Pad<ReplicationPad1d> {
    /**
     * With one count for all ends, or one each: left, right.
     *
     * @throws IllegalArgumentException if the array is null, or there are other than 1 or 2 counts, or negative ones
     */
    public ReplicationPad1d(int... counts) {
        super(1, counts, (x, axis, before, after) -> Shapes.pad(x, axis, before, after, PadMode.REPLICATE),
                ReplicationPad1d::new, "");
    }
}
