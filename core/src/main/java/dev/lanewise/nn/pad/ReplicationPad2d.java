package dev.lanewise.nn.pad;

import dev.lanewise.tensor.PadMode;
import dev.lanewise.tensor.Shapes;

/** The ends of a plane, repeated ({@link PadMode#REPLICATE}). */
public final class ReplicationPad2d extends Pad<ReplicationPad2d> {
    /**
     * With one count for all ends, or one each: left, right, top, bottom.
     *
     * @throws IllegalArgumentException if the array is null, or there are other than 1 or 4 counts, or negative ones
     */
    public ReplicationPad2d(int... counts) {
        super(2, counts, (x, axis, before, after) -> Shapes.pad(x, axis, before, after, PadMode.REPLICATE),
                ReplicationPad2d::new, "");
    }
}
