package dev.lanewise.nn.pad;

import dev.lanewise.tensor.PadMode;
import dev.lanewise.tensor.Shapes;

/**
 * The elements at the other ends of a line, as if it were a circle ({@link PadMode#CIRCULAR}). A count is no larger
 * than the size of its axis.
 */
public final class CircularPad1d extends Pad<CircularPad1d> {
    /**
     * With one count for all ends, or one each: left, right.
     *
     * @throws IllegalArgumentException if the array is null, or there are other than 1 or 2 counts, or negative ones
     */
    public CircularPad1d(int... counts) {
        super(1, counts, (x, axis, before, after) -> Shapes.pad(x, axis, before, after, PadMode.CIRCULAR),
                CircularPad1d::new, "");
    }
}
