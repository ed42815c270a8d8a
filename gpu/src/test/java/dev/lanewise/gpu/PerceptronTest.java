package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.data.Batch;
import dev.lanewise.loss.Losses;
import dev.lanewise.metrics.Accuracy;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.nn.activations.Sigmoid;
import dev.lanewise.nn.activations.Tanh;
import dev.lanewise.optim.Adam;
import dev.lanewise.optim.AdamW;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.SGD;
import dev.lanewise.program.Backend;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Scans;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Trainings of a perceptron: the bits of the CPU, whatever the rule and the sizes. */
class PerceptronTest {
    /** A perceptron that learns labels from noise. */
    private static final class Learner {
        private final int features;
        private final int classes;
        private final RandomSource random = RandomSource.seed(11);
        private final Accuracy accuracy = new Accuracy();
        private final Sequential model;
        private final TrainStep<Batch<Tensor, IntTensor>> step;

        Learner(int features, int hidden, int classes, Function<List<Tensor>, Optimizer> rule,
                @Nullable Backend device) {
            this.features = features;
            this.classes = classes;
            this.model = new Sequential(
                    new Linear(features, hidden, random), new ReLU(), new Linear(hidden, hidden, random), new Tanh(),
                    new Linear(hidden, hidden, random), new Sigmoid(), new Linear(hidden, classes, random));
            Optimizer optimizer = rule.apply(model.parameters());
            TrainStep<Batch<Tensor, IntTensor>> captured = TrainStep.capture(batch -> {
                Tensor logits = model.forward(batch.inputs());
                Tensor loss = Losses.crossEntropy(logits, batch.targets());
                accuracy.add(logits, batch.targets());
                loss.backward();
                optimizer.step();
                return loss;
            });
            step = device == null ? captured : captured.on(device);
        }

        float learn(int size) {
            int[] labels = random.randint(0, classes, size).toArray();
            return step.run(new Batch<>(random.normal(size, features), IntTensor.of(labels))).item();
        }
    }

    static Stream<Arguments> rules() {
        Function<List<Tensor>, Optimizer> sgd = parameters -> new SGD(parameters, 0.1);
        Function<List<Tensor>, Optimizer> momentum = parameters -> new SGD(parameters, 0.1).momentum(0.9).nesterov(true)
                .weightDecay(0.01);
        Function<List<Tensor>, Optimizer> adam = parameters -> new Adam(parameters, 0.01);
        Function<List<Tensor>, Optimizer> amsgrad = parameters -> new AdamW(parameters, 0.01).amsgrad(true);
        return Stream.of(
                Arguments.of("SGD", sgd), Arguments.of("SGD with momentum", momentum), Arguments.of("Adam", adam),
                Arguments.of("AdamW with AMSGrad", amsgrad));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void learnsWithTheBitsOfTheCpu(String name, Function<List<Tensor>, Optimizer> rule) {
        Gpu gpu = TestDevice.first();
        Learner expected = new Learner(33, 20, 7, rule, null);
        Learner learner = new Learner(33, 20, 7, rule, gpu);
        for (int size : new int[] {16, 16, 5, 16, 1, 16}) {
            assertThat(learner.learn(size)).isEqualTo(expected.learn(size));
        }
        assertThat(learner.accuracy.value()).isEqualTo(expected.accuracy.value());
        for (int i = 0; i < expected.model.parameters().size(); i++) {
            assertThat(learner.model.parameters().get(i).toArray())
                    .isEqualTo(expected.model.parameters().get(i).toArray());
        }
    }

    @Test
    void longChainsHaveTheOrderOfTheCpu() {
        Function<List<Tensor>, Optimizer> rule = parameters -> new SGD(parameters, 0.01);
        Learner expected = new Learner(1100, 65, 130, rule, null);
        Learner learner = new Learner(1100, 65, 130, rule, TestDevice.first());
        for (int i = 0; i < 3; i++) { // 1030 rows: products over 1100 and 1030, sums over 1030
            assertThat(learner.learn(1030)).isEqualTo(expected.learn(1030));
        }
        assertThat(learner.model.parameters().getFirst().toArray())
                .isEqualTo(expected.model.parameters().getFirst().toArray());
    }

    @Test
    void aLabelThatIsNoClassIsRefusedAsOnTheCpuAndChangesNothing() {
        Learner learner = new Learner(4, 3, 5, parameters -> new SGD(parameters, 0.1), TestDevice.first());
        learner.learn(8);
        learner.learn(8);
        float[] weight = learner.model.parameters().getFirst().toArray();
        assertThatThrownBy(() -> learner.step.run(
                new Batch<>(Tensor.zeros(8, 4), IntTensor.of(0, 1, 2, 3, 4, 5, 0, 0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("crossEntropy: label 5 of sample 5 is not one of the 5 classes 0 .. 4");
        assertThat(learner.model.parameters().getFirst().toArray()).isEqualTo(weight);
        learner.learn(8);
        assertThat(learner.model.parameters().getFirst().toArray()).isNotEqualTo(weight);
    }

    @Test
    void opsThatAreNotKnownAreAllNamed() {
        Gpu gpu = TestDevice.first();
        TrainStep<Batch<Tensor, Tensor>> step = TrainStep.<Batch<Tensor, Tensor>>capture(
                batch -> Pointwise.lgamma(Scans.logcumsumexp(batch.inputs(), 0)).sum()).on(gpu);
        assertThatThrownBy(() -> step.run(new Batch<>(Tensor.zeros(3), Tensor.zeros(3))))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("lgamma, logCumSumExp");
    }
}
