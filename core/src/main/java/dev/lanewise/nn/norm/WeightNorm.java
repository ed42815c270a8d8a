package dev.lanewise.nn.norm;

import dev.lanewise.nn.Parametrization;
import dev.lanewise.nn.WeightedLayer;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Statistics;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A weight as magnitudes times directions ({@index weight_norm}; Salimans and Kingma 2016): {@code g v / ||v||}, with a
 * magnitude g for each index of an axis, and the Euclidean norm of what v has at that index. Magnitude and direction
 * are trained apart.
 *
 * {@snippet :
 * Linear layer = WeightNorm.of(new Linear(20, 40, random)); // computes what the plain layer does, at first
 * Linear trained = layer.plain(); // with the weight as a parameter again
 * }
 *
 * <p>Parameters as in PyTorch: {@code original0}, the magnitudes, {@code [out, 1, ...]}, and {@code original1}, the
 * directions, in the shape of the weight. A direction whose elements are all 0 gives NaN.
 */
public final class WeightNorm extends Parametrization {
    private final Tensor magnitude;
    private final Tensor direction;

    /** The axis that has magnitudes, or null for one of the whole weight. */
    private final @Nullable Integer axis;

    /** With a magnitude for each index of the first axis; at first, the weight is the given one. */
    public WeightNorm(Tensor weight) {
        this(weight, 0);
    }

    /**
     * With a magnitude for each index of an axis.
     *
     * @param axis counts from the end if negative
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    public WeightNorm(Tensor weight, int axis) {
        this((Integer) requireWeight(weight).axis("WeightNorm: ", axis), weight);
    }

    private WeightNorm(@Nullable Integer axis, Tensor weight) {
        this(norm(axis, weight.detach()), weight.copy(), axis);
    }

    private WeightNorm(Tensor magnitude, Tensor direction, @Nullable Integer axis) {
        this.magnitude = parameter("original0", magnitude);
        this.direction = parameter("original1", direction);
        this.axis = axis;
    }

    /** With one magnitude for the whole weight ({@code dim=None} in PyTorch), a scalar. */
    public static WeightNorm whole(Tensor weight) {
        requireWeight(weight);
        return new WeightNorm((Integer) null, weight);
    }

    /**
     * The layer with magnitudes and directions in the place of its weight, a magnitude for each index of the weight's
     * first axis: of a linear map or a convolution, for each output. For other axes, {@code layer.parametrized(w -> new
     * WeightNorm(w, 1))}.
     *
     * @throws IllegalArgumentException if its weight is computed already
     */
    public static <L extends WeightedLayer<L>> L of(L layer) {
        return Required.nonNull("WeightNorm: the layer", layer).parametrized(WeightNorm::new);
    }

    private static Shape requireWeight(Tensor weight) {
        return Required.nonNull("WeightNorm: the weight", weight).shape();
    }

    /** The norms, {@code [1, ..., size, ..., 1]}; a scalar of the whole. */
    private static Tensor norm(@Nullable Integer axis, Tensor weight) {
        if (axis == null) {
            return Statistics.norm(weight, 2);
        }
        int[] others = IntStream.range(0, weight.rank()).filter(other -> other != axis).toArray();
        return others.length == 0 ? weight.abs() : Statistics.norm(weight, 2, true, others);
    }

    @Override
    protected Tensor compute() {
        return direction.mul(magnitude.div(norm(axis, direction)));
    }

    @Override
    public Shape shape() {
        return direction.shape();
    }

    /** The magnitudes, {@code [1, ..., size, ..., 1]}; a scalar of the whole. */
    public Tensor magnitude() {
        return magnitude;
    }

    /** The directions, in the shape of the weight. */
    public Tensor direction() {
        return direction;
    }

    @Override
    public WeightNorm copy() {
        return copied(() -> new WeightNorm(copied(magnitude), copied(direction), axis));
    }

    @Override
    protected String describe() {
        return shape() + ", " + (axis == null ? "whole" : "axis " + axis);
    }
}
