package dev.lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.TensorDataset;
import dev.lanewise.loss.Losses;
import dev.lanewise.metrics.Accuracy;
import dev.lanewise.optim.Gradients;
import dev.lanewise.optim.SGD;
import dev.lanewise.optim.WeightAverage;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class TrainerTest {
    /** A callback made of a function. */
    private static Callback afterEachStep(Consumer<Fit> act) {
        return new Callback() {
            @Override
            public void step(Fit fit) {
                act.accept(fit);
            }
        };
    }

    /** The loop that the trainer stands for, by hand: the mean loss of each epoch. */
    private static List<Double> byHand(Fits fits, int epochs) {
        List<Double> losses = new ArrayList<>();
        for (int epoch = 0; epoch < epochs; epoch++) {
            double sum = 0;
            int samples = 0;
            for (Batch<Tensor, IntTensor> batch : fits.training) {
                Tensor loss = Losses.crossEntropy(fits.model.forward(batch.inputs()), batch.targets());
                loss.backward();
                Gradients.clipNorm(fits.optimizer.parameters(), 0.5);
                fits.optimizer.step();
                fits.optimizer.zeroGrad();
                sum += (double) loss.item() * batch.size();
                samples += batch.size();
            }
            losses.add(sum / samples);
        }
        return losses;
    }

    @Test
    void theBitsAreThoseOfTheLoopByHand() {
        Fits hand = new Fits();
        List<Double> losses = byHand(hand, 4);
        Fits captured = new Fits();
        Fits eager = new Fits();

        History history = captured.trainer.clipNorm(0.5).fit(captured.training, captured.validation, 4);
        eager.trainer.clipNorm(0.5).eager().fit(eager.training, 4);

        assertThat(captured.weights()).containsExactlyElementsOf(hand.weights());
        assertThat(eager.weights()).containsExactlyElementsOf(hand.weights());
        assertThat(history.values("loss")).containsExactly(losses.stream().mapToDouble(Double::doubleValue).toArray());
        assertThat(captured.trainer.steps()).isEqualTo(4L * Fits.BATCHES);
        assertThat(history.epochs()).extracting(History.Epoch::steps).containsExactly(3L, 6L, 9L, 12L);
    }

    @Test
    void measuresOfTrainingAndValidationAreKeptApart() {
        Fits fits = new Fits();
        History history = fits.trainer.measure(Measure.accuracy()).fit(fits.training, fits.validation, 2);
        Accuracy accuracy = new Accuracy();
        double loss = 0;
        fits.model.eval();
        for (Batch<Tensor, IntTensor> batch : fits.validation) {
            Tensor logits = fits.model.forward(batch.inputs());
            accuracy.add(logits, batch.targets());
            loss += Losses.crossEntropy(logits, batch.targets()).item() * batch.size();
        }

        assertThat(history.names()).containsExactly("loss", "accuracy", "validation.loss", "validation.accuracy");
        assertThat(history.last("validation.accuracy")).isEqualTo(accuracy.value());
        assertThat(history.last("validation.loss")).isCloseTo(loss / 10, within(1e-6));
        assertThat(fits.trainer.evaluate(fits.validation)).containsEntry("accuracy", accuracy.value());
    }

    @Test
    void aModelInEvaluationModeIsTrainedAllTheSameAndLeftInIt() {
        Fits hand = new Fits();
        byHand(hand, 1);
        Fits fits = new Fits();
        fits.model.eval();

        fits.trainer.clipNorm(0.5).fit(fits.training, 1);

        assertThat(fits.weights()).containsExactlyElementsOf(hand.weights());
        assertThat(fits.model.isTraining()).isFalse();
    }

    @Test
    void severalBatchesShareAStep() {
        Fits fits = new Fits();
        Fits hand = new Fits();

        fits.trainer.accumulate(2).fit(fits.training, 2);

        for (int epoch = 0; epoch < 2; epoch++) {
            int position = 0;
            for (Batch<Tensor, IntTensor> batch : hand.training) {
                int group = position < 2 ? 2 : 1; // three batches: two share a step, the third has its own
                Losses.crossEntropy(hand.model.forward(batch.inputs()), batch.targets()).div(group).backward();
                if (++position != 1) {
                    hand.optimizer.step();
                    hand.optimizer.zeroGrad();
                }
            }
        }
        assertThat(fits.weights()).containsExactlyElementsOf(hand.weights());
        assertThat(fits.trainer.steps()).isEqualTo(4);
    }

    @Test
    void furtherLossesAreWeightedAndReported() {
        Fits fits = new Fits();
        History history = fits.trainer
                .auxiliaryLoss("size", 0.25, (logits, batch) -> logits.square().mean())
                .fit(fits.training, fits.validation, 1);
        Map<String, Double> values = history.epochs().getFirst().values();

        assertThat(values.keySet()).containsExactly("loss", "size", "validation.loss", "validation.size");
        assertThat(values.get("size")).isPositive();
        Map<String, Double> plain = new LinkedHashMap<>(
                Trainer.<IntTensor>of(fits.model, fits.optimizer, Losses::crossEntropy)
                        .evaluate(fits.validation));
        assertThat(values.get("validation.loss"))
                .isCloseTo(plain.get("loss") + 0.25 * values.get("validation.size"), within(1e-6));
    }

    @Test
    void averagesAreValidatedAndTheWeightsComeBack() {
        Fits fits = new Fits();
        WeightAverage average = WeightAverage.ema(fits.model.parameters(), 0.9);
        History history = fits.trainer.average(average).fit(fits.training, fits.validation, 2);
        double own = fits.trainer.evaluate(fits.validation).get("loss");

        assertThat(average.updates()).isEqualTo(2L * Fits.BATCHES);
        assertThat(history.last("validation.loss")).isNotEqualTo(own);
        try (WeightAverage.Swap _ = average.swapped()) {
            assertThat(fits.trainer.evaluate(fits.validation)).containsEntry("loss", history.last("validation.loss"));
        }
    }

    @Test
    void aPartIsFrozenForTheFirstEpochs() {
        Fits fits = new Fits();
        float[] before = fits.weights().getFirst();
        fits.trainer.freeze(fits.model.children().get("0"), 2);

        fits.trainer.fit(fits.training, 2);
        assertThat(fits.weights().getFirst()).containsExactly(before);
        fits.trainer.fit(fits.training, 3);
        assertThat(fits.weights().getFirst()).isNotEqualTo(before);
    }

    @Test
    void epochsAreCountedFromTheBeginningOfTheTraining() {
        Fits fits = new Fits();
        fits.trainer.fit(fits.training, 2);
        List<float[]> after = fits.weights();

        assertThat(fits.trainer.fit(fits.training, 2).epochs()).hasSize(2);
        assertThat(fits.weights()).containsExactlyElementsOf(after);
        assertThat(fits.trainer.fit(fits.training, 3).epochs()).hasSize(3);
    }

    @Test
    void limitsEndAFitAndAnotherGoesOnWithinTheEpoch() {
        Fits whole = new Fits();
        whole.trainer.fit(whole.training, 2);
        Fits fits = new Fits();

        fits.trainer.maxSteps(4).fit(fits.training, 2);
        assertThat(fits.trainer.steps()).isEqualTo(4);
        assertThat(fits.trainer.epochs()).isEqualTo(1);
        fits.trainer.maxSteps(Long.MAX_VALUE).fit(fits.training, 2);
        assertThat(fits.weights()).containsExactlyElementsOf(whole.weights());
        assertThat(fits.trainer.history().values("loss")).containsExactly(whole.trainer.history().values("loss"));

        Fits slow = new Fits();
        slow.trainer.maxTime(Duration.ofNanos(1)).fit(slow.training, 2);
        assertThat(slow.trainer.steps()).isEqualTo(1);
    }

    @Test
    void aLossThatIsNotFiniteEndsTheFitBeforeItSpoilsTheWeights() {
        Fits fits = new Fits();
        List<List<float[]>> before = new ArrayList<>();
        Tensor weight = fits.model.parameters().getFirst();
        fits.trainer.with(afterEachStep(fit -> {
            if (fit.step() == 4) {
                weight.assign(weight.mul(Float.POSITIVE_INFINITY));
                before.add(fits.weights());
            }
        }));
        assertThatThrownBy(() -> fits.trainer.fit(fits.training, 9)).isInstanceOf(ArithmeticException.class)
                .hasMessageMatching(
                        "the loss is NaN in epoch 2, batch 2 of 3, after 4 steps, at a learning rate of 0.05"
                                + ".*");
        assertThat(fits.weights()).containsExactlyElementsOf(before.getFirst());
    }

    @Test
    void theMessageOfABadLossNamesTheLayer() {
        Fits fits = new Fits();
        fits.trainer.with(afterEachStep(fit -> {
            if (fit.step() == 4) {
                for (Tensor each : fits.model.parameters()) {
                    each.assign(Tensor.zerosLike(each).add(1e25f));
                }
            }
        }));
        assertThatThrownBy(() -> fits.trainer.fit(fits.training, 9)).isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("after 4 steps").hasMessageContaining("3: Linear(8, 3)");
    }

    @Test
    void callbacksHaveTheirEndWhateverHappens() {
        List<String> calls = new ArrayList<>();
        Fits fits = new Fits();
        fits.trainer.with(new Recording("a", calls, ""), new Recording("b", calls, "epoch"),
                new Recording("c", calls, "end"));

        assertThatThrownBy(() -> fits.trainer.fit(fits.training, 2)).hasMessage("b epoch")
                .satisfies(e -> assertThat(e.getSuppressed()).extracting(Throwable::getMessage)
                        .containsExactly("c end"));

        assertThat(calls).startsWith("a begin", "b begin", "c begin", "a step", "b step", "c step", "a settled",
                "b settled", "c settled").endsWith("a epoch", "b epoch", "a end", "b end", "c end", "a after",
                        "b after", "c after");
    }

    /** Writes down what is called, and fails in one place. */
    private record Recording(String name, List<String> calls, String failing) implements Callback {
        private void called(String moment) {
            calls.add(name + " " + moment);
            if (moment.equals(failing)) {
                throw new IllegalStateException(name + " " + moment);
            }
        }

        @Override
        public void begin(Fit fit) {
            called("begin");
        }

        @Override
        public void step(Fit fit) {
            called("step");
        }

        @Override
        public void epoch(Fit fit) {
            called("epoch");
        }

        @Override
        public void settled(Fit fit) {
            called("settled");
        }

        @Override
        public void end(Fit fit) {
            called("end");
        }

        @Override
        public void after(Fit fit) {
            called("after");
        }
    }

    @Test
    void whatCallbacksSee() {
        Fits fits = new Fits();
        List<String> seen = new ArrayList<>();
        fits.trainer.measure(Measure.accuracy()).with(afterEachStep(fit -> {
            seen.add(fit.epoch() + "/" + fit.epochs() + " " + fit.batch() + "/" + fit.batches() + " " + fit.step() + " "
                    + fit.seen() + " " + fit.learningRates() + " " + fit.values().keySet());
            assertThat(fit.batchValues()).containsOnlyKeys("loss");
            if (fit.step() == 5) {
                fit.stop("enough");
            }
        }));
        fits.trainer.fit(fits.training, 2);
        assertThat(seen).containsExactly(
                "1/2 1/3 1 8 [0.05] [loss, accuracy]", "1/2 2/3 2 16 [0.05] [loss, accuracy]",
                "1/2 3/3 3 22 [0.05] [loss, accuracy]", "2/2 1/3 4 8 [0.05] [loss, accuracy]",
                "2/2 2/3 5 16 [0.05] [loss, accuracy]");
    }

    @Test
    void aStepOfOnesOwn() {
        Fits fits = new Fits();
        Fits hand = new Fits();
        var trainer = Trainer.<Batch<Tensor, IntTensor>>ofSteps(fits.model, batch -> {
            Tensor loss = Losses.crossEntropy(fits.model.forward(batch.inputs()), batch.targets());
            loss.backward();
            Gradients.clipNorm(fits.optimizer.parameters(), 0.5);
            fits.optimizer.step();
            return Map.of("critic", loss);
        }).with("optimizer", fits.optimizer);

        assertThat(trainer.fit(fits.training, 2).values("critic")).containsExactly(
                byHand(hand, 2).stream().mapToDouble(Double::doubleValue).toArray());
        assertThat(fits.weights()).containsExactlyElementsOf(hand.weights());
        assertThatIllegalStateException().isThrownBy(() -> trainer.evaluate(fits.validation))
                .withMessageContaining("a step of your own cannot be evaluated");
        assertThatIllegalStateException().isThrownBy(() -> Trainer.ofSteps(fits.model, batch -> Map.of()).clipNorm(1))
                .withMessage("clipNorm: the trainer has a step of your own, which does this itself");
    }

    @Test
    void predictionsAreInEvaluationMode() {
        Fits fits = new Fits();
        fits.trainer.fit(fits.training, 1);
        Batch<Tensor, IntTensor> batch = fits.validation.iterator().next();
        float[] predicted = fits.trainer.predict(batch).toArray();
        fits.model.eval();
        assertThat(predicted).containsExactly(fits.model.forward(batch.inputs()).toArray());
    }

    @Test
    void whatCannotBeIsRefusedInASentence() {
        Fits fits = new Fits();
        DataLoader<Batch<Tensor, IntTensor>> empty = new DataLoader<>(
                new TensorDataset<>(Tensor.zeros(3, 6), IntTensor.of(0, 1, 2)), 4).dropLast(true);
        assertThatIllegalArgumentException().isThrownBy(() -> fits.trainer.fit(empty, 1))
                .withMessageStartingWith("fit: 1 epochs of DataLoader(0 batches of 4");
        assertThatIllegalArgumentException().isThrownBy(() -> fits.trainer.fit(fits.training, empty, 1))
                .withMessageStartingWith("fit: the validation has no batches");
        assertThatIllegalArgumentException().isThrownBy(() -> fits.trainer.fit(fits.training, -1))
                .withMessageStartingWith("fit: -1 epochs of DataLoader(3 batches of 8");
        assertThatIllegalArgumentException().isThrownBy(() -> fits.trainer.evaluate(List.of()))
                .withMessage("evaluate: there are no batches");
        assertThatIllegalArgumentException().isThrownBy(() -> new Fits().trainer.accumulate(0))
                .withMessage("accumulate: 0 batches for a step");
        assertThatIllegalArgumentException().isThrownBy(() -> new Fits().trainer
                .measure(Measure.accuracy()).measure(Measure.accuracy()))
                .withMessage("measure: the name accuracy is taken");
        fits.trainer.fit(fits.training, 1);
        assertThatIllegalStateException().isThrownBy(() -> fits.trainer.clipNorm(1))
                .withMessage("clipNorm: the trainer has been used already; call this before");
        assertThatIllegalArgumentException().isThrownBy(() -> fits.trainer.history().last("accuracy"))
                .withMessage("history: epoch 1 has no \"accuracy\", but \"loss\"");
        Fits vector = new Fits();
        Trainer<Batch<Tensor, IntTensor>, Tensor> each = Trainer.of(
                vector.model, new SGD(vector.model.parameters(), 0.1), (logits, labels) -> logits);
        assertThatIllegalArgumentException().isThrownBy(() -> each.fit(vector.training, 1))
                .withMessage("Trainer: loss has shape [8, 3]; it must be one number, such as a mean over the batch");
    }
}
