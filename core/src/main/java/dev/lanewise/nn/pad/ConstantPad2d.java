package dev.lanewise.nn.pad;

import dev.lanewise.tensor.Shapes;

/** A number at the ends of a plane. */
public final class ConstantPad2d extends Pad<ConstantPad2d> {
    /**
     * With the number, and one count for all ends, or one each: left, right, top, bottom. PyTorch's order of arguments
     * is the other way round: there the number comes last.
     *
     * @throws IllegalArgumentException if the array is null, or there are other than 1 or 4 counts, or negative ones
     */
    public ConstantPad2d(double value, int... counts) {
        super(2, counts, (x, axis, before, after) -> Shapes.pad(x, axis, before, after, value),
                twin -> new ConstantPad2d(value, twin),
                ", value " + (float) value);
    }
}
