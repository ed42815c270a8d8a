package dev.lanewise.nn;

import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.function.UnaryOperator;

/**
 * A layer that applies a function without parameters, for a place that takes layers:
 *
 * {@snippet :
 * new Sequential(new Lambda("to rows", x -> x.reshape(-1, 64)), new Linear(64, 10, random));
 * }
 *
 * <p>Blocks and tensors that the function uses are not registered: what is to be trained belongs into a {@link Layer}.
 */
public final class Lambda extends Layer {
    private final String name;
    private final UnaryOperator<Tensor> function;

    /** Applies a function, which goes by this name in {@link #toString}. */
    public Lambda(String name, UnaryOperator<Tensor> function) {
        this.name = Required.nonNull("Lambda: the name", name);
        this.function = Required.nonNull("Lambda: the function", function);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return function.apply(x);
    }

    /** A layer with the same function. */
    @Override
    public Lambda copy() {
        return copied(() -> new Lambda(name, function));
    }

    @Override
    protected String describe() {
        return name;
    }
}
