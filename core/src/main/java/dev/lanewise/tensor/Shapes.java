package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.MoveOp;
import java.util.Arrays;

/** Functions that join or rearrange tensors, beyond the methods of {@link Tensor}. */
public final class Shapes {
    private Shapes() {}

    /**
     * Tensors one after the other along an axis ({@index cat}).
     *
     * @throws IllegalArgumentException if there are none, or they differ in another axis
     */
    public static Tensor concat(int axis, Tensor... tensors) {
        requireEach("concat", tensors);
        int at = tensors.length == 0 ? axis : tensors[0].shape().axis("concat: ", axis);
        return new MoveOp.Concat(at).tensor(tensors);
    }

    /**
     * Tensors of one shape along a new axis.
     *
     * @throws IllegalArgumentException if there are none, or their shapes differ
     */
    public static Tensor stack(int axis, Tensor... tensors) {
        requireEach("stack", tensors);
        return concat(axis, Arrays.stream(tensors).map(t -> t.unsqueeze(axis)).toArray(Tensor[]::new));
    }

    private static void requireEach(String function, Tensor[] tensors) {
        for (int i = 0; i < tensors.length; i++) {
            if (tensors[i] == null) {
                throw new IllegalArgumentException(function + ": tensor " + i + " is null");
            }
        }
    }
}
