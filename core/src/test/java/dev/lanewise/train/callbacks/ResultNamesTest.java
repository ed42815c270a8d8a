package dev.lanewise.train.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.data.Batch;
import dev.lanewise.loss.Losses;
import dev.lanewise.optim.Plateau;
import dev.lanewise.optim.SGD;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import dev.lanewise.train.Fits;
import dev.lanewise.train.Measure;
import dev.lanewise.train.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results that a fit will not have are known before it begins. */
@Tag("quick")
class ResultNamesTest {
    @TempDir
    private Path folder;

    @Test
    void aMisspeltNameIsRefusedBeforeAnythingIsLearnedOrWritten() throws Exception {
        Fits fits = new Fits();
        Path models = folder.resolve("models");
        Path results = Files.writeString(folder.resolve("results.csv"), "of an earlier run");
        fits.trainer.measure(Measure.accuracy()).auxiliaryLoss("size", 0.1, (logits, _) -> logits.square().mean())
                .with(MetricsFile.csv(results), new BestModels(models, "validation.los"));

        assertThatIllegalArgumentException().isThrownBy(() -> fits.trainer.fit(fits.training, fits.validation, 2))
                .withMessage("BestModels: the epochs of this fit have no \"validation.los\", but \"loss\", \"size\", "
                        + "\"accuracy\", \"validation.loss\", \"validation.size\", and 1 more; the nearest is "
                        + "\"validation.loss\"");

        assertThat(fits.trainer.steps()).isZero();
        assertThat(models).doesNotExist();
        assertThat(results).hasContent("of an earlier run");
    }

    @Test
    void resultsOfAValidationNeedOne() {
        Fits fits = new Fits();
        Plateau plateau = new Plateau(0.1);
        Trainer<Batch<Tensor, IntTensor>, Tensor> trainer = Trainer.of(
                fits.model, new SGD(fits.model.parameters(), plateau), Losses::crossEntropy);
        trainer.with(new ReduceOnPlateau(plateau, "validation.loss"));

        assertThatIllegalArgumentException().isThrownBy(() -> trainer.fit(fits.training, 2)).withMessage(
                "ReduceOnPlateau: the epochs of this fit have no \"validation.loss\", but \"loss\"; it has no validation");
        assertThat(trainer.steps()).isZero();
        trainer.fit(fits.training, fits.validation, 1);
        assertThat(trainer.epochs()).isEqualTo(1);
    }

    @Test
    void aFitTellsWhichResultsItsEpochsWillHave() {
        Fits fits = new Fits();
        List<List<String>> named = new ArrayList<>();
        fits.trainer.measure(Measure.accuracy()).with(new Callback() {
            @Override
            public void check(Fit fit) {
                named.add(fit.resultNames());
            }

            @Override
            public void epoch(Fit fit) {
                named.add(List.copyOf(fit.history().names()));
            }
        });
        fits.trainer.fit(fits.training, fits.validation, 1);
        assertThat(named).hasSize(2).containsOnly(
                List.of("loss", "accuracy", "validation.loss", "validation.accuracy"));
    }

    @Test
    void thoseOfAStepOfOnesOwnAreKnownAtTheEndOfTheFirstEpoch() {
        Fits fits = new Fits();
        Trainer<Batch<Tensor, IntTensor>, Map<String, Tensor>> trainer = Trainer.ofSteps(fits.model, batch -> {
            Tensor loss = Losses.crossEntropy(fits.model.forward(batch.inputs()), batch.targets());
            loss.backward();
            fits.optimizer.step();
            return batch.size() == 6 ? Map.of("of my own", loss, "now and then", loss) : Map.of("of my own", loss);
        });
        trainer.with(new EarlyStopping("now and then"), new EarlyStopping("loss"));
        assertThatIllegalArgumentException().isThrownBy(() -> trainer.fit(fits.training, 2)).withMessage(
                "EarlyStopping: the epochs of this fit have no \"loss\", but \"of my own\", \"now and then\"; the "
                        + "nearest is \"of my own\"");
        assertThat(trainer.epochs()).isZero();
    }

    @Test
    void aTrainingThatIsOverNeedsNoResults() {
        Path file = folder.resolve("run");
        for (int run = 0; run < 2; run++) {
            Fits fits = new Fits();
            fits.trainer.with(new EarlyStopping("validation.loss"), new Checkpoints(file)).resume(file);
            if (run == 0) {
                fits.trainer.fit(fits.training, fits.validation, 2);
            } else {
                assertThat(fits.trainer.fit(fits.training, 2).epochs()).hasSize(2);
            }
        }
    }
}
