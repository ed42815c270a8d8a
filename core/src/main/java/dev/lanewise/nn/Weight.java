package dev.lanewise.nn;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import org.jspecify.annotations.Nullable;

/**
 * The weight of a {@link WeightedLayer}: a parameter of the layer, or what a {@link Parametrization} computes. For
 * constructors of layers; what users see of it is {@link WeightedLayer#weight} and
 * {@link WeightedLayer#parametrization}.
 */
public final class Weight {
    private final Shape shape;
    private final @Nullable Tensor parameter;
    private final @Nullable Parametrization computed;

    private Weight(Shape shape, @Nullable Tensor parameter, @Nullable Parametrization computed) {
        this.shape = shape;
        this.parameter = parameter;
        this.computed = computed;
    }

    /** A parameter, which may be another block's too (tied weights). */
    public static Weight of(Tensor parameter) {
        return new Weight(Required.nonNull("Weight: the parameter", parameter).shape(), parameter, null);
    }

    /** What is computed from other parameters. */
    public static Weight of(Parametrization computed) {
        return new Weight(Required.nonNull("Weight: the parametrization", computed).shape(), null, computed);
    }

    /** The shape, for which nothing is computed. */
    public Shape shape() {
        return shape;
    }

    /** The parameter, or null. */
    @Nullable
    Tensor parameter() {
        return parameter;
    }

    /** What computes it, or null. */
    @Nullable
    Parametrization computed() {
        return computed;
    }

    /** For copies of blocks. */
    Weight copied() {
        return parameter != null ? of(Copying.tensor(parameter)) : of(Copying.child(given()));
    }

    /** The value now. */
    Tensor value() {
        return parameter != null ? parameter : given().value();
    }

    /** The value for a forward computation. */
    Tensor forward() {
        return parameter != null ? parameter : given().forward();
    }

    private Parametrization given() {
        return Required.nonNull("Weight: the parametrization", computed);
    }
}
