package dev.lanewise.nn.activations;

import dev.lanewise.nn.Layer;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What activations without parameters have in common: a class of its own, whose name is printed and saved, says which
 * function it applies with which settings, and how another one is made.
 *
 * @param <A> the class itself
 */
abstract class Activation<A extends Activation<A>> extends Layer {
    private final UnaryOperator<Tensor> function;
    private final Supplier<A> twin;
    private final String settings;

    /**
     * @param function has no state
     * @param twin makes a layer of the same class with the same settings
     * @param settings shown in parentheses, see {@link #describe}
     */
    Activation(UnaryOperator<Tensor> function, Supplier<A> twin, Object... settings) {
        this.function = function;
        this.twin = twin;
        this.settings = Arrays.stream(settings).map(Object::toString).collect(Collectors.joining(", "));
    }

    @Override
    protected final Tensor compute(Tensor x) {
        return function.apply(x);
    }

    @Override
    public final A copy() {
        return copied(twin);
    }

    @Override
    protected final String describe() {
        return settings;
    }
}
