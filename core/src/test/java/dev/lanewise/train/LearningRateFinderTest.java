package dev.lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.TensorDataset;
import dev.lanewise.loss.Losses;
import dev.lanewise.metrics.Accuracy;
import dev.lanewise.nn.Linear;
import dev.lanewise.optim.ParameterGroups;
import dev.lanewise.optim.SGD;
import dev.lanewise.optim.Schedules;
import dev.lanewise.optim.WeightAverage;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearningRateFinderTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aTrainingAfterwardsHasTheBitsOfOneWithout(int accumulate) {
        Fits plain = new Fits();
        Fits tried = new Fits();
        for (Fits each : List.of(plain, tried)) {
            each.trainer.accumulate(accumulate).average(WeightAverage.ema(each.model.parameters(), 0.9))
                    .freeze(each.model.children().get("0"), 1).clipNorm(1);
        }
        plain.trainer.fit(plain.training, plain.validation, 2);
        new LearningRateFinder().run(tried.trainer, tried.training);
        assertThat(tried.trainer.steps()).isZero();
        tried.trainer.fit(tried.training, tried.validation, 1);
        new LearningRateFinder().to(1e6).run(tried.trainer, tried.training);
        tried.trainer.fit(tried.training, tried.validation, 2);

        assertThat(tried.weights()).containsExactlyElementsOf(plain.weights());
        assertThat(tried.trainer.history().values("validation.loss"))
                .isEqualTo(plain.trainer.history().values("validation.loss"));
    }

    @Test
    void ratesGrowByOneFactorUntilTheLossExplodes() {
        Fits fits = new Fits();
        LearningRateFinder.Result result = new LearningRateFinder().from(1e-4).to(1e4).steps(81)
                .run(fits.trainer, fits.training);
        List<Double> rates = result.rates();
        assertThat(rates).hasSizeBetween(30, 80).hasSameSizeAs(result.losses());
        for (int i = 1; i < rates.size(); i++) {
            assertThat(rates.get(i) / rates.get(i - 1)).isBetween(1.2589, 1.259);
        }
        assertThat(result.losses().getLast()).isGreaterThan(4 * result.losses().stream().min(Double::compare)
                .orElseThrow());
        assertThat(result.steepest().orElseThrow()).isBetween(1e-3, 1.0);
    }

    @Test
    void aLossThatOnlyRisesSuggestsNothing() {
        assertThat(result(rate -> rate).steepest()).isEmpty();
        assertThat(new LearningRateFinder.Result(List.of(), List.of()).steepest()).isEmpty();
        assertThat(new LearningRateFinder.Result(List.of(), List.of())).hasToString("Result(no rates)");
        LearningRateFinder.Result falls = result(rate -> Math.abs(rate - 50) + 20 / (1 + Math.exp(rate - 35)));
        assertThat(falls.steepest()).hasValue(35);
        assertThat(falls).hasToString("Result(81 rates from 0.0 to 80, lowest loss 6.118e-06 at 50, steepest at 35)");
        assertThatIllegalArgumentException().isThrownBy(() -> new LearningRateFinder.Result(List.of(1.), List.of()))
                .withMessage("Result: 1 rates and 0 losses");
    }

    private static LearningRateFinder.Result result(DoubleUnaryOperator loss) {
        List<Double> rates = IntStream.rangeClosed(0, 80).mapToObj(i -> (double) i).toList();
        return new LearningRateFinder.Result(rates, rates.stream().map(loss::applyAsDouble).toList());
    }

    @Test
    void batchesThatDifferDoNotLookLikeAFall() {
        for (int seed = 0; seed < 10; seed++) {
            RandomSource random = RandomSource.seed(seed);
            Tensor inputs = random.normal(240, 4);
            Linear model = new Linear(4, 1, random);
            Trainer<Batch<Tensor, Tensor>, Tensor> trainer = Trainer.of(
                    model, new SGD(model.parameters(), 0.1).momentum(0.9), Losses::mse);
            DataLoader<Batch<Tensor, Tensor>> loader = new DataLoader<>(
                    new TensorDataset<>(inputs, inputs.sum(1).reshape(-1, 1)), 16).shuffle(random);
            double steepest = new LearningRateFinder().run(trainer, loader).steepest().orElseThrow();
            assertThat(steepest).as("seed %d", seed).isBetween(1e-3, 0.3);
        }
    }

    @Test
    void groupsKeepTheirProportionAndSchedulesComeBack() {
        Fits fits = new Fits();
        List<Tensor> all = fits.model.parameters();
        SGD first = new SGD(all.subList(0, 2), Schedules.exponential(0.2, 0.5));
        SGD second = new SGD(all.subList(2, 4), 0.02);
        AtomicReference<String> seen = new AtomicReference<>("");
        Trainer<Batch<Tensor, IntTensor>, Tensor> trainer = Trainer.of(fits.model, new ParameterGroups(first, second),
                Losses::crossEntropy);
        trainer.eager().measure(Measure.of("rates", Accuracy::new,
                (accuracy, logits, batch) -> seen.set(first + " " + second), accuracy -> 0));
        new LearningRateFinder().from(0.1).to(1).steps(10).run(trainer, fits.training);

        assertThat(seen.get()).contains("SGD(lr=1,").contains("SGD(lr=0.0999");
        assertThat(first.lr()).isEqualTo(0.2);
        assertThat(first.toString()).contains("exponential(0.2, 0.5)");
        assertThat(second.lr()).isEqualTo(0.02);
    }

    @Test
    void aLossMayBeNegativeAndAPartInEvaluationMode() {
        Fits fits = new Fits();
        fits.model.children().get("2").eval();
        Trainer<Batch<Tensor, IntTensor>, Tensor> negative = Trainer.of(fits.model, fits.optimizer,
                (logits, labels) -> Losses.crossEntropy(logits, labels).sub(5));
        assertThat(new LearningRateFinder().run(negative, fits.training).rates()).hasSizeGreaterThan(50);
        assertThat(fits.model.isTraining()).isTrue();
        assertThat(fits.model.children().get("2").isTraining()).isFalse();
    }

    @Test
    void whatCannotBeTriedIsRefused() {
        Fits fits = new Fits();
        LearningRateFinder finder = new LearningRateFinder();
        assertThatIllegalArgumentException().isThrownBy(() -> finder.from(0))
                .withMessage("LearningRateFinder: a learning rate of 0.0");
        assertThatIllegalArgumentException().isThrownBy(() -> finder.steps(9))
                .withMessage("LearningRateFinder: 9 steps; 10 is the least");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LearningRateFinder().from(2).run(fits.trainer, fits.training))
                .withMessage("LearningRateFinder: from 2.0 to 1.0");
        assertThatIllegalStateException().isThrownBy(() -> finder.run(
                Trainer.<Batch<Tensor, IntTensor>>ofSteps(fits.model, _ -> Map.of()), fits.training))
                .withMessageStartingWith("LearningRateFinder: the trainer has a step of your own");
        fits.trainer.with(new Callback() {
            @Override
            public void step(Fit fit) {
                finder.run(fits.trainer, fits.validation);
            }
        });
        assertThatIllegalStateException().isThrownBy(() -> fits.trainer.fit(fits.training, 1))
                .withMessage("LearningRateFinder: a fit of this trainer is in progress, in epoch 1; do this before or "
                        + "after it");
        assertThatIllegalStateException().isThrownBy(() -> finder.run(fits.trainer, fits.training))
                .withMessageContaining("is within a pass, after batch 1");
    }
}
