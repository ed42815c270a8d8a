package dev.lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.io.Safetensors;
import dev.lanewise.optim.WeightAverage;
import dev.lanewise.train.callbacks.Checkpoints;
import dev.lanewise.train.callbacks.EarlyStopping;
import dev.lanewise.train.callbacks.MetricsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A training that was interrupted anywhere and resumed leaves the bytes of one that never stopped. */
class ResumeTest {
    private static final int EPOCHS = 6;

    @TempDir
    private Path folder;

    /** A process of its own, so to speak: everything is made anew, and resumed from the file if there is one. */
    private Fits process(Path at, int accumulate) {
        Fits fits = new Fits();
        fits.trainer.measure(Measure.accuracy()).clipNorm(0.5).accumulate(accumulate)
                .average(WeightAverage.ema(fits.model.parameters(), 0.9))
                .freeze(fits.model.children().get("0"), 1)
                .with(new EarlyStopping("validation.loss").patience(2), new Checkpoints(at.resolve("run.safetensors")),
                        MetricsFile.csv(at.resolve("run.csv")), MetricsFile.jsonLines(at.resolve("run.jsonl")))
                .resume(at.resolve("run.safetensors"));
        return fits;
    }

    private static void saveModel(Fits fits, Path at) {
        Safetensors.save(at.resolve("model.safetensors"), fits.model.stateDict(), Map.of());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void pausedAtEveryStep(int accumulate) throws IOException {
        Path whole = Files.createDirectory(folder.resolve("whole"));
        Fits never = process(whole, accumulate);
        never.trainer.fit(never.training, never.validation, EPOCHS);
        saveModel(never, whole);
        long steps = never.trainer.steps();
        assertThat(steps).isGreaterThan(2);

        for (int every = 1; every < steps; every++) {
            Path at = Files.createDirectory(folder.resolve("every" + every));
            long taken = -1;
            Fits last;
            do {
                last = process(at, accumulate);
                long until = taken + every;
                last.trainer.with(new Callback() {
                    @Override
                    public void step(Fit fit) {
                        if (fit.step() >= until) {
                            fit.pause("a test");
                        }
                    }
                });
                last.trainer.fit(last.training, last.validation, EPOCHS);
                assertThat(last.trainer.steps()).isGreaterThanOrEqualTo(taken);
                if (last.trainer.steps() == taken) {
                    break;
                }
                taken = last.trainer.steps();
            } while (true);
            saveModel(last, at);
            for (String file : new String[] {"model.safetensors", "run.csv", "run.jsonl"}) {
                assertThat(at.resolve(file)).as("paused every %d steps: %s", every, file)
                        .hasSameBinaryContentAs(whole.resolve(file));
            }
        }
    }

    /** Killed after its last save: the program that is started again leaves the same model. */
    @ParameterizedTest
    @ValueSource(ints = {2, 40})
    void startedAgainWhenAllIsDone(int patience) {
        Path file = folder.resolve("run.safetensors");
        List<List<float[]>> weights = new ArrayList<>();
        for (int start = 0; start < 3; start++) {
            Fits fits = new Fits(0.5); // too fast: the best epoch is not the last
            fits.trainer.with(new EarlyStopping("validation.loss").patience(patience), new Checkpoints(file))
                    .resume(file);
            History history = fits.trainer.fit(fits.training, fits.validation, 12);
            assertThat(history.lowest("validation.loss").number()).isLessThan(fits.trainer.epochs());
            weights.add(fits.weights());
        }
        assertThat(weights.get(1)).containsExactlyElementsOf(weights.get(0));
        assertThat(weights.get(2)).containsExactlyElementsOf(weights.get(0));
    }

    @Test
    void aStateOfAnotherTrainingIsRefusedAndNothingIsChanged() {
        Path file = folder.resolve("run.safetensors");
        Fits first = new Fits();
        first.trainer.with(new Checkpoints(file)).fit(first.training, 1);
        Fits other = new Fits();
        other.trainer.accumulate(2).with(new Checkpoints(file)).resume(file);
        var before = other.weights();

        assertThatIllegalArgumentException().isThrownBy(() -> other.trainer.fit(other.training, 2))
                .withMessageContaining("\"training.accumulate\" was 1 and is now 2");
        assertThat(other.weights()).containsExactlyElementsOf(before);
    }

    /** Two fits in turn, with something done between. */
    private Fits twoPhases(long steps) {
        Path file = folder.resolve("phases.safetensors");
        Fits fits = new Fits();
        fits.trainer.maxSteps(steps).with(new EarlyStopping("validation.loss").patience(9), new Checkpoints(file))
                .resume(file);
        fits.trainer.fit(fits.training, fits.validation, 2);
        fits.trainer.fit(fits.training, fits.validation, 5);
        return fits;
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 9, 10, 15})
    void aProgramOfTwoFitsGoesOnInTheRightOne(int steps) {
        Fits whole = new Fits();
        whole.trainer.with(new EarlyStopping("validation.loss").patience(9));
        whole.trainer.fit(whole.training, whole.validation, 2);
        whole.trainer.fit(whole.training, whole.validation, 5);

        twoPhases(steps);
        Fits last = twoPhases(Long.MAX_VALUE);

        assertThat(last.weights()).containsExactlyElementsOf(whole.weights());
        assertThat(twoPhases(Long.MAX_VALUE).weights()).containsExactlyElementsOf(whole.weights());
    }
}
