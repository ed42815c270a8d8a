package dev.lanewise.nn.pad;

import dev.lanewise.tensor.PadMode;
import dev.lanewise.tensor.Shapes;

/**
 * The elements of a line, mirrored at its ends without the ends themselves ({@link PadMode#REFLECT}). A count is
 * smaller than the size of its axis.
 */
public final class ReflectionPad1d extends Pad<ReflectionPad1d> {
    /**
     * With one count for all ends, or one each: left, right.
     *
     * @throws IllegalArgumentException if the array is null, or there are other than 1 or 2 counts, or negative ones
     */
    public ReflectionPad1d(int... counts) {
        super(1, counts, (x, axis, before, after) -> Shapes.pad(x, axis, before, after, PadMode.REFLECT),
                ReflectionPad1d::new, "");
    }
}
