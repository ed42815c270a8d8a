package dev.lanewise.nn.pad;

import dev.lanewise.tensor.PadMode;
import dev.lanewise.tensor.Shapes;

/**
 * The elements at the other ends of a plane, as if it were a circle ({@link PadMode#CIRCULAR}). A count is no larger
 * than the size of its axis.
 */
public final class CircularPad2d extends Pad<CircularPad2d> {
    /**
     * With one count for all ends, or one each: left, right, top, bottom.
     *
     * @throws IllegalArgumentException if the array is null, or there are other than 1 or 4 counts, or negative ones
     */
    public CircularPad2d(int... counts) {
        super(2, counts, (x, axis, before, after) -> Shapes.pad(x, axis, before, after, PadMode.CIRCULAR),
                CircularPad2d::new, "");
    }
}
