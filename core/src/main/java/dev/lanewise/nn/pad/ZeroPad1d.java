package dev.lanewise.nn.pad;

import dev.lanewise.tensor.Shapes;

/** Zeros at the ends of a line. */
public final class ZeroPad1d extends Pad<ZeroPad1d> {
    /**
     * With one count for all ends, or one each: left, right.
     *
     * @throws IllegalArgumentException if the array is null, or there are other than 1 or 2 counts, or negative ones
     */
    public ZeroPad1d(int... counts) {
        super(1, counts, (x, axis, before, after) -> Shapes.pad(x, axis, before, after, 0), ZeroPad1d::new, "");
    }
}
