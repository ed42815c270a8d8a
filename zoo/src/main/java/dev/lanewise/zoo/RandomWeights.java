package dev.lanewise.zoo;

import dev.lanewise.nn.Init;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/** Parameters as a new network has them. */
final class RandomWeights implements Weights.Source {
    private final RandomSource random;
    private final double deviation;

    RandomWeights(RandomSource random, double deviation) {
        this.random = Required.nonNull("Weights: the random source", random);
        this.deviation = deviation;
    }

    @Override
    public Tensor read(String path, Weights.Start start, int... shape) {
        return switch (start) {
            case NORMAL -> Init.normal(Shape.of(shape), 0, deviation, random);
            case ZEROS -> Tensor.zeros(shape);
            case ONES -> Tensor.ones(shape);
        };
    }

    @Override
    public boolean has(String path) {
        return true;
    }
}
