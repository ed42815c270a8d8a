package dev.lanewise.nn;

import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A layer with a weight and perhaps a bias: {@link Linear} and the convolutions. The weight is a parameter, or is
 * computed from others by a {@link Parametrization}, such as a norm of weights.
 *
 * <p>State as in PyTorch: {@code weight} and {@code bias}; of a computed weight, {@code bias} and what {@code
 * parametrizations.weight} has.
 *
 * @param <L> the class itself
 */
public abstract class WeightedLayer<L extends WeightedLayer<L>> extends Layer {
    private final Weight weight;
    private final @Nullable Tensor bias;

    /** What PyTorch puts between a layer and what computes its weight. */
    private static final class Parametrizations extends Block {
        private final Parametrization weight;

        Parametrizations(Parametrization weight) {
            this.weight = child("weight", weight);
        }

        @Override
        public Parametrizations copy() {
            return copied(() -> new Parametrizations(weight.copy()));
        }
    }

    /**
     * Registers the weight, and the bias if there is one.
     *
     * @throws IllegalArgumentException if they cannot be registered
     */
    @SuppressWarnings("this-escape") // registering only puts parts of it into its own tables
    protected WeightedLayer(Weight weight, @Nullable Tensor bias) {
        this.weight = Required.nonNull("the weight", weight);
        Tensor parameter = weight.parameter();
        if (parameter != null) {
            parameter("weight", parameter);
        }
        this.bias = bias == null ? null : parameter("bias", bias);
        Parametrization computed = weight.computed();
        if (computed != null) {
            child("parametrizations", new Parametrizations(computed));
        }
    }

    /** A layer with the settings of this one, and other parameters of the same shapes. */
    protected abstract L with(Weight weight, @Nullable Tensor bias);

    /** The axis of the weight whose indices are outputs: 0, but 1 of a transposed convolution. */
    public int outputAxis() {
        return 0;
    }

    /** The weight for a forward computation: for {@link #compute}. */
    protected final Tensor forwardWeight() {
        return weight.forward();
    }

    /** The weight: the parameter, or what is computed from others now. */
    public final Tensor weight() {
        return weight.value();
    }

    /** The shape of the weight, for which nothing is computed. */
    public final Shape weightShape() {
        return weight.shape();
    }

    /** The bias, {@code [out]}, or null. */
    public final @Nullable Tensor bias() {
        return bias;
    }

    /** What computes the weight, or null if it is a parameter. */
    public final @Nullable Parametrization parametrization() {
        return weight.computed();
    }

    /**
     * A layer that does what this one does, with a weight that is computed ({@index register_parametrization}). It has
     * parameters of its own, a copy of the bias included, and the modes of this one; if the weight is frozen here, what
     * it is computed from is frozen there.
     *
     * @param how makes of a copy of the weight what computes it
     * @throws IllegalArgumentException if the weight is computed already, or what is made computes another shape
     * @throws IllegalStateException in a computation that is captured
     */
    public final L parametrized(Function<Tensor, ? extends Parametrization> how) {
        Required.nonNull(typeName() + ": the function that makes a parametrization", how);
        Tensor parameter = weight.parameter();
        if (parameter == null) {
            throw new IllegalArgumentException(title() + ": the weight is computed by "
                    + Required.nonNull("the parametrization", weight.computed()).title() + " already");
        }
        Recorder.refuseWithin("a layer with a computed weight would be made in the middle of the captured computation; "
                + "make it before");
        Parametrization computed = Required.nonNull(typeName() + ": the parametrization", how.apply(parameter.copy()));
        if (!computed.shape().equals(parameter.shape())) {
            throw new IllegalArgumentException(title() + ": " + computed.title() + " computes a weight "
                    + computed.shape() + " in the place of " + parameter.shape());
        }
        if (!parameter.requiresGrad()) {
            computed.freeze();
        }
        return moded(with(Weight.of(computed), ownBias()));
    }

    /**
     * A layer that computes what this one does, whose weight is a parameter with the present value
     * ({@index remove_parametrizations}): for inference, as it spares the computation of the weight, or to train the
     * weight itself. It has parameters of its own and the modes of this one.
     *
     * @throws IllegalStateException in a computation that is captured
     */
    public final L plain() {
        Recorder.refuseWithin("plain() makes a layer in the middle of the captured computation; make it before");
        L layer;
        try (GradMode.Scope _ = GradMode.noGrad()) {
            layer = with(Weight.of(weight().copy()), ownBias());
        }
        if (weightParameters().stream().noneMatch(Tensor::requiresGrad)) {
            Contents.setFrozen(layer.weight(), true);
        }
        return moded(layer);
    }

    /** What is trained of the weight. */
    private List<Tensor> weightParameters() {
        Parametrization computed = weight.computed();
        return computed == null ? List.of(weight()) : computed.parameters();
    }

    private @Nullable Tensor ownBias() {
        return bias == null ? null : bias.copy();
    }

    /** Gives a new layer the modes of this one. */
    private L moded(L layer) {
        layer.visit("", (path, block) -> block.takeMode(this));
        if (bias != null && !bias.requiresGrad()) {
            Contents.setFrozen(Required.nonNull("the bias", layer.bias()), true);
        }
        return layer;
    }

    @Override
    public final L copy() {
        return copied(() -> with(weight.copied(), bias == null ? null : copied(bias)));
    }
}
