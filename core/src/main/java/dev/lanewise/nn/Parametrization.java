package dev.lanewise.nn;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;

/**
 * A weight that is computed from other parameters ({@index parametrize}), which are trained in its place: each forward
 * computation of the layer computes it anew, and gradients of any order pass through. A {@link WeightedLayer} takes one
 * by {@link WeightedLayer#parametrized}; any other block may have one as a {@link Block#child} and call
 * {@link #forward}:
 *
 * {@snippet :
 * final class Symmetric extends Parametrization {
 *     private final Tensor half;
 *
 *     Symmetric(Tensor weight) {
 *         this.half = parameter("original", weight.mul(0.5).detach());
 *     }
 *
 *     @Override
 *     protected Tensor compute() {
 *         return half.add(half.transpose());
 *     }
 *
 *     @Override
 *     public Shape shape() {
 *         return half.shape();
 *     }
 * }
 *
 * Linear layer = new Linear(8, 8, random).parametrized(Symmetric::new);
 * }
 */
public abstract class Parametrization extends Block {
    /** Computes the weight from the present values, and changes none; called by the methods of this class only. */
    protected abstract Tensor compute();

    /**
     * Changes buffers before a forward computation in training mode, by {@link Tensor#assign} so that captured programs
     * follow; nothing, unless overridden.
     */
    protected void update() {}

    /** The shape of the weight. */
    public abstract Shape shape();

    /** The weight for a forward computation, after an {@link #update} in training mode. */
    public final Tensor forward() {
        return call(() -> {
            if (isTraining()) {
                update();
            }
            return compute();
        });
    }

    /** The weight as it is now, without an update: to look at it. */
    public final Tensor value() {
        return call(this::compute);
    }

    @Override
    public Parametrization copy() {
        return (Parametrization) super.copy();
    }
}
