package dev.lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.Dataset;
import dev.lanewise.data.Samplers;
import dev.lanewise.io.Checkpoint;
import dev.lanewise.io.FormatException;
import dev.lanewise.loss.Losses;
import dev.lanewise.metrics.Accuracy;
import dev.lanewise.optim.WeightAverage;
import dev.lanewise.state.State;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.callbacks.Checkpoints;
import dev.lanewise.train.callbacks.EarlyStopping;
import dev.lanewise.train.callbacks.MetricsFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others do wrong around a fit: nothing is lost, and nothing is counted twice. */
@Tag("quick")
class TrainerFaultsTest {
    @TempDir
    private Path folder;

    private static Callback afterEachStep(Consumer<Fit> act) {
        return new Callback() {
            @Override
            public void step(Fit fit) {
                act.accept(fit);
            }
        };
    }

    private static Callback pausedAt(long step) {
        return afterEachStep(fit -> {
            if (fit.step() == step) {
                fit.pause("a test");
            }
        });
    }

    @Test
    void whatCallbacksRememberCountsAfterAPauseInOneProgram() {
        Fits whole = new Fits(0.5);
        EarlyStopping best = new EarlyStopping("validation.loss").patience(3);
        whole.trainer.with(best).fit(whole.training, whole.validation, 12);
        for (long pause = 1; pause < whole.trainer.steps(); pause++) {
            Fits fits = new Fits(0.5);
            EarlyStopping same = new EarlyStopping("validation.loss").patience(3);
            fits.trainer.with(same, pausedAt(pause));
            fits.trainer.fit(fits.training, fits.validation, 12);
            assertThat(fits.trainer.steps()).isEqualTo(pause);
            fits.trainer.fit(fits.training, fits.validation, 12);
            assertThat(same.bestEpoch()).as("paused after step %d", pause).isEqualTo(best.bestEpoch());
            assertThat(fits.weights()).as("paused after step %d", pause)
                    .containsExactlyElementsOf(whole.weights());
        }
    }

    @Test
    void theBestOfAveragesAreTheAveragesThatWereValidated() {
        Fits fits = new Fits(0.5);
        EarlyStopping best = new EarlyStopping("validation.loss").patience(3);
        fits.trainer.average(WeightAverage.ema(fits.model.parameters(), 0.7)).with(best)
                .fit(fits.training, fits.validation, 12);
        assertThat(fits.trainer.evaluate(fits.validation)).containsEntry("loss", best.bestValue());
    }

    @Test
    void aPartInEvaluationModeStaysInIt() {
        Fits hand = new Fits();
        hand.model.children().get("2").eval();
        for (Batch<Tensor, IntTensor> batch : hand.training) {
            Losses.crossEntropy(hand.model.forward(batch.inputs()), batch.targets()).backward();
            hand.optimizer.step();
            hand.optimizer.zeroGrad();
        }
        Fits fits = new Fits();
        fits.model.children().get("2").eval();
        fits.trainer.fit(fits.training, 1);
        assertThat(fits.model.children().get("2").isTraining()).isFalse();
        assertThat(fits.weights()).containsExactlyElementsOf(hand.weights());
    }

    @Test
    void aLoaderThatIsIteratedWithinItsEpochIsNamedBeforeAnythingIsSaved() {
        Path file = folder.resolve("run.safetensors");
        Fits fits = new Fits();
        fits.trainer.with(new Checkpoints(file).everySteps(1), afterEachStep(fit -> {
            if (fit.step() == 2) {
                fits.trainer.evaluate(fits.training);
            }
        }));
        assertThatIllegalStateException().isThrownBy(() -> fits.trainer.fit(fits.training, 2))
                .withMessage("fit: the loader of the training was iterated by others within epoch 1, after step 2; "
                        + "give them a loader of their own");
        Fits again = new Fits();
        Fits whole = new Fits();
        whole.trainer.fit(whole.training, 2);
        again.trainer.with(new Checkpoints(file)).resume(file).fit(again.training, 2);
        assertThat(again.weights()).containsExactlyElementsOf(whole.weights());
    }

