package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.data.Batch;
import dev.lanewise.optim.ASGD;
import dev.lanewise.optim.Adadelta;
import dev.lanewise.optim.Adafactor;
import dev.lanewise.optim.Adagrad;
import dev.lanewise.optim.Adam;
import dev.lanewise.optim.Adamax;
import dev.lanewise.optim.Gradients;
import dev.lanewise.optim.LAMB;
import dev.lanewise.optim.Lion;
import dev.lanewise.optim.Lookahead;
import dev.lanewise.optim.Muon;
import dev.lanewise.optim.NAdam;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.RAdam;
import dev.lanewise.optim.RMSprop;
import dev.lanewise.optim.Rprop;
import dev.lanewise.optim.SGD;
import dev.lanewise.optim.Schedules;
import dev.lanewise.optim.WeightAverage;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule on a device: parameters go the way that they go on the CPU, bit for bit. */
class OptimizersOnDeviceTest {
    private static final int RUNS = 7;

    /** Parameters that follow noise, and what else a step does. */
    private static final class Follower {
        private final RandomSource random = RandomSource.seed(21);
        private final List<Tensor> parameters = List.of(
                random.normal(9, 13).requiresGrad(true), random.normal(67).requiresGrad(true),
                random.normal().requiresGrad(true));
        private final TrainStep<Batch<Tensor, Tensor>> step;

        Follower(Function<List<Tensor>, Runnable> rule, @Nullable Gpu gpu) {
            Runnable update = rule.apply(parameters);
            TrainStep<Batch<Tensor, Tensor>> captured = TrainStep.capture(batch -> {
                Tensor far = parameters.get(0).sub(batch.inputs()).square().sum();
                Tensor apart = parameters.get(1).sub(batch.targets()).square().sum();
                Tensor loss = far.add(apart).add(parameters.get(2).square());
                loss.backward();
                update.run();
                return loss;
            });
            step = gpu == null ? captured : captured.on(gpu);
        }

        float follow() {
            return step.run(new Batch<>(random.normal(9, 13), random.normal(9, 67).select(0, 0))).item();
        }
    }

    private static Arguments rule(String name, Function<List<Tensor>, Optimizer> rule) {
        Function<List<Tensor>, Runnable> step = parameters -> rule.apply(parameters)::step;
        return Arguments.of(name, step);
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                rule("SGD under a schedule", p -> new SGD(p, Schedules.cosine(0.1, 5, 0.01)).momentum(0.9)
                        .dampening(0.1)),
                rule("Adam", p -> new Adam(p, 0.01).weightDecay(0.1)),
                rule("RMSprop", p -> new RMSprop(p, 0.01)),
                rule("RMSprop, centered", p -> new RMSprop(p, 0.01).centered(true).momentum(0.5).weightDecay(0.1)),
                rule("Adagrad", p -> new Adagrad(p, 0.1).lrDecay(0.1).weightDecay(0.01)),
                rule("Adadelta", p -> new Adadelta(p, 1)),
                rule("Adamax", p -> new Adamax(p, 0.01)),
                rule("NAdam", p -> new NAdam(p, 0.01)),
                rule("RAdam", p -> new RAdam(p, 0.01)),
                rule("ASGD", p -> new ASGD(p, 0.01)),
                rule("Rprop", p -> new Rprop(p, 0.01)),
                rule("Lion", p -> new Lion(p, 0.01).weightDecay(0.1)),
                rule("Lookahead", p -> new Lookahead(new SGD(p, 0.1), 3, 0.5)));
    }

    private static void compare(Function<List<Tensor>, Runnable> rule) {
        Gpu gpu = TestDevice.first();
        Follower expected = new Follower(rule, null);
        Follower follower = new Follower(rule, gpu);
        for (int run = 0; run < RUNS; run++) {
            assertThat(follower.follow()).as("loss %d", run).isEqualTo(expected.follow());
        }
        for (int i = 0; i < expected.parameters.size(); i++) {
            assertThat(follower.parameters.get(i).toArray()).as("parameter %d", i)
                    .isEqualTo(expected.parameters.get(i).toArray());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void parametersGoTheWayOfTheCpu(String name, Function<List<Tensor>, Runnable> rule) {
        compare(rule);
    }

    static Stream<Arguments> rulesOfReductions() {
        return Stream.of(
                rule("LAMB", p -> new LAMB(p, 0.01).weightDecay(0.1)),
                rule("Adafactor", p -> new Adafactor(p, 0.01)),
                rule("Muon", p -> new Muon(p.subList(0, 1), 0.02)));
    }

    /** They take largest elements and means along axes. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("rulesOfReductions")
    void rulesOfReductionsGoTheWayOfTheCpu(String name, Function<List<Tensor>, Runnable> rule) {
        compare(rule);
    }

    @Test
    void gradientsAreClippedBeforeTheStep() {
        compare(parameters -> {
            Optimizer rule = new SGD(parameters, 0.1);
            return () -> {
                Gradients.clipNorm(parameters, 0.5);
                rule.step();
            };
        });
        compare(parameters -> {
            Optimizer rule = new SGD(parameters, 0.1);
            return () -> {
                Gradients.clipValue(parameters, 0.1);
                rule.step();
            };
        });
    }

    @Test
    void averagesOfWeightsFollow() {
        List<WeightAverage> averages = new ArrayList<>();
        compare(parameters -> {
            Optimizer rule = new SGD(parameters, 0.1);
            WeightAverage moving = WeightAverage.ema(parameters, 0.9).warmup();
            WeightAverage equal = WeightAverage.swa(parameters);
            averages.addAll(List.of(moving, equal));
            return () -> {
                rule.step();
                moving.update();
                equal.update();
            };
        });
        for (int i = 0; i < 2; i++) {
            assertThat(values(averages.get(2 + i))).isEqualTo(values(averages.get(i)));
        }
    }

    private static List<String> values(WeightAverage average) {
        List<Tensor> targets = List.of(Tensor.zeros(9, 13), Tensor.zeros(67), Tensor.zeros());
        average.copyTo(targets);
        return targets.stream().map(target -> Arrays.toString(target.toArray())).toList();
    }
}
