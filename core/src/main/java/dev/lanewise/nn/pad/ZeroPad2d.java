package dev.lanewise.nn.pad;

import dev.lanewise.tensor.Shapes;

/** Zeros at the ends of a plane. */
public final class ZeroPad2d extends Pad<ZeroPad2d> {
    /**
     * With one count for all ends, or one each: left, right, top, bottom.
     *
     * @throws IllegalArgumentException if the array is null, or there are other than 1 or 4 counts, or negative ones
     */
    public ZeroPad2d(int... counts) {
        super(2, counts, (x, axis, before, after) -> Shapes.pad(x, axis, before, after, 0), ZeroPad2d::new, "");
    }
}