    @Test
    void aValidationThatFailedIsDoneAgainAndTheEpochIsNot() {
        Path file = folder.resolve("run.safetensors");
        AtomicBoolean fails = new AtomicBoolean(true);
        Fits fits = new Fits();
        fits.trainer.measure(failing(fails));
        assertThatThrownBy(() -> fits.trainer.fit(fits.training, fits.validation, 1)).hasMessage("a test");
        Checkpoint.save(file, Map.of("training", fits.trainer));
        fails.set(false);

        Fits whole = new Fits();
        whole.trainer.measure(failing(fails)).fit(whole.training, whole.validation, 2);
        Fits resumed = new Fits();
        resumed.trainer.measure(failing(fails)).resume(file).fit(resumed.training, resumed.validation, 2);
        fits.trainer.fit(fits.training, fits.validation, 2);
        for (Fits each : List.of(fits, resumed)) {
            assertThat(each.trainer.steps()).isEqualTo(2L * Fits.BATCHES);
            assertThat(each.weights()).containsExactlyElementsOf(whole.weights());
            assertThat(each.trainer.history().values("loss")).isEqualTo(whole.trainer.history().values("loss"));
        }
    }

    /** An accuracy that cannot be read while {@code fails}, but in training. */
    private static Measure<Tensor, Batch<Tensor, IntTensor>> failing(AtomicBoolean fails) {
        return Measure.of("a,\"b\".c", Accuracy::new,
                (accuracy, logits, batch) -> accuracy.add(logits, batch.targets()), accuracy -> {
                    if (fails.get() && accuracy.total() == 10) {
                        throw new IllegalStateException("a test");
                    }
                    return accuracy.value();
                });
    }

    @Test
    void aLimitAtTheEndOfAnEpochClosesIt() {
        Fits fits = new Fits();
        History history = fits.trainer.maxSteps(2L * Fits.BATCHES).fit(fits.training, fits.validation, 5);
        assertThat(history.epochs()).hasSize(2);
        assertThat(history.last("validation.loss")).isPositive();
        Fits whole = new Fits();
        whole.trainer.fit(whole.training, whole.validation, 3);
        fits.trainer.maxSteps(99).fit(fits.training, fits.validation, 3);
        assertThat(fits.weights()).containsExactlyElementsOf(whole.weights());
        assertThat(history.values("validation.loss")).isEqualTo(whole.trainer.history().values("validation.loss"));
    }

    @Test
    void aCallbackWithoutStateMayBeAddedBeforeTheOthers() {
        Path file = folder.resolve("run.safetensors");
        Fits fits = new Fits();
        fits.trainer.with(new EarlyStopping("validation.loss"), new Checkpoints(file))
                .fit(fits.training, fits.validation, 1);
        Fits again = new Fits();
        again.trainer.with(afterEachStep(fit -> {}), MetricsFile.csv(folder.resolve("run.csv")),
                new EarlyStopping("validation.loss"), new Checkpoints(file)).resume(file);
        assertThat(again.trainer.fit(again.training, again.validation, 2).epochs()).hasSize(2);
    }

    /** Counts steps, and has them counted on when it is resumed. */
    private static final class Watcher implements Callback {
        private final boolean optional;
        private long steps;

        private Watcher(boolean optional) {
            this.optional = optional;
        }

        @Override
        public boolean isOptional() {
            return optional;
        }

        @Override
        public void step(Fit fit) {
            steps++;
        }

        @Override
        public void state(State state) {
            steps = state.number("steps", steps);
        }
    }

