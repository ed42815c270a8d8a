package dev.lanewise.nn.pad;

import dev.lanewise.tensor.Shapes;

/** Zeros at the ends of a volume. */
public final class ZeroPad3d extends Pad<ZeroPad3d> {
    /**
     * With one count for all ends, or one each: left, right, top, bottom, front, back.
     *
     * @throws IllegalArgumentException if the array is null, or there are other than 1 or 6 counts, or negative ones
     */
    public ZeroPad3d(int... counts) {
        super(3, counts, (x, axis, before, after) -> Shapes.pad(x, axis, before, after, 0), ZeroPad3d::new, "");
    }
}
