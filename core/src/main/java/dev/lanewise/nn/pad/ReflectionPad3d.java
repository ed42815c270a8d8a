package dev.lanewise.nn.pad;

import dev.lanewise.tensor.PadMode;
import dev.lanewise.tensor.Shapes;

/**
 * The elements of a volume, mirrored at its ends without the ends themselves ({@link PadMode#REFLECT}). A count is
 * smaller than the size of its axis.
 */
public final class ReflectionPad3d extends Pad<ReflectionPad3d> {
    /**
     * With one count for all ends, or one each: left, right, top, bottom, front, back.
     *
     * @throws IllegalArgumentException if the array is null, or there are other than 1 or 6 counts, or negative ones
     */
    public ReflectionPad3d(int... counts) {
        super(3, counts, (x, axis, before, after) -> Shapes.pad(x, axis, before, after, PadMode.REFLECT),
                ReflectionPad3d::new, "");
    }
}
