package dev.lanewise.nn.pad;

import dev.lanewise.tensor.Shapes;

/** A number at the ends of a line. */
public final class ConstantPad1d extends Pad<ConstantPad1d> {
    /**
     * With the number, and one count for all ends, or one each: left, right. PyTorch's order of arguments
     * is the other way round: there the number comes last.
     *
     * @throws IllegalArgumentException if the array is null, or there are other than 1 or 2 counts, or negative ones
     */
    public ConstantPad1d(double value, int... counts) {
        super(1, counts, (x, axis, before, after) -> Shapes.pad(x, axis, before, after, value),
                twin -> new ConstantPad1d(value, twin),
                ", value " + (float) value);
    }
}
