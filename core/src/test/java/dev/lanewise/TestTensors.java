package dev.lanewise;

import dev.lanewise.optable.Domain;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.SplittableRandom;

/** Tensors that many tests need. */
public final class TestTensors {
    private TestTensors() {}

    /** The same tensors, which now require gradients. */
    public static Tensor[] requiring(Tensor... inputs) {
        for (Tensor input : inputs) {
            input.requiresGrad(true);
        }
        return inputs;
    }

    public static Tensor gradOrZero(Tensor x) {
        Tensor grad = x.grad();
        return grad == null ? Tensor.zeros(x.shape()) : grad;
    }

    /** Numbers between -1 and 1, the same ones each time: gradients on record begin with them. */
    public static Tensor weights(Shape shape, int seed) {
        return Tensor.wrap(Domain.between(-1, 1).draw(new SplittableRandom(seed), shape.size()), shape);
    }

    /** The elements in the opposite order: other values of the same domain. */
    public static Tensor reversed(Tensor x) {
        float[] from = x.toArray();
        float[] to = new float[from.length];
        for (int i = 0; i < to.length; i++) {
            to[i] = from[to.length - 1 - i];
        }
        return Tensor.wrap(to, x.shape());
    }
}
