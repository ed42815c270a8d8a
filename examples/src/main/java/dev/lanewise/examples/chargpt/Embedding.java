package dev.lanewise.examples.chargpt;
import dev.lanewise.nn.*;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.*;
final class Embedding extends Block {
    private final Tensor weight;
    Embedding(int count, int width, RandomSource random) { weight = parameter("weight", random.normal(count, width)); }
    Tensor weight() { return weight; }
    Tensor forward(IntTensor i) { return call(() -> Indexing.take(weight, i)); }
}
