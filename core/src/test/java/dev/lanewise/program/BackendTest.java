package dev.lanewise.program;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.data.Batch;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.optim.Adam;
import dev.lanewise.optim.GradientOp;
import dev.lanewise.optim.Lion;
import dev.lanewise.optim.SGD;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.Snapshot;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.train.TrainStep;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs on another device: the bits of the CPU, and tensors that are the same on both sides whoever writes. */
@Tag("quick")
class BackendTest {
    private static final int FEATURES = 33;
    private static final int CLASSES = 7;

    private final ToyDevice device = new ToyDevice();

    /** A perceptron that learns numbers from noisy inputs. */
    private static final class Learner {
        private final RandomSource random = RandomSource.seed(5);
        private final RandomSource noise = random.split();
        private final Sequential model = new Sequential(
                new Linear(FEATURES, 64, random), new ReLU(), new Linear(64, CLASSES, random));
        private final UpdateRule optimizer;
        private final TrainStep<Batch<Tensor, Tensor>> step;

        Learner(Function<List<Tensor>, UpdateRule> rule, @Nullable Backend backend) {
            optimizer = rule.apply(model.parameters());
            TrainStep<Batch<Tensor, Tensor>> captured = TrainStep.capture(batch -> {
                Tensor mask = noise.split().uniform(batch.size(), FEATURES).lt(0.8f).toTensor();
                Tensor noisy = batch.inputs().mul(mask).add(noise.uniform(batch.size(), FEATURES));
                Tensor loss = Losses.mse(model.forward(noisy), batch.targets());
                loss.backward();
                optimizer.step();
                return loss;
            });
            step = backend == null ? captured : captured.on(backend);
        }

