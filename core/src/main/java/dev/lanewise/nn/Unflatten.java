package dev.lanewise.nn;

import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.Arrays;

/** An axis as several, the inverse of {@link Flatten}: {@code [N, D] -> [N, sizes...]}. Nothing is copied. */
public final class Unflatten extends Layer {
    private final int axis;
    private final int[] sizes;

    /**
     * Divides an axis into axes of these sizes, of which one may be -1 to follow from the others.
     *
     * @param axis negative ones count from the end
     * @throws IllegalArgumentException if the array is null or empty, a size is negative and not -1, or several are -1
     */
    public Unflatten(int axis, int... sizes) {
        this.axis = axis;
        this.sizes = Required.nonNull("Unflatten: the array of sizes", sizes).clone();
        long unknown = Arrays.stream(sizes).filter(size -> size == -1).count();
        if (sizes.length == 0 || unknown > 1 || Arrays.stream(sizes).anyMatch(size -> size < -1)) {
            throw new IllegalArgumentException("Unflatten: sizes " + Arrays.toString(sizes)
                    + ": expected some of 0 or more, of which one may be -1");
        }
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Shapes.unflatten(x, axis, sizes);
    }

    @Override
    public Unflatten copy() {
        return copied(() -> new Unflatten(axis, sizes));
    }

    @Override
    protected String describe() {
        return "axis " + axis + ", " + Arrays.toString(sizes);
    }
}
