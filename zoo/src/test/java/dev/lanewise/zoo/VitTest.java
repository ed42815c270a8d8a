package dev.lanewise.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.inference.Inference;
import dev.lanewise.io.Safetensors;
import dev.lanewise.loss.Losses;
import dev.lanewise.optim.SGD;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VitTest {
    private static final double SHARE = 2e-6;

    @ParameterizedTest
    @ValueSource(strings = {"classifier", "model", "deit", "teacher"})
    void computesWhatTransformersDo(String name) {
        Vit net = Vit.load(Fixtures.folder("vit/" + name));
        Map<String, Tensor> expected = Fixtures.expected("vit/" + name);
        Tensor x = Fixtures.of(expected, "x");
        Fixtures.assertClose(net.features(x), Fixtures.of(expected, "features"), SHARE);
        if (expected.containsKey("logits")) {
            Fixtures.assertClose(Inference.of(net).run(x), Fixtures.of(expected, "logits"), SHARE);
            assertThatThrownBy(() -> net.pooled(x)).hasMessageContaining("no pooler");
        } else {
            Fixtures.assertClose(net.pooled(x), Fixtures.of(expected, "pooled"), SHARE);
            assertThatThrownBy(() -> net.forward(x)).hasMessageContaining("no classifier");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classifier", "deit", "teacher"})
    void hasThePathsOfTheFile(String name) {
        assertThat(Vit.load(Fixtures.folder("vit/" + name)).stateDict().keySet()).containsExactlyInAnyOrderElementsOf(
                Safetensors.load(Fixtures.path("vit/" + name + "/model.safetensors")).tensors().keySet());
    }

    @Test
    void fineTuningLowersTheLoss() {
        Vit net = Vit.begin(Fixtures.folder("vit/teacher"), 2, RandomSource.seed(1));
        Tensor x = RandomSource.seed(2).normal(4, 3, 24, 32);
        IntTensor labels = IntTensor.of(0, 1, 0, 1);
        SGD optimizer = new SGD(net.parameters(), 0.05);
        float first = Losses.crossEntropy(net.forward(x), labels).item();
        for (int step = 0; step < 20; step++) {
            optimizer.zeroGrad();
            Losses.crossEntropy(net.forward(x), labels).backward();
            optimizer.step();
        }
        assertThat(Losses.crossEntropy(net.forward(x), labels).item()).isLessThan(first / 2);
    }

    @Test
    void dropsInTrainingAsTheConfigurationSays() {
        Tensor x = RandomSource.seed(2).normal(2, 1, 8, 8);
        Vit net = new Vit(small(0, 0), Weights.random(RandomSource.seed(1), 0.5));
        assertThat(net.forward(x).toArray()).isEqualTo(net.forward(x).toArray());
        for (VitConfig config : List.of(small(0.5, 0), small(0, 0.5))) {
            Vit dropping = new Vit(config, Weights.random(RandomSource.seed(1), 0.5));
            assertThat(dropping.forward(x).toArray()).isNotEqualTo(dropping.forward(x).toArray());
            dropping.eval();
            assertThat(dropping.forward(x).toArray()).isEqualTo(net.forward(x).toArray());
        }
    }

    private static VitConfig small(double dropout, double attentionDropout) {
        return new VitConfig(1, 8, 8, 4, 4, 8, 1, 2, 8, HiddenActivation.RELU, 1e-12, true, false, 3, dropout,
                attentionDropout);
    }

    @Test
    void refusesPicturesOfAnotherSize() {
        Vit net = Vit.load(Fixtures.folder("vit/classifier"));
        assertThatThrownBy(() -> net.forward(Tensor.zeros(1, 3, 32, 24)))
                .hasMessageContaining("[1, 3, 32, 24]: expected [N, 3, 24, 32]");
    }

    @Test
    void refusesAFormThatDoesNotFit() {
        assertThatThrownBy(() -> new VitConfig(3, 24, 32, 8, 8, 32, 2, 5, 48, HiddenActivation.GELU, 0, true, false,
                2, 0, 0))
                .hasMessageContaining("heads 5")
                .hasMessageContaining("expected positive numbers, and heads that divide");
    }
}
