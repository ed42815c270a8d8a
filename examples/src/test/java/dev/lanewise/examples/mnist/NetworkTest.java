package dev.lanewise.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.nn.Layer;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkTest {
    @Test
    void sizesAreKnownBeforehand() {
        for (Network network : List.of(
                new Perceptron(List.of(), 0), new Perceptron(List.of(30, 40), 0), new LstmNet(4, 0), new LstmNet(50, 0),
                new ConvNet(0.5))) {
            for (Network.Size size : List.of(new Network.Size(8, 9, 10), new Network.Size(12, 20, 250))) {
                Layer built = network.build(size, RandomSource.seed(1));
                assertThat(network.parameters(size)).as("%s", network).isEqualTo(built.parameterCount());
                assertThat(built.parameters().stream().mapToLong(Tensor::size).max())
                        .as("%s", network).hasValue(network.largest(size));
            }
        }
    }
}
