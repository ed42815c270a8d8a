package dev.lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.optim.WeightAverage;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a training in progress offers to callbacks besides numbers. */
class FitTest {
    private static Callback after(Consumer<Fit> step, Consumer<Fit> epoch) {
        return new Callback() {
            @Override
            public void step(Fit fit) {
                step.accept(fit);
            }

            @Override
            public void epoch(Fit fit) {
                epoch.accept(fit);
            }
        };
    }

    private static void assertSame(List<float[]> actual, List<float[]> expected) {
        assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
    }

    @Test
    void aModelIsUsedWithTheWeightsOfValidationsAndTrainedWithItsOwn() {
        Fits plain = new Fits();
        plain.trainer.average(WeightAverage.ema(plain.model.parameters(), 0.9)).fit(plain.training, plain.validation,
                3);
        Fits fits = new Fits();
        List<Double> losses = new ArrayList<>();
        Consumer<Fit> use = fit -> {
            List<float[]> before = fits.weights();
            List<float[]> used = fit.withValidatedWeights(fits::weights);
            assertThat(used.getFirst()).isEqualTo(fit.validatedWeights().values().iterator().next().toArray())
                    .isNotEqualTo(before.getFirst());
            assertSame(fit.withValidatedWeights(() -> fit.withValidatedWeights(fits::weights)), used);
            assertSame(fit.withValidatedWeights(() -> {
                assertThat(fit.validatedWeights()).isNotEmpty();
                return fits.weights();
            }), used);
            assertThatThrownBy(() -> fit.withValidatedWeights(() -> {
                throw new StackOverflowError("of the user");
            })).hasMessage("of the user");
            assertSame(fits.weights(), before);
        };
        fits.trainer.average(WeightAverage.ema(fits.model.parameters(), 0.9)).with(after(fit -> {
            if (fit.step() > 1) { // the first update copies
                use.accept(fit);
            }
        }, fit -> losses.add(fit.withValidatedWeights(() -> fits.trainer.evaluate(fits.validation)).get("loss"))))
                .fit(fits.training, fits.validation, 3);
        assertSame(fits.weights(), plain.weights());
        assertThat(losses).containsExactly(
                plain.trainer.history().epochs().stream().map(epoch -> epoch.values().get("validation.loss"))
                        .toArray(Double[]::new));
    }

    @Test
    void withoutAveragesTheWeightsAreThoseOfTheModel() {
        Fits fits = new Fits();
        fits.trainer.with(after(fit -> assertSame(fit.withValidatedWeights(fits::weights), fits.weights()), _ -> {}))
                .fit(fits.training, 1);
        assertThat(fits.trainer.steps()).isEqualTo(3);
    }

    @Test
    void aTimeInWhichItStoodStillIsNoTimeOfTheTraining() {
        Fits fits = new Fits();
        fits.trainer.maxTime(Duration.ofNanos(1)).with(new Callback() {
            @Override
            public void begin(Fit fit) {
                fit.held(Duration.ofHours(1));
            }

            @Override
            public void settled(Fit fit) {
                fit.held(ChronoUnit.FOREVER.getDuration());
                fit.held(Duration.ofHours(1));
            }
        }).fit(fits.training, 2);
        assertThat(fits.trainer.steps()).isEqualTo(6);
        assertThat(fits.trainer.history().epochs()).allSatisfy(epoch -> assertThat(epoch.seconds()).isZero());
    }

    @Test
    void aTimeBelowZeroIsRefused() {
        Fits fits = new Fits();
        fits.trainer.with(after(fit -> assertThatIllegalArgumentException().isThrownBy(
                () -> fit.held(Duration.ofMillis(-1))).withMessage("held: a time of PT-0.001S"), _ -> {}))
                .fit(fits.training, 1);
    }
}
