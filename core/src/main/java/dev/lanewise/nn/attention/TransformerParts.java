package dev.lanewise.nn.attention;

import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.norm.LayerNorm;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.function.UnaryOperator;

/** What the transformer's layers have in common: the order of the steps in a part, and how their children are made. */
final class TransformerParts {
    private final TransformerOptions options;
    private final int width;

    TransformerParts(String layer, int width, TransformerOptions options) {
        this.options = Required.nonNull(layer + ": the set of options", options);
        this.width = Checks.positive(layer + ": the width", width);
    }

    /** The map into the feed-forward part. */
    Linear linear1(RandomSource random) {
        return new Linear(width, options.feedForward, options.attention.bias, random);
    }

    /** The map out of it. */
    Linear linear2(RandomSource random) {
        return new Linear(options.feedForward, width, options.attention.bias, random);
    }

    LayerNorm norm() {
        return new LayerNorm(Shape.of(width), options.eps, true, options.attention.bias);
    }

    Dropout dropout(RandomSource random) {
        return new Dropout(options.attention.dropout, random);
    }

    /** One part with its residual sum: normalised before, or behind the sum. */
    static Tensor residual(
            TransformerOptions options, Tensor x, LayerNorm norm, Dropout dropout, UnaryOperator<Tensor> part) {
        return options.preNorm
                ? x.add(dropout.forward(part.apply(norm.forward(x))))
                : norm.forward(x.add(dropout.forward(part.apply(x))));
    }

    /** The feed-forward part. */
    static UnaryOperator<Tensor> feedForward(
            TransformerOptions options, Linear linear1, Dropout dropout, Linear linear2) {
        return x -> linear2.forward(dropout.forward(options.activation.of(linear1.forward(x))));
    }
}
