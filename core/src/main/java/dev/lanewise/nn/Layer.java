package dev.lanewise.nn;

import dev.lanewise.tensor.Place;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/**
 * A block that maps a tensor to a tensor: what a {@link Sequential} takes. Subclasses say what it computes.
 *
 * {@snippet :
 * final class Gated extends Layer {
 *     private final Layer values;
 *     private final Layer gates;
 *
 *     Gated(Layer values, Layer gates) {
 *         this.values = child("values", values);
 *         this.gates = child("gates", gates);
 *     }
 *
 *     @Override
 *     protected Tensor compute(Tensor x) {
 *         return values.forward(x).mul(gates.forward(x).sigmoid());
 *     }
 * }
 * }
 */
public abstract class Layer extends Block {
    /** The layer's function; called by {@link #forward} only. */
    protected abstract Tensor compute(Tensor x);

    /**
     * Applies the layer.
     *
     * @throws IllegalArgumentException if the input is null or does not fit; the message begins with the layer's path
     */
    public final Tensor forward(Tensor x) {
        try {
            return Place.isNoted() ? BlockPlace.within(this, () -> computed(x)) : computed(x);
        } catch (IllegalArgumentException | IndexOutOfBoundsException fault) {
            throw BlockFault.within(this, fault);
        }
    }

    private Tensor computed(Tensor x) {
        Hooks hooks = hooks();
        hooks.begins(this);
        Tensor output = requireOutput(compute(Required.nonNull("the input", x)));
        if (hooks.listen()) {
            hooks.ends(this, output, x);
        }
        return output;
    }

    /**
     * What the layer and all below give for an input of this shape, and what that costs.
     *
     * @throws IllegalArgumentException if the input is null or does not fit
     * @throws IllegalStateException as {@link Summary#of}
     */
    public final Summary summary(Tensor input) {
        Tensor x = Required.nonNull(typeName() + ": the input", input).detach();
        return Summary.of(this, () -> forward(x));
    }

    @Override
    public Layer copy() {
        return (Layer) super.copy();
    }
}
