package dev.lanewise.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import dev.lanewise.train.Fits;
import dev.lanewise.train.callbacks.Checkpoints;
import dev.lanewise.train.callbacks.TensorBoard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the callback of a training writes, read back: each point once, whatever interrupted it. */
class TrainingEventsTest {
    private static final List<String> TAGS = List.of("batch/loss", "learning rate", "loss/training",
            "loss/validation", "gradient norm/0.weight");
    private static final int EPOCHS = 2;

    @TempDir
    private Path folder;

    private List<List<String>> whole = List.of();

    /** All points of a run. */
    private List<List<String>> points(String run) throws IOException {
        List<ReadEvents.Event> events = ReadEvents.folder(folder.resolve(run));
        List<List<String>> points = new ArrayList<>();
        TAGS.forEach(tag -> points.add(ReadEvents.scalar(events, tag)));
        points.add(List.of("histograms: " + ReadEvents.tagged(events, "parameters/0.weight").size()
                + " of weights, " + ReadEvents.tagged(events, "gradients/3.bias").size() + " of gradients"));
        return points;
    }

    /** What a fit may fail in. */
    private enum Moment {
        STEP, VALIDATION, EPOCH
    }

    /** Fails at a moment; never if the step is 0. */
    private static Callback failing(long step, Moment at) {
        return new Callback() {
            @Override
            public void step(Fit fit) {
                fail(fit, Moment.STEP);
            }

            @Override
            public void validating(Fit fit) {
                fail(fit, Moment.VALIDATION);
            }

            @Override
            public void epoch(Fit fit) {
                fail(fit, Moment.EPOCH);
            }

            private void fail(Fit fit, Moment now) {
                if (fit.step() == step && now == at) {
                    throw new IllegalStateException("a test");
                }
            }
        };
    }

    private Fits fits(String run, Callback more) {
        Fits fits = new Fits();
        Path file = folder.resolve(run + ".safetensors");
        fits.trainer.with(new TensorBoard(folder.resolve(run)).everySteps(1).gradientsEvery(1), more,
                new Checkpoints(file).everySteps(1)).resume(file);
        return fits;
    }

    @BeforeEach
    void trainWithoutAFault() throws IOException {
        Fits fits = fits("whole", failing(0, Moment.STEP));
        fits.trainer.fit(fits.training, fits.validation, EPOCHS);
        whole = points("whole");
        assertThat(whole.get(0)).hasSize(EPOCHS * Fits.BATCHES);
        assertThat(whole.get(1)).hasSize(EPOCHS * Fits.BATCHES);
        assertThat(whole.get(2)).hasSize(EPOCHS);
        assertThat(whole.get(3)).hasSize(EPOCHS);
        assertThat(whole.get(4)).hasSize(EPOCHS * Fits.BATCHES);
        assertThat(whole.get(5)).containsExactly(
                "histograms: " + EPOCHS + " of weights, " + EPOCHS * Fits.BATCHES + " of gradients");
    }

    @Test
    void eachPointIsThereOnceWhereverItFailed() throws IOException {
        for (long step = 1; step <= (long) EPOCHS * Fits.BATCHES; step++) {
            for (Moment at : Moment.values()) {
                if (at != Moment.STEP && step % Fits.BATCHES != 0) {
                    continue;
                }
                String run = "failed" + step + at;
                Fits failed = fits(run, failing(step, at));
                assertThatThrownBy(() -> failed.trainer.fit(failed.training, failed.validation, EPOCHS))
                        .hasMessage("a test");
                Fits again = fits(run, failing(0, Moment.STEP));
                again.trainer.fit(again.training, again.validation, EPOCHS);
                assertThat(points(run)).as(run).isEqualTo(whole);
            }
        }
    }

    @Test
    void aPauseWithinOneProcessDrawsNothingTwice() throws IOException {
        for (long step = 1; step < (long) EPOCHS * Fits.BATCHES; step++) {
            long pausedAt = step;
            String run = "paused" + step;
            Fits fits = fits(run, new Callback() {
                @Override
                public void step(Fit fit) {
                    if (fit.step() == pausedAt) {
                        fit.pause("a test");
                    }
                }
            });
            fits.trainer.fit(fits.training, fits.validation, EPOCHS);
            assertThat(fits.trainer.steps()).isEqualTo(step);
            fits.trainer.fit(fits.training, fits.validation, EPOCHS);
            assertThat(points(run)).as(run).isEqualTo(whole);
        }
    }

    @Test
    void oneFitAfterTheOtherGoesOn() throws IOException {
        Fits fits = fits("twice", failing(0, Moment.STEP));
        for (int epochs = 1; epochs <= EPOCHS; epochs++) {
            fits.trainer.fit(fits.training, fits.validation, epochs);
        }
        assertThat(points("twice")).isEqualTo(whole);
    }

    @Test
    void aRunThatBeginsAnewDropsTheOneBefore() throws IOException {
        Fits fits = new Fits();
        fits.trainer.with(new TensorBoard(folder.resolve("whole")).everySteps(1).gradientsEvery(1));
        fits.trainer.fit(fits.training, fits.validation, EPOCHS);
        assertThat(points("whole")).isEqualTo(whole);
    }

    @Test
    void aFolderThatIsInUseIsNamedBeforeAnythingIsLearned() {
        Fits fits = fits("used", failing(0, Moment.STEP));
        try (SummaryWriter _ = SummaryWriter.open(folder.resolve("used"))) {
            assertThatIllegalStateException().isThrownBy(() -> fits.trainer.fit(fits.training, 1))
                    .withMessageContaining("another writer of this program writes events to the folder");
        }
        assertThat(fits.trainer.steps()).isZero();
        fits.trainer.fit(fits.training, fits.validation, 1);
        assertThat(fits.trainer.steps()).isEqualTo(Fits.BATCHES);
    }
}
