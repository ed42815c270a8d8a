package dev.lanewise.nn.pad;

import dev.lanewise.tensor.PadMode;
import dev.lanewise.tensor.Shapes;

/** The ends of a volume, repeated ({@link PadMode#REPLICATE}). */
public final class ReplicationPad3d extends Pad<ReplicationPad3d> {
    /**
     * With one count for all ends, or one each: left, right, top, bottom, front, back.
     *
     * @throws IllegalArgumentException if the array is null, or there are other than 1 or 6 counts, or negative ones
     */
    public ReplicationPad3d(int... counts) {
        super(3, counts, (x, axis, before, after) -> Shapes.pad(x, axis, before, after, PadMode.REPLICATE),
                ReplicationPad3d::new, "");
    }
}
