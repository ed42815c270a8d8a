package dev.lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.LogLines;
import dev.lanewise.data.Batch;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Linear;
import dev.lanewise.optim.SGD;
import dev.lanewise.program.Options;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The plans that a step keeps, the gradients that it leaves, and how it is verified. */
@Tag("quick")
class TrainStepPlansTest {
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

    // ---- plans

    @Test
    void howManyPlansAreKeptIsASetting() {
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(this::step).plans(12);
        for (int epoch = 0; epoch < 3; epoch++) {
            for (int size = 1; size <= 12; size++) {
                step.run(batch(size));
            }
        }
        assertThat(captures).hasValue(12);
    }

    @Test
    void plansInRotationAreToldOnce() {
        List<String> lines = LogLines.during(() -> {
            TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(this::step).plans(2);
            for (int epoch = 0; epoch < 5; epoch++) {
                for (int size = 1; size <= 3; size++) {
                    step.run(batch(size));
                }
            }
        });
        assertThat(lines).containsExactly("step: plans are discarded and made again in rotation: "
                + "[float[1, 4], int[1]] is captured anew, since 2 plans are kept and more kinds of inputs or modes "
                + "take turns; keep more of them with plans(n), or pad batches to fewer shapes");
    }

    @Test
    void plansThatAreNotNeededAgainAreThrownAwaySilently() {
        assertThat(LogLines.during(() -> {
            TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(this::step).plans(2);
            for (int size = 1; size <= 6; size++) {
                step.run(batch(size));
                step.run(batch(size));
            }
        })).isEmpty();
    }

    // ---- gradients

    @Test
    void gradientsThatNothingReadsAreNamedOnce() {
        List<String> lines = LogLines.during(() -> {
            TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(batch -> {
                Tensor loss = loss(batch);
                loss.backward();
                return loss;
            });
            step.run(batch(2));
            step.run(batch(2));
        });
        assertThat(lines)
                .containsExactly("capture: gradients are computed and dropped, since no update in the "
                        + "computation uses them, for the 2 leaves [3, 4], [3]; update within, give them as outputs, "
                        + "or keep them (keepGradients) to let them add up from run to run");
        assertThat(model.weight().grad()).isNull();
    }

    @Test
    void gradientsThatAreOnlyLookedAtAreNamedToo() {
        List<String> lines = LogLines.during(() -> TrainStep.captureNamed((Batch<Tensor, IntTensor> batch) -> {
            Tensor loss = loss(batch);
            loss.backward();
            Tensor gradient = Objects.requireNonNull(model.weight().grad());
            return Map.of("loss", loss, "norm", gradient.square().sum().sqrt());
        }).run(batch(2)));
        assertThat(lines).singleElement().asString().contains("for the 2 leaves [3, 4], [3]");
    }

    @Test
    void aRefusedStepLeavesTheGradientThatItFound() {
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(this::step);
        step.run(batch(2));
        Tensor found = Tensor.full(7, 3, 4);
        model.weight().setGrad(found);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> step.run(batch(2))).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has a gradient from before the captured computation");
            assertThat(model.weight().grad()).isSameAs(found);
        }
    }

    @Test
    void aRunThatLeavesAModeOtherwiseIsNoPlan() {
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(batch -> {
            Tensor loss = step(batch);
            model.freeze();
            return loss;
        });
        for (int i = 0; i < 4; i++) {
            model.unfreeze();
            step.run(batch(2));
            assertThat(model.weight().requiresGrad()).isFalse();
        }
        assertThat(captures).hasValue(4);
    }

    @Test
    void gradientsAreKeptOverBatchesAndUsedOutside() {
        Linear eager = new Linear(4, 3, RandomSource.seed(1));
        SGD eagerOptimizer = new SGD(eager.parameters(), 0.1);
        List<String> lines = LogLines.during(() -> {
            TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture((Batch<Tensor, IntTensor> batch) -> {
                captures.incrementAndGet();
                Tensor loss = loss(batch).div(3f);
                loss.backward();
                return loss;
            }).keepGradients();
            for (int update = 0; update < 4; update++) {
                for (int size = 1; size <= 3; size++) {
                    step.run(batch(size));
                    Losses.crossEntropy(eager.forward(batch(size).inputs()), batch(size).targets()).div(3f).backward();
                }
                optimizer.step();
                optimizer.zeroGrad();
                eagerOptimizer.step();
                eagerOptimizer.zeroGrad();
            }
        });
        assertThat(lines).isEmpty();
        assertThat(captures).hasValue(3);
        assertThat(model.weight().toArray()).isEqualTo(eager.weight().toArray());
    }

    // ---- verification

    @Test
    void aVerifiedStepNamesWhatChanges() {
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep
                .capture((Batch<Tensor, IntTensor> batch) -> step(
                        new Batch<>(batch.inputs().mul((float) captures.get()), batch.targets())))
                .verify(2);
        step.run(batch(2));
        assertThatThrownBy(() -> step.run(batch(2))).isInstanceOf(IllegalStateException.class)
                .hasMessage("verify: this run of the computation, which was eager, differs from what was captured and "
                        + "would have been replayed: a value float[] that mul uses is made by Java from other numbers "
                        + "than when it was captured; give it as an input (what only the first run makes, such as a "
                        + "cache, is best made before it)");
    }

    @Test
    void aVerifiedStepRunsEagerlySoManyTimesForEachPlan() {
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(this::step).verify(2);
        for (int i = 0; i < 5; i++) {
            step.run(batch(2));
            step.run(batch(3));
        }
        assertThat(captures).hasValue(6);
    }

    @Test
    void aPropertyHasEveryStepVerified() {
        System.setProperty(Options.PROPERTY, "verify");
        try {
            TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(this::step);
            for (int i = 0; i < 6; i++) {
                step.run(batch(2));
            }
            assertThat(captures).hasValue(1 + Options.VERIFIED_RUNS);
            System.setProperty(Options.PROPERTY, "verify:1");
            assertThat(Options.defaults().verifiedRuns()).isEqualTo(1);
            System.setProperty(Options.PROPERTY, "verified");
            assertThatThrownBy(() -> TrainStep.capture(this::step)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("-Dlanewise.capture=verified: expected replay, verify or verify:N with a number of "
                            + "runs");
        } finally {
            System.clearProperty(Options.PROPERTY);
        }
        assertThat(Options.defaults().verifiedRuns()).isZero();
    }
}
