package dev.lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.data.Batch;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Linear;
import dev.lanewise.optim.SGD;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
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

    private Tensor step(Batch<Tensor, IntTensor> batch) {
        captures.incrementAndGet();
        Tensor loss = loss(batch);
        loss.backward();
        optimizer.step();
        return loss;
    }

    private Tensor loss(Batch<Tensor, IntTensor> batch) {
        return Losses.crossEntropy(model.forward(batch.inputs()), batch.targets());
    }

    private static Batch<Tensor, IntTensor> batch(int size) {
        return new Batch<>(
                RandomSource.at(2, size, 0).normal(size, 4), IntTensor.wrap(new int[size], Shape.of(size)));
    }

    @Test
    void theCapturingRunIsAStep() {
        float[] before = model.weight().toArray();
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(this::step);
        assertThat(model.weight().toArray()).isEqualTo(before);
        float first = step.run(batch(2)).item();
        assertThat(model.weight().toArray()).isNotEqualTo(before);
        assertThat(step.run(batch(2)).item()).isLessThan(first);
        assertThat(captures).hasValue(1);
        assertThat(model.weight().grad()).isNull();
    }

    @Test
    void eachShapeIsCapturedOnce() {
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(this::step);
        for (int epoch = 0; epoch < 3; epoch++) {
            for (int size : new int[] {4, 4, 4, 2}) {
                step.run(batch(size));
            }
        }
        assertThat(captures).hasValue(2);
    }

    @Test
    void onlyTheLastPlansAreKept() {
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(this::step);
        for (int size = 1; size <= TrainStep.PLANS; size++) {
            step.run(batch(size));
        }
        step.run(batch(1));
        assertThat(captures).hasValue(TrainStep.PLANS);
        step.run(batch(TrainStep.PLANS + 1));
        step.run(batch(1));
        assertThat(captures).as("the one used last but %d has gone", TrainStep.PLANS).hasValue(TrainStep.PLANS + 1);
        step.run(batch(2));
        assertThat(captures).hasValue(TrainStep.PLANS + 2);
    }

    @Test
    void freezingSelectsAnotherPlanAndComingBackTheFirst() {
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(this::step);
        step.run(batch(2));
        model.weight().requiresGrad(false);
        float[] frozen = model.weight().toArray();
        step.run(batch(2));
        step.run(batch(2));
        assertThat(model.weight().toArray()).isEqualTo(frozen);
        assertThat(captures).hasValue(2);
        model.unfreeze();
        step.run(batch(2));
        assertThat(captures).hasValue(2);
        assertThat(model.weight().toArray()).isNotEqualTo(frozen);
    }

    @Test
    void severalValuesAreGivenByName() {
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.captureNamed(batch -> {
            Tensor logits = model.forward(batch.inputs());
            Tensor loss = Losses.crossEntropy(logits, batch.targets());
            loss.backward();
            Map<String, Value> named = new LinkedHashMap<>();
            named.put("loss", loss);
            named.put("predicted", logits.argmax(1));
            named.put("gradient", Objects.requireNonNull(model.weight().grad()));
            return named;
        });
        TrainStep.Outputs first = step.runNamed(batch(3));
        TrainStep.Outputs second = step.runNamed(batch(3));
        assertThat(second.value("predicted")).isEqualTo(first.value("predicted"));
        assertThat(second.tensor("gradient").toArray()).isEqualTo(first.tensor("gradient").toArray());
        assertThatThrownBy(() -> second.tensor("predicted")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("step: the value called predicted is not a tensor of floats");
        assertThat(step.run(batch(3)).item()).isEqualTo(first.tensor("loss").item());
    }

    @Test
    void targetsMayBeFloats() {
        TrainStep<Batch<Tensor, Tensor>> step = TrainStep.captureNamed(batch -> {
            Tensor loss = Losses.mse(model.forward(batch.inputs()), batch.targets());
            loss.backward();
            optimizer.step();
            return Map.of("error", loss);
        });
        Batch<Tensor, Tensor> batch = new Batch<>(batch(2).inputs(), Tensor.ones(2, 3));
        float first = step.runNamed(batch).tensor("error").item();
        assertThat(step.runNamed(batch).tensor("error").item()).isLessThan(first);
    }

    @Test
    void aStepWithoutALossSaysSo() {
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.captureNamed(batch -> Map.of("sum", batch.inputs().sum()));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> step.run(batch(1))).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("step: it gives no value called loss, but [sum]");
        }
    }

    @Test
    void aStepThatReadsItsLossSaysWhatToDo() {
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(batch -> {
            Tensor loss = step(batch);
            System.out.println(loss.item());
            return loss;
        });
        assertThatThrownBy(() -> step.run(batch(1))).isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "capture: item() reads a value [] in the middle of the captured computation; return it as an "
                                + "output and read it afterwards");
        assertThat(model.weight().grad()).as("no gradient is left behind").isNull();
    }

    @Test
    void aStepWithAWrongLabelFailsAndTheNextIsAsIfItHadNotBeen() {
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(this::step);
        step.run(batch(2));
        float[] before = model.weight().toArray();
        assertThatThrownBy(() -> step.run(new Batch<>(batch(2).inputs(), IntTensor.of(0, 3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("crossEntropy: label 3 of sample 1 is not one of the 3 classes 0 .. 2");
        assertThat(model.weight().toArray()).isEqualTo(before);
        step.run(batch(2));
        assertThat(captures).hasValue(1);
    }

    @Test
    void aGradientLeftFromOutsideIsReportedAlsoAfterTheCapture() {
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(this::step);
        step.run(batch(2));
        model.forward(batch(2).inputs()).sum().backward();
        assertThatThrownBy(() -> step.run(batch(2))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has a gradient from before the captured computation; call zeroGrad() first");
        optimizer.zeroGrad();
        step.run(batch(2));
    }

    @Test
    void settingsThatDoNotGoTogetherAreRefusedInAReplayToo() {
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(this::step);
        optimizer.momentum(0.9).nesterov(true);
        step.run(batch(2));
        float[] before = model.weight().toArray();
        optimizer.dampening(0.5);
        assertThatThrownBy(() -> step.run(batch(2))).isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("SGD: nesterov needs a momentum above 0 and no dampening");
        assertThat(model.weight().toArray()).isEqualTo(before);
        assertThat(captures).hasValue(1);
    }

    // ---- wrong kinds

    @Test
    @SuppressWarnings("NullAway") // what a caller without a checker may do
    void nullIsToldFromAValue() {
        Map<String, Value> withNull = new HashMap<>();
        withNull.put("loss", null);
        Map<String, Value> unnamed = new HashMap<>();
        unnamed.put(null, Tensor.scalar(1));
        Map<TrainStep<Batch<Tensor, IntTensor>>, String> wrong = Map.of(
                TrainStep.capture(batch -> null), "step: it returned null, not its loss",
                TrainStep.captureNamed(batch -> null), "step: it returned null, not its values by name",
                TrainStep.captureNamed(batch -> withNull), "step: it gives null as loss",
                TrainStep.captureNamed(batch -> unnamed), "step: it gives a value without a name");
        wrong.forEach((step, message) -> assertThatThrownBy(() -> step.run(batch(1)))
                .isInstanceOf(IllegalArgumentException.class).hasMessage(message));
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(this::step);
        assertThatThrownBy(() -> step.run(null))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("step: the batch is null");
    }

    @Test
    void settingsComeBeforeTheFirstRun() {
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(this::step);
        step.run(batch(2));
        for (Consumer<TrainStep<?>> setting : List.<Consumer<TrainStep<?>>>of(
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
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(batch -> {
            within.countDown();
            try {
                leave.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return step(batch);
        });
        FutureTask<Tensor> first = new FutureTask<>(() -> step.run(batch(2)));
        Thread.ofPlatform().name("first").start(first);
        within.await();
        assertThatThrownBy(() -> step.run(batch(2))).isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("step: thread first is running it, and thread "
                        + Thread.currentThread().getName() + " begins another run");
        leave.countDown();
        float loss = first.get().item();
        assertThat(step.run(batch(2)).item()).as("afterwards any thread may").isLessThan(loss);
        assertThat(captures).hasValue(1);
    }
}
