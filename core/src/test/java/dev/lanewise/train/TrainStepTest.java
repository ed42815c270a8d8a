package dev.lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Linear;
import dev.lanewise.optim.SGD;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class TrainStepTest {
    private final Linear model = new Linear(4, 3, RandomSource.seed(1));
    private final SGD optimizer = new SGD(model.parameters(), 0.1);
    private final AtomicInteger captures = new AtomicInteger();

    private Tensor step(Tensor x, IntTensor y) {
        captures.incrementAndGet();
        Tensor loss = Losses.crossEntropy(model.forward(x), y);
        loss.backward();
        optimizer.step();
        return loss;
    }

    private static Tensor batch(int size) {
        return RandomSource.at(2, size, 0).normal(size, 4);
    }

    private static IntTensor labels(int size) {
        return IntTensor.wrap(new int[size], Shape.of(size));
    }

    @Test
    void theCapturingRunIsAStep() {
        float[] before = model.weight().toArray();
        TrainStep step = TrainStep.capture(this::step);
        assertThat(model.weight().toArray()).isEqualTo(before);
        float first = step.run(batch(2), labels(2)).item();
        assertThat(model.weight().toArray()).isNotEqualTo(before);
        assertThat(step.run(batch(2), labels(2)).item()).isLessThan(first);
        assertThat(captures).hasValue(1);
        assertThat(model.weight().grad()).isNull();
    }

    @Test
    void eachShapeIsCapturedOnce() {
        TrainStep step = TrainStep.capture(this::step);
        for (int epoch = 0; epoch < 3; epoch++) {
            for (int size : new int[] {4, 4, 4, 2}) {
                step.run(batch(size), labels(size));
            }
        }
        assertThat(captures).hasValue(2);
    }

    @Test
    void onlyTheLastPlansAreKept() {
        TrainStep step = TrainStep.capture(this::step);
        for (int size = 1; size <= TrainStep.PLANS; size++) {
            step.run(batch(size), labels(size));
        }
        step.run(batch(1), labels(1));
        assertThat(captures).hasValue(TrainStep.PLANS);
        step.run(batch(TrainStep.PLANS + 1), labels(TrainStep.PLANS + 1));
        step.run(batch(1), labels(1));
        assertThat(captures).as("the one used last but %d has gone", TrainStep.PLANS).hasValue(TrainStep.PLANS + 1);
        step.run(batch(2), labels(2));
        assertThat(captures).hasValue(TrainStep.PLANS + 2);
    }

    @Test
    void freezingSelectsAnotherPlanAndComingBackTheFirst() {
        TrainStep step = TrainStep.capture(this::step);
        step.run(batch(2), labels(2));
        model.weight().requiresGrad(false);
        float[] frozen = model.weight().toArray();
        step.run(batch(2), labels(2));
        step.run(batch(2), labels(2));
        assertThat(model.weight().toArray()).isEqualTo(frozen);
        assertThat(captures).hasValue(2);
        model.unfreeze();
        step.run(batch(2), labels(2));
        assertThat(captures).hasValue(2);
        assertThat(model.weight().toArray()).isNotEqualTo(frozen);
    }

    @Test
    void severalValuesAreGivenByName() {
        TrainStep step = TrainStep.captureNamed((x, y) -> {
            Tensor logits = model.forward(x);
            Tensor loss = Losses.crossEntropy(logits, y);
            loss.backward();
            Map<String, Value> named = new LinkedHashMap<>();
            named.put("loss", loss);
            named.put("predicted", logits.argmax(1));
            named.put("gradient", Objects.requireNonNull(model.weight().grad()));
            return named;
        });
        TrainStep.Outputs first = step.runNamed(batch(3), labels(3));
        TrainStep.Outputs second = step.runNamed(batch(3), labels(3));
        assertThat(second.value("predicted")).isEqualTo(first.value("predicted"));
        assertThat(second.tensor("gradient").toArray()).isEqualTo(first.tensor("gradient").toArray());
        assertThatThrownBy(() -> second.tensor("predicted")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("step: the value called predicted is not a tensor of floats");
        assertThat(step.run(batch(3), labels(3)).item()).isEqualTo(first.tensor("loss").item());
    }

    @Test
    void aStepMayTakeOtherInputs() {
        TrainStep step = TrainStep.captureNamed(in -> {
            Tensor loss = Losses.mse(model.forward((Tensor) in.get(0)), (Tensor) in.get(1));
            loss.backward();
            optimizer.step();
            return Map.of("error", loss);
        });
        List<Tensor> inputs = List.of(batch(2), Tensor.ones(2, 3));
        float first = step.runNamed(inputs).tensor("error").item();
        assertThat(step.runNamed(inputs).tensor("error").item()).isLessThan(first);
    }

    @Test
    void aStepWithoutALossSaysSo() {
        TrainStep step = TrainStep.captureNamed((x, y) -> Map.of("sum", x.sum()));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> step.run(batch(1), labels(1))).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("step: it gives no value called loss, but [sum]");
        }
    }

    @Test
    void aStepThatReadsItsLossSaysWhatToDo() {
        TrainStep step = TrainStep.capture((x, y) -> {
            Tensor loss = step(x, y);
            System.out.println(loss.item());
            return loss;
        });
        assertThatThrownBy(() -> step.run(batch(1), labels(1))).isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "capture: item() reads a value [] in the middle of the captured computation; return it as an "
                                + "output and read it afterwards");
        assertThat(model.weight().grad()).as("no gradient is left behind").isNull();
    }

    @Test
    void aStepWithAWrongLabelFailsAndTheNextIsAsIfItHadNotBeen() {
        TrainStep step = TrainStep.capture(this::step);
        step.run(batch(2), labels(2));
        float[] before = model.weight().toArray();
        assertThatThrownBy(() -> step.run(batch(2), IntTensor.of(0, 3))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("crossEntropy: label 3 of sample 1 is not one of the 3 classes 0 .. 2");
        assertThat(model.weight().toArray()).isEqualTo(before);
        step.run(batch(2), labels(2));
        assertThat(captures).hasValue(1);
    }

    @Test
    void aGradientLeftFromOutsideIsReportedAlsoAfterTheCapture() {
        TrainStep step = TrainStep.capture(this::step);
        step.run(batch(2), labels(2));
        model.forward(batch(2)).sum().backward();
        assertThatThrownBy(() -> step.run(batch(2), labels(2))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has a gradient from before the captured computation; call zeroGrad() first");
        optimizer.zeroGrad();
        step.run(batch(2), labels(2));
    }

    @Test
    void settingsThatDoNotGoTogetherAreRefusedInAReplayToo() {
        TrainStep step = TrainStep.capture(this::step);
        optimizer.momentum(0.9).nesterov(true);
        step.run(batch(2), labels(2));
        float[] before = model.weight().toArray();
        optimizer.dampening(0.5);
        assertThatThrownBy(() -> step.run(batch(2), labels(2))).isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("SGD: nesterov needs a momentum above 0 and no dampening");
        assertThat(model.weight().toArray()).isEqualTo(before);
        assertThat(captures).hasValue(1);
    }

    // ---- wrong kinds

    @Test
    void aStepOnABatchAndLabelsSaysWhatItIsGiven() {
        TrainStep step = TrainStep.capture(this::step);
        String takes = "step: it takes a tensor of floats and labels (an IntTensor), and is given ";
        String any = "; captureNamed(inputs -> ...) takes any inputs";
        assertThatThrownBy(() -> step.runNamed(List.of(batch(2), Tensor.ones(2, 3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(takes + "[float[2, 4], float[2, 3]]" + any);
        assertThatThrownBy(() -> step.runNamed(List.of(batch(2)))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(takes + "[float[2, 4]]" + any);
        assertThat(captures).hasValue(0);
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without a checker may do
    void nullIsToldFromAValue() {
        Map<String, Value> withNull = new HashMap<>();
        withNull.put("loss", null);
        Map<String, Value> unnamed = new HashMap<>();
        unnamed.put(null, Tensor.scalar(1));
        Map<TrainStep, String> wrong = Map.of(
                TrainStep.capture((x, y) -> null), "step: it returned null, not its loss",
                TrainStep.captureNamed((x, y) -> null), "step: it returned null, not its values by name",
                TrainStep.captureNamed(in -> withNull), "step: it gives null as loss",
                TrainStep.captureNamed(in -> unnamed), "step: it gives a value without a name");
        wrong.forEach((step, message) -> assertThatThrownBy(() -> step.run(batch(1), labels(1)))
                .isInstanceOf(IllegalArgumentException.class).hasMessage(message));
        TrainStep step = TrainStep.capture(this::step);
        assertThatThrownBy(() -> step.runNamed(Arrays.asList(batch(1), null)))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("program: input 1 is null");
        step.run(batch(1), labels(1));
        assertThatThrownBy(() -> step.run(batch(1), null))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("program: input 1 is null");
    }

    @Test
    void settingsComeBeforeTheFirstRun() {
        TrainStep step = TrainStep.capture(this::step);
        step.run(batch(2), labels(2));
        for (Consumer<TrainStep> setting : List.<Consumer<TrainStep>>of(
                TrainStep::keepGradients, s -> s.verify(1), s -> s.plans(2))) {
            assertThatThrownBy(() -> setting.accept(step)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the step has been run already");
        }
        assertThatThrownBy(() -> TrainStep.capture(this::step).plans(0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("plans: 0 asked for, at least 1 must be kept");
        assertThatThrownBy(() -> TrainStep.capture(this::step).verify(-1))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("verify: -1 runs");
    }

    // ---- threads

    @Test
    void aSecondThreadIsRefused() throws InterruptedException, ExecutionException {
        CountDownLatch within = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        TrainStep step = TrainStep.capture((x, y) -> {
            within.countDown();
            try {
                leave.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return step(x, y);
        });
        FutureTask<Tensor> first = new FutureTask<>(() -> step.run(batch(2), labels(2)));
        Thread.ofPlatform().name("first").start(first);
        within.await();
        assertThatThrownBy(() -> step.run(batch(2), labels(2))).isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("step: thread first is running it, and thread "
                        + Thread.currentThread().getName() + " begins another run");
        leave.countDown();
        float loss = first.get().item();
        assertThat(step.run(batch(2), labels(2)).item()).as("afterwards any thread may").isLessThan(loss);
        assertThat(captures).hasValue(1);
    }
}
