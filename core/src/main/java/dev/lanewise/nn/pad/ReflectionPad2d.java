package dev.lanewise.nn.pad;

import dev.lanewise.tensor.PadMode;
import dev.lanewise.tensor.Shapes;

/**
 * The elements of a plane, mirrored at its ends without the ends themselves ({@link PadMode#REFLECT}). A count is
 * smaller than the size of its axis.
 */
public final class ReflectionPad2d extends Pad<ReflectionPad2d> {
    /**
     * With one count for all ends, or one each: left, right, top, bottom.
     *
     * @throws IllegalArgumentException if the array is null, or there are other than 1 or 4 counts, or negative ones
     */
    public ReflectionPad2d(int... counts) {
        super(2, counts, (x, axis, before, after) -> Shapes.pad(x, axis, before, after, PadMode.REFLECT),
                ReflectionPad2d::new, "");
    }
}
