package dev.lanewise.nn.pad;

import dev.lanewise.tensor.PadMode;
import dev.lanewise.tensor.Shapes;

/**
 * The elements at the other ends of a volume, as if it were a circle ({@link PadMode#CIRCULAR}). A count is no larger
 * than the size of its axis.
 */
public final class CircularPad3d extends Pad<CircularPad3d> {
    /**
     * With one count for all ends, or one each: left, right, top, bottom, front, back.
     *
     * @throws IllegalArgumentException if the array is null, or there are other than 1 or 6 counts, or negative ones
     */
    public CircularPad3d(int... counts) {
        super(3, counts, (x, axis, before, after) -> Shapes.pad(x, axis, before, after, PadMode.CIRCULAR),
                CircularPad3d::new, "");
    }
}
