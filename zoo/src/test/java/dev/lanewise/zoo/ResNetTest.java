package dev.lanewise.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.inference.Inference;
import dev.lanewise.io.FormatException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.EvalMode;
import dev.lanewise.optim.SGD;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResNetTest {
    private static final double SHARE = 2e-6;

    @ParameterizedTest
    @ValueSource(strings = {"basic", "bottleneck", "backbone"})
    void computesWhatTransformersDo(String name) {
        ResNet net = ResNet.load(Fixtures.folder("resnet/" + name));
        Map<String, Tensor> expected = Fixtures.expected("resnet/" + name);
        Tensor x = Fixtures.of(expected, "x");
        Fixtures.assertClose(net.features(x), Fixtures.of(expected, "features"), SHARE);
        Fixtures.assertClose(net.pooled(x), Fixtures.of(expected, "pooled"), SHARE);
        Fixtures.assertClose(net.folded().features(x), Fixtures.of(expected, "features"), SHARE);
        if (expected.containsKey("logits")) {
            Fixtures.assertClose(net.forward(x), Fixtures.of(expected, "logits"), SHARE);
            Fixtures.assertClose(Inference.of(net.folded()).run(x), Fixtures.of(expected, "logits"), SHARE);
        } else {
            assertThatThrownBy(() -> net.forward(x)).hasMessageContaining("no classifier");
        }
    }

    @Test
    void readsNamesOfTorchvision() {
        Tensor x = Fixtures.of(Fixtures.expected("resnet/basic"), "x");
        assertThat(ResNet.load(Fixtures.folder("resnet/torchvision")).forward(x).toArray())
                .containsExactly(ResNet.load(Fixtures.folder("resnet/basic")).forward(x).toArray());
    }

    @Test
    void readsThePickleOfAFolderWithoutSafetensors() {
        Tensor x = Fixtures.of(Fixtures.expected("resnet/backbone"), "x");
        assertThat(ResNet.load(Fixtures.folder("resnet/pickled")).features(x).toArray())
                .containsExactly(ResNet.load(Fixtures.folder("resnet/backbone")).features(x).toArray());
    }

    @Test
    void widensHalves() {
        Map<String, Tensor> expected = Fixtures.expected("resnet/bfloat16");
        Fixtures.assertClose(ResNet.load(Fixtures.folder("resnet/bfloat16")).forward(Fixtures.of(expected, "x")),
                Fixtures.of(expected, "logits"), SHARE);
    }

    @Test
    void hasThePathsAndValuesOfTheFile() {
        Safetensors file = Safetensors.load(Fixtures.path("resnet/basic/model.safetensors"));
        Map<String, Tensor> state = ResNet.load(Fixtures.folder("resnet/basic")).stateDict();
        Map<String, String> stored = new TreeMap<>();
        file.tensors().forEach((name, tensor) -> stored.put(name, tensor.shape() + " " + tensor.sum().item()));
        file.ints().forEach((name, tensor) -> stored.put(name, "[] " + (float) tensor.toArray()[0]));
        Map<String, String> ours = new TreeMap<>();
        state.forEach((name, tensor) -> ours.put(name, tensor.shape() + " " + tensor.sum().item()));
        assertThat(ours).isEqualTo(stored);
    }

    @Test
    void fineTuningLowersTheLossAndUpdatesTheRunningStatistics() {
        ResNet net = ResNet.begin(Fixtures.folder("resnet/basic"), 4, RandomSource.seed(1));
        assertThat(net.isTraining()).isTrue();
        RandomSource random = RandomSource.seed(2);
        Tensor x = random.normal(8, 3, 32, 32);
        IntTensor labels = IntTensor.of(0, 1, 2, 3, 0, 1, 2, 3);
        String statistics = "resnet.encoder.stages.1.layers.1.layer.1.normalization.running_mean";
        float[] before = Fixtures.of(net.snapshot(), statistics).toArray();
        SGD optimizer = new SGD(net.parameters(), 0.2);
        float first = 0;
        float last = 0;
        for (int step = 0; step < 40; step++) {
            Tensor loss = Losses.crossEntropy(net.forward(x), labels);
            last = loss.item();
            first = step == 0 ? last : first;
            optimizer.zeroGrad();
            loss.backward();
            optimizer.step();
        }
        assertThat(last).isLessThan(first / 2);
        assertThat(Fixtures.of(net.stateDict(), statistics).toArray()).isNotEqualTo(before);
    }

    @Test
    void hasTheSameBitsForOneThreadAndForTwo() {
        ResNet net = ResNet.load(Fixtures.folder("resnet/bottleneck")).folded();
        Tensor x = Fixtures.of(Fixtures.expected("resnet/bottleneck"), "x");
        int threads = Parallel.threads();
        try (EvalMode.Scope _ = EvalMode.scope()) {
            Parallel.setThreads(1);
            float[] one = net.forward(x).toArray();
            Parallel.setThreads(2);
            assertThat(net.forward(x).toArray()).containsExactly(one);
        } finally {
            Parallel.setThreads(threads);
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> ResNet.load(Fixtures.folder("vit/classifier"))).isInstanceOf(FormatException.class)
                .hasMessageEndingWith("config.json: \"model_type\" is \"vit\", expected resnet");
        assertThatThrownBy(() -> new ResNetConfig(3, 8, List.of(8), List.of(1, 1), false, false, false, 2))
                .hasMessage("ResNetConfig: widths [8] and depths [1, 1]: expected one of each for each stage");
    }
}
