package dev.lanewise.examples.chargpt;
import dev.lanewise.nn.*;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.*;
final class LearnedPositions extends Layer {
    private final Tensor weight;
    LearnedPositions(int count, int width, RandomSource random) { weight = parameter("weight", random.normal(count, width)); }
    @Override protected Tensor compute(Tensor x) { return x.add(weight.slice(0, 0, x.dim(-2))); }
}