    @Test
    void aCallbackThatIsOptionalMayComeAndGo() {
        Path file = folder.resolve("run.safetensors");
        for (boolean optional : new boolean[] {true, false}) {
            Fits plain = new Fits();
            plain.trainer.with(new Checkpoints(file)).fit(plain.training, 1);
            Fits later = new Fits();
            Watcher comes = new Watcher(optional);
            later.trainer.with(comes, new Checkpoints(file)).resume(file);
            if (!optional) {
                assertThatIllegalArgumentException().isThrownBy(() -> later.trainer.fit(later.training, 2))
                        .withMessageEndingWith("\"training.callbacks.CallbackWatcher1.steps\" is missing");
                return;
            }
            later.trainer.fit(later.training, 2);
            assertThat(comes.steps).isEqualTo(Fits.BATCHES);
            Fits again = new Fits();
            Watcher stays = new Watcher(true);
            again.trainer.with(stays, new Checkpoints(file)).resume(file).fit(again.training, 3);
            assertThat(stays.steps).isEqualTo(2L * Fits.BATCHES);
            Fits without = new Fits();
            without.trainer.with(new Checkpoints(file)).resume(file).fit(without.training, 4);
            assertThat(without.trainer.epochs()).isEqualTo(4);
        }
    }

    @Test
    void namesThatFilesCannotHoldAreRefusedInAStepOfOnesOwnToo() {
        for (String name : List.of("a=b", "a\tb", "a\nb", " ", "epoch", "steps", "validation.loss")) {
            Fits fits = new Fits();
            var trainer = Trainer.<Batch<Tensor, IntTensor>>ofSteps(fits.model, batch -> Map.of(name,
                    Losses.crossEntropy(fits.model.forward(batch.inputs()), batch.targets())));
            assertThatIllegalArgumentException().as(name).isThrownBy(() -> trainer.fit(fits.training, 1))
                    .withMessageContaining("the name ");
        }
    }

    @Test
    void aValueOfAStepOfOnesOwnThatIsNotFiniteEndsTheFit() {
        Fits fits = new Fits();
        var trainer = Trainer.<Batch<Tensor, IntTensor>>ofSteps(fits.model, batch -> {
            Tensor loss = Losses.crossEntropy(fits.model.forward(batch.inputs()), batch.targets());
            return Map.of("error", loss.sub(100).log());
        });
        assertThatThrownBy(() -> trainer.fit(fits.training, 2)).isInstanceOf(ArithmeticException.class)
                .hasMessage("the value error of the step is NaN in epoch 1, batch 1 of 3, after 0 steps; the "
                        + "parameters are as this step has left them");
    }

    @Test
    void aValueThatSomeBatchesDoNotHaveIsTheMeanOverTheOthers() {
        Fits fits = new Fits();
        var trainer = Trainer.<Batch<Tensor, IntTensor>>ofSteps(fits.model, batch -> batch.size() == 8
                ? Map.of("a", Tensor.scalar(3), "b", Tensor.scalar(1))
                : Map.of("a", Tensor.scalar(3)));
        assertThat(trainer.fit(fits.training, 2).epochs())
                .allSatisfy(epoch -> assertThat(epoch.values()).isEqualTo(Map.of("a", 3.0, "b", 1.0)));
    }

    @Test
    void aFitWithinAFitIsRefused() {
        Fits fits = new Fits();
        fits.trainer.with(afterEachStep(_ -> fits.trainer.fit(fits.training, 3)));
        assertThatIllegalStateException().isThrownBy(() -> fits.trainer.fit(fits.training, 2)).withMessage(
                "fit: a fit of this trainer is in progress, in epoch 1; do this before or after it");
    }

    @Test
    void twoFitsThatWriteToOneFileAreRefusedBeforeTheSecondLearns() {
        for (Callback each : List.of(new Checkpoints(folder.resolve("run")), MetricsFile.csv(folder.resolve("run")))) {
            Fits first = new Fits();
            Fits second = new Fits();
            first.trainer.with(new Checkpoints(folder.resolve("run")),
                    afterEachStep(_ -> second.trainer.with(each).fit(second.training, 1)));
            assertThatIllegalStateException().isThrownBy(() -> first.trainer.fit(first.training, 1))
                    .withMessage(folder.resolve("run")
                            + ": another writer of this program writes to it; end it first, or take another file");
            assertThat(second.trainer.steps()).isZero();
            Fits third = new Fits();
            third.trainer.with(new Checkpoints(folder.resolve("run"))).fit(third.training, 1); // it is free again
        }
    }

