package dev.lanewise.nn.pad;

import dev.lanewise.tensor.Shapes;

/** A number at the ends of a volume. */
public final class ConstantPad3d extends Pad<ConstantPad3d> {
    /**
     * With the number, and one count for all ends, or one each: left, right, top, bottom, front, back. PyTorch's
     * order of arguments is the other way round: there the number comes last.
     *
     * @throws IllegalArgumentException if the array is null, or there are other than 1 or 6 counts, or negative ones
     */
    public ConstantPad3d(double value, int... counts) {
        super(3, counts, (x, axis, before, after) -> Shapes.pad(x, axis, before, after, value),
                twin -> new ConstantPad3d(value, twin),
                ", value " + (float) value);
    }
}
