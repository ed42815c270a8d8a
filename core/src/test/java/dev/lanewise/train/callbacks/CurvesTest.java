package dev.lanewise.train.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.metrics.Accuracy;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import dev.lanewise.train.Fits;
import dev.lanewise.train.History;
import dev.lanewise.train.Measure;
import dev.lanewise.train.terminal.TerminalPlot;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CurvesTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Fits fits = new Fits();

    private PrintStream stream(Charset charset) {
        return new PrintStream(bytes, true, charset);
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private static String plot(History history, String... names) {
        return TerminalPlot.of(history, names).size(72, 12) + "\n";
    }

    @Test
    void eachResultIsPrintedAtTheEndBesideThatOfTheValidation() {
        fits.trainer.measure(Measure.accuracy()).with(new Curves(stream(StandardCharsets.UTF_8)));
        History history = fits.trainer.fit(fits.training, fits.validation, 3);
        assertThat(printed()).isEqualTo(plot(history, "loss", "validation.loss")
                + plot(history, "accuracy", "validation.accuracy"));
    }

    @Test
    void onlyWhatIsWantedIsPrinted() {
        fits.trainer.measure(Measure.accuracy()).with(
                new Curves(stream(StandardCharsets.US_ASCII)).only("validation.loss", "accuracy").size(30, 4));
        History history = fits.trainer.fit(fits.training, fits.validation, 2);
        assertThat(printed()).isEqualTo(
                TerminalPlot.of(history, "validation.loss").size(30, 4).text(StandardCharsets.US_ASCII) + "\n"
                        + TerminalPlot.of(history, "accuracy", "validation.accuracy").size(30, 4)
                                .text(StandardCharsets.US_ASCII)
                        + "\n");
    }

    @Test
    void everyFewEpochsWhatThereIsAndNothingTwice() {
        fits.trainer.with(new Curves(stream(StandardCharsets.UTF_8)).everyEpochs(2));
        History two = fits.trainer.fit(fits.training, 2);
        String first = plot(two, "loss");
        assertThat(printed()).isEqualTo(first);
        fits.trainer.fit(fits.training, 2);
        assertThat(printed()).as("there is nothing new").isEqualTo(first);
        History three = fits.trainer.fit(fits.training, 3);
        assertThat(printed()).isEqualTo(first + plot(three, "loss"));
    }

    @Test
    void aFitThatFailsShowsHowFarItCame() {
        fits.trainer.with(new Curves(stream(StandardCharsets.UTF_8)), new Callback() {
            @Override
            public void step(Fit fit) {
                if (fit.epoch() == 3) {
                    throw new IllegalStateException("the disk is full");
                }
            }
        });
        try {
            fits.trainer.fit(fits.training, 3);
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("the disk is full").hasNoSuppressedExceptions();
        }
        assertThat(printed()).isEqualTo(plot(fits.trainer.history(), "loss")).contains("epoch");
    }

    @Test
    void aFitWithoutACompleteEpochPrintsNothing() {
        fits.trainer.maxSteps(Fits.BATCHES - 1).with(new Curves(stream(StandardCharsets.UTF_8)).everyEpochs(1));
        fits.trainer.fit(fits.training, 3);
        assertThat(printed()).isEmpty();
    }

    @Test
    void aResultWithoutAFiniteValueIsLeftOut() {
        fits.trainer.measure(Measure.of("never", Accuracy::new, (metric, outputs, batch) -> {}, metric -> Double.NaN))
                .with(new Curves(stream(StandardCharsets.UTF_8)));
        History history = fits.trainer.fit(fits.training, 1);
        assertThat(history.names()).contains("never");
        assertThat(printed()).isEqualTo(plot(history, "loss"));
    }

    @Test
    void aNameThatNoResultWillHaveIsRefusedBeforeTheFirstStep() {
        fits.trainer.with(new Curves(stream(StandardCharsets.UTF_8)).only("los"));
        assertThatIllegalArgumentException().isThrownBy(() -> fits.trainer.fit(fits.training, 5))
                .withMessage("Curves: the epochs of this fit have no \"los\", but \"loss\"; the nearest is \"loss\"");
        assertThat(fits.trainer.steps()).isZero();
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Curves().everyEpochs(0))
                .withMessage("Curves: every 0 epochs");
        assertThatIllegalArgumentException().isThrownBy(() -> new Curves().size(19, 3))
                .withMessageStartingWith("terminal plot: a size of 19 columns x 3 rows");
        assertThat(new Curves().size(40, 5)).hasToString("Curves(40 x 5)");
    }
}