    @Test
    void aFitThatCouldNotBeginIsBegunAgainAsIfItHadNotBeen() {
        Path state = folder.resolve("state");
        Fits first = new Fits();
        first.trainer.with(new Checkpoints(state)).fit(first.training, 2);
        Fits second = new Fits();
        AtomicBoolean fails = new AtomicBoolean(true);
        List<Boolean> resumed = new ArrayList<>();
        second.trainer.resume(state).with(new Callback() {
            @Override
            public void begin(Fit fit) {
                resumed.add(fit.isResumed());
                if (fails.getAndSet(false)) {
                    throw new IllegalStateException("a test");
                }
            }
        });
        assertThatIllegalStateException().isThrownBy(() -> second.trainer.fit(second.training, 4))
                .withMessage("a test");
        first.trainer.fit(first.training, 3); // and saves
        second.trainer.fit(second.training, 4);
        assertThat(resumed).containsExactly(true, true);
        first.trainer.fit(first.training, 4);
        assertThat(second.weights()).containsExactlyElementsOf(first.weights());
    }

    @Test
    void aValidationAtRandomIsThatOfTheEpochInAResumedRunToo() {
        Path state = folder.resolve("state");
        List<double[]> losses = new ArrayList<>();
        for (int run = 0; run < 3; run++) {
            Fits fits = new Fits();
            DataLoader<Batch<Tensor, IntTensor>> validation = new DataLoader<>(Dataset.augmented(Fits.samples(10), 5,
                    (sample, random) -> new Batch<>(random.normal(1, 6), sample.targets())), 4)
                    .sampler(Samplers.weighted(Tensor.ones(10), 8, true, 1)).prefetch(run);
            if (run > 0) { // the first never stops
                fits.trainer.with(new Checkpoints(state)).resume(state).maxSteps(run == 1 ? 4 : 99);
                fits.trainer.evaluate(validation);
            }
            losses.add(fits.trainer.fit(fits.training, validation, 4).values("validation.loss"));
        }
        assertThat(losses.get(2)).isEqualTo(losses.get(0));
        assertThat(losses.get(0)).doesNotHaveDuplicates();
    }

    @Test
    void aStateThatCannotBeWrittenIsKnownBeforeAnythingIsLearned() throws Exception {
        Path file = Files.createDirectory(folder.resolve("taken"));
        for (Path each : List.of(file, folder.resolve("none").resolve("run.safetensors"))) {
            Fits fits = new Fits();
            assertThatThrownBy(() -> fits.trainer.with(new Checkpoints(each)).fit(fits.training, 1))
                    .isInstanceOf(UncheckedIOException.class).hasMessageContaining(each.getFileName().toString());
            assertThat(fits.trainer.steps()).isZero();
        }
    }

    @Test
    void aStateThatCannotBeReadIsNotForgotten() throws Exception {
        Path file = Files.writeString(folder.resolve("run.safetensors"), "not this");
        Fits fits = new Fits();
        fits.trainer.resume(file);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> fits.trainer.fit(fits.training, 1)).isInstanceOf(FormatException.class);
        }
        assertThat(fits.trainer.steps()).isZero();
    }

    @Test
    void gradientsOfAStepThatFailedAreDropped() {
        for (int accumulate = 1; accumulate < 3; accumulate++) {
            Fits fits = new Fits();
            int[] batches = new int[1];
            Trainer<Batch<Tensor, IntTensor>, Tensor> trainer = Trainer.of(fits.model, fits.optimizer,
                    batch -> fits.model.forward(batch.inputs()), (logits, batch) -> {
                        if (++batches[0] == 2) {
                            throw new IllegalStateException("a test");
                        }
                        return Losses.crossEntropy(logits, batch.targets());
                    });
            trainer.accumulate(accumulate).eager();
            assertThatIllegalStateException().isThrownBy(() -> trainer.fit(fits.training, 1)).withMessage("a test");
            assertThat(fits.model.parameters()).allSatisfy(each -> {
                Tensor gradient = each.grad();
                assertThat(gradient == null || gradient.square().sum().item() == 0).isTrue();
            });
        }
    }
}