        float learn(int number) {
            int size = number % 4 == 3 ? 5 : 16;
            RandomSource samples = RandomSource.at(9, number, 0);
            return step.run(new Batch<>(samples.normal(size, FEATURES), samples.normal(size, CLASSES))).item();
        }
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                rule("SGD", p -> new SGD(p, 0.05)),
                rule("momentum", p -> new SGD(p, 0.05).momentum(0.9).weightDecay(0.01)),
                rule("Adam", p -> new Adam(p, 0.01)),
                rule("Lion, in ops", p -> new Lion(p, 0.01)));
    }

    private static Arguments rule(String name, Function<List<Tensor>, UpdateRule> rule) {
        return Arguments.argumentSet(name, rule);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aTrainingHasTheBitsOfTheCpu(Function<List<Tensor>, UpdateRule> rule) {
        Learner here = new Learner(rule, null);
        Learner there = new Learner(rule, device);
        float first = 0;
        float last = 0;
        for (int number = 0; number < 60; number++) {
            for (Learner learner : List.of(here, there)) {
                if (number % 10 == 9) { // somebody else writes to a parameter
                    Tensor bias = learner.model.parameters().get(1);
                    bias.assign(bias.mul(0.5f).detach());
                }
                learner.optimizer.setLr(0.02 / (1 + number));
            }
            last = here.learn(number);
            first = number == 0 ? last : first;
            assertThat(there.learn(number)).as("loss %d", number).isEqualTo(last);
            for (int p = 0; p < here.model.parameters().size(); p++) {
                assertThat(there.model.parameters().get(p)).hasBitsOf(here.model.parameters().get(p));
            }
        }
        assertThat(last).isLessThan(first);
        assertThat(device.log.stream().filter("run"::equals)).as("all but the captured ones").hasSize(58);
        assertThat(there.noise.uniform(3)).as("the source has moved alike").hasBitsOf(here.noise.uniform(3));
    }

    private Program program(UnaryOperator<Tensor> computation, Tensor like) {
        return Program.capture(Options.defaults().on(device), List.of(like),
                in -> List.of(computation.apply((Tensor) in.getFirst()))).program();
    }

    private static Tensor run(Program program, Tensor x) {
        return (Tensor) program.run(List.of(x)).getFirst();
    }

    @Test
    void onlyWhatOthersHaveWrittenIsPutAgain() {
        Tensor weight = Tensor.arange(4);
        Tensor sum = Tensor.zeros(4);
        Program program = program(x -> {
            sum.assign(sum.add(x.mul(weight)));
            return sum.square();
        }, Tensor.ones(4));
        for (int i = 0; i < 3; i++) {
            assertThat(run(program, Tensor.ones(4)).toArray())
                    .containsExactly(0, (i + 2) * (i + 2), 4 * (i + 2) * (i + 2), 9 * (i + 2) * (i + 2));
            assertThat(sum.toArray()).containsExactly(0, i + 2, 2 * (i + 2), 3 * (i + 2));
        }
        int s = number(program, sum);
        int w = number(program, weight);
        assertThat(device.log).containsOnlyOnce("put " + s, "put " + w).filteredOn(("get " + s)::equals).hasSize(3);
        device.log.clear();
        weight.assign(Tensor.ones(4));
        run(program, Tensor.ones(4));
        assertThat(sum.toArray()).containsExactly(1, 5, 9, 13);
        assertThat(device.log).containsExactly("put " + w, "run", "commit", "get " + s);
    }

    private static int number(Program program, Tensor outside) {
        return program.listing().outside().entrySet().stream()
                .filter(entry -> entry.getValue() == outside)
                .findFirst().orElseThrow().getKey();
    }

    /** What clipping asks of gradients; a device names the op, as all others. */
    @Test
    void sumsOfSquaresHaveTheBitsOfTheCpu() {
        Tensor x = RandomSource.at(3, 1, 0).normal(20_011);
        UnaryOperator<Tensor> sums = y -> new GradientOp.SquareSums().tensor(y, y.mul(0.3));
        assertThat(run(program(sums, x), x)).hasBitsOf(sums.apply(x));
    }

    @Test
    void aFailedRunLeavesTheTensorsHere() {
        Tensor sum = Tensor.zeros(2);
        Program program = program(x -> {
            sum.assign(sum.add(x));
            return sum.mul(2f);
        }, Tensor.ones(2));
        run(program, Tensor.ones(2));
        device.failure = new IllegalStateException("out of memory");
        assertThatThrownBy(() -> run(program, Tensor.ones(2))).hasMessage("out of memory");
        assertThat(sum.toArray()).containsExactly(2, 2);
        assertThat(run(program, Tensor.ones(2)).toArray()).containsExactly(6, 6);
        assertThat(sum.toArray()).containsExactly(3, 3);
    }

    @Test
    void aFailedStepHasMovedSourcesAndCountsAndNothingElse() {
        Learner learner = new Learner(p -> new Adam(p, 0.01), device);
        learner.learn(0);
        learner.learn(1);
        List<float[]> before = learner.model.parameters().stream().map(Tensor::toArray).toList();
        Snapshot state = Snapshot.take(Map.of("adam", learner.optimizer, "noise", learner.noise));
        long index = learner.noise.index();
        device.failure = new IllegalStateException("out of memory");
        assertThatThrownBy(() -> learner.learn(2)).hasMessage("out of memory");
        assertThat(learner.model.parameters().stream().map(Tensor::toArray)).containsExactlyElementsOf(before);
        assertThat(learner.noise.index()).isEqualTo(index + 1 + 16 * FEATURES);
        assertThat(Snapshot.take(Map.of("adam", learner.optimizer)).texts()).containsEntry("adam.step", "3");

        state.restore(Map.of("adam", learner.optimizer, "noise", learner.noise));
        Learner other = new Learner(p -> new Adam(p, 0.01), null);
        other.learn(0);
        other.learn(1);
        assertThat(learner.learn(2)).isEqualTo(other.learn(2));
        for (int p = 0; p < before.size(); p++) {
            assertThat(learner.model.parameters().get(p)).hasBitsOf(other.model.parameters().get(p));
        }
    }

    @Test
    void whatTheDeviceDoesNotKnowIsNamedAtOnce() {
        assertThatThrownBy(() -> program(x -> x.tanh().mul(x).softmax(0).add(x.sigmoid()), Tensor.ones(2000)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("toy device: the computation uses ops that it does not know: sigmoid, softmax, tanh");
    }

    @Test
    void aDeviceWithoutDoublesRefusesWhatNeedsThemBeforeItCompiles() {
        device.doubles = false;
        UnaryOperator<Tensor> rare = x -> Pointwise.lgamma(x.square()).add(x.tanh());
        assertThatThrownBy(() -> program(rare, Tensor.ones(3)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("backend: ToyDevice has no doubles, which step 1 needs: "
                        + "lgamma(function=LGAMMA) [double] of %1 float[3] -> %2 float[3]");
        assertThat(device.log).isEmpty();
        assertThat(run(program(Tensor::square, Tensor.ones(2)), Tensor.of(2, 3)).toArray()).containsExactly(4, 9);
        device.doubles = true;
        assertThatThrownBy(() -> program(rare, Tensor.ones(3))).hasMessageContaining("uses ops that it does not know");
    }

    @Test
    void gradientsMayBeKept() {
        Tensor here = Tensor.of(1, 2, 3).requiresGrad(true);
        Tensor there = Tensor.of(1, 2, 3).requiresGrad(true);
        TrainStep<Batch<Tensor, Tensor>> step = TrainStep.capture((Batch<Tensor, Tensor> batch) -> {
            Tensor loss = Losses.mse(batch.inputs().mul(there), batch.targets());
            loss.backward();
            return loss;
        }).keepGradients().on(device);
        for (int i = 0; i < 4; i++) {
            Batch<Tensor, Tensor> batch = new Batch<>(Tensor.full(0.3f * i, 3), Tensor.ones(3));
            Losses.mse(batch.inputs().mul(here), batch.targets()).backward();
            step.run(batch);
            assertThat(Objects.requireNonNull(there.grad())).hasBitsOf(Objects.requireNonNull(here.grad()));
        }
    }

    @Test
    void outputsMayGoToTensorsOfTheCallers() {
        Program program = program(x -> x.square(), Tensor.ones(3));
        Tensor target = Tensor.zeros(3);
        program.run(List.of(Tensor.of(1, 2, 3)), List.of(target));
        assertThat(target.toArray()).containsExactly(1, 4, 9);
    }

    @Test
    void intsAndBooleansGoThereAndBack() {
        Program program = Program.capture(Options.defaults().on(device), List.of(Tensor.ones(3), IntTensor.of(0, 1, 2)),
                in -> List.of(((Tensor) in.get(0)).lt(2f), in.get(1), Tensor.of(7))).program();
        List<Value> outputs = program.run(List.of(Tensor.of(1, 2, 3), IntTensor.of(5, 6, 7)));
        assertThat(outputs.get(0)).isEqualTo(BoolTensor.of(true, false, false));
        assertThat(outputs.get(1)).isEqualTo(IntTensor.of(5, 6, 7));
        assertThat(((Tensor) outputs.get(2)).toArray()).containsExactly(7);
    }

    @Test
    void writtenInputsComeBack() {
        Program program = program(x -> {
            x.reshape(4).assign(x.reshape(4).mul(2f));
            return x.add(1f);
        }, Tensor.ones(2, 2));
        Tensor x = Tensor.arange(4).reshape(2, 2);
        assertThat(run(program, x).toArray()).containsExactly(1, 3, 5, 7);
        assertThat(x.toArray()).containsExactly(0, 2, 4, 6);
    }

    @Test
    void tensorsThatShareElementsWithWrittenOnesAreRefused() {
        Tensor sum = Tensor.zeros(4);
        Tensor part = sum.slice(0, 0, 2);
        String message = "backend: the computation writes to a tensor [4] that shares elements with another one [2], "
                + "which a device would not see; use the same tensor, or a copy";
        assertThatThrownBy(() -> program(x -> {
            sum.assign(sum.add(x));
            return part.square();
        }, Tensor.ones(4))).isInstanceOf(IllegalStateException.class).hasMessage(message);
        Program program = program(x -> {
            sum.assign(sum.add(1f));
            return x.square();
        }, Tensor.ones(2));
        assertThatThrownBy(() -> run(program, part)).isInstanceOf(IllegalStateException.class).hasMessage(message);
        assertThat(run(program, part.mul(1f)).toArray()).containsExactly(4, 4);
    }

    @Test
    @SuppressWarnings("NullAway") // what a backend without a checker may do
    void aBackendGivesAProgram() {
        Backend none = listing -> null;
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Program.capture(Options.defaults().on(none), List.of(), in -> List.of(Tensor.ones(1))))
                .withMessageStartingWith("backend: ").withMessageEndingWith(" compiled a program to null");
    }
}
