package dev.lanewise.train.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.io.Safetensors;
import dev.lanewise.optim.WeightAverage;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import dev.lanewise.train.Fits;
import dev.lanewise.train.History;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BestModelsTest {
    private static final String RESULT = "validation.loss";

    @TempDir
    private Path folder;

    private static Path file(Path folder, int epoch) {
        return folder.resolve("epoch-%04d.safetensors".formatted(epoch));
    }

    private static List<Path> present(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
        }
    }

    private static List<Path> expected(Path folder, History history, int keep, Comparator<History.Epoch> order) {
        return history.epochs().stream().sorted(order).limit(keep).map(epoch -> file(folder, epoch.number())).toList();
    }

    @Test
    void theBestAreKeptWithTheWeightsThatWereValidated() throws Exception {
        for (boolean averages : new boolean[] {false, true}) {
            Fits fits = new Fits(0.5);
            if (averages) {
                fits.trainer.average(WeightAverage.ema(fits.model.parameters(), 0.7));
            }
            Path models = folder.resolve("lowest " + averages);
            BestModels best = new BestModels(models, RESULT);
            History history = fits.trainer.with(best).fit(fits.training, fits.validation, 10);

            assertThat(best.files()).containsExactlyElementsOf(expected(models, history, 3,
                    Comparator.comparingDouble(epoch -> epoch.value(RESULT))));
            assertThat(present(models)).containsExactlyInAnyOrderElementsOf(best.files());
            for (Path each : best.files()) {
                Safetensors read = Safetensors.load(each);
                fits.model.loadStateDict(read.tensors());
                assertThat(fits.trainer.evaluate(fits.validation).get("loss"))
                        .isEqualTo(Double.parseDouble(read.metadata().get(RESULT)));
                assertThat(each).isEqualTo(file(models, Integer.parseInt(read.metadata().get("epoch"))));
            }
        }
    }

    @Test
    void theHighestAreKeptAndOfEqualsTheFirst() throws Exception {
        Fits fits = new Fits(0.5);
        BestModels best = new BestModels(folder, RESULT).highest().keep(2);
        History history = fits.trainer.with(best).fit(fits.training, fits.validation, 6);
        assertThat(best.files()).containsExactlyElementsOf(expected(folder, history, 2,
                Comparator.comparingDouble((History.Epoch epoch) -> epoch.value(RESULT)).reversed()));

        Fits still = new Fits(0);
        Path models = folder.resolve("equal");
        BestModels first = new BestModels(models, RESULT).keep(2);
        still.trainer.with(first).fit(still.training, still.validation, 4);
        assertThat(first.files()).containsExactly(file(models, 1), file(models, 2));
        assertThat(present(models)).containsExactly(file(models, 1), file(models, 2));
    }

    @Test
    void aRunThatIsResumedFindsTheFilesOfItsStateWhereverItWasLeft() throws Exception {
        Fits whole = new Fits(0.5);
        Path models = folder.resolve("whole");
        whole.trainer.with(new BestModels(models, RESULT)).fit(whole.training, whole.validation, 8);
        for (int fault = 1; fault <= 8 * Fits.BATCHES; fault++) {
            Path at = Files.createDirectory(folder.resolve("fault " + fault));
            Path state = at.resolve("run");
            Fits first = new Fits(0.5);
            first.trainer.with(new BestModels(at, RESULT), new Checkpoints(state), failingAt(fault));
            try {
                first.trainer.fit(first.training, first.validation, 8);
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("a test");
            }
            Fits again = new Fits(0.5);
            BestModels best = new BestModels(at, RESULT);
            again.trainer.with(best, new Checkpoints(state)).resume(state)
                    .fit(again.training, again.validation, 8);
            assertThat(present(at).stream().map(Path::getFileName))
                    .containsExactlyElementsOf(present(models).stream().map(Path::getFileName).toList());
            assertThat(best.files()).hasSize(3);
            for (Path each : best.files()) {
                assertThat(Safetensors.load(each).tensors().values().stream().map(Tensor::toArray)).containsExactly(
                        Safetensors.load(models.resolve(each.getFileName())).tensors().values().stream()
                                .map(Tensor::toArray).toArray(float[][]::new));
            }
        }
    }

    private static Callback failingAt(long step) {
        return new Callback() {
            @Override
            public void step(Fit fit) {
                if (fit.step() == step) {
                    throw new IllegalStateException("a test");
                }
            }

            @Override
            public void epoch(Fit fit) {
                if (fit.step() == step + 1) { // of the epoch, before its state is saved
                    throw new IllegalStateException("a test");
                }
            }
        };
    }

    @Test
    void whatIsThereOfAnotherTrainingIsNotTouched() throws Exception {
        Fits fits = new Fits();
        fits.trainer.with(new BestModels(folder, RESULT).keep(1)).fit(fits.training, fits.validation, 1);
        byte[] before = Files.readAllBytes(file(folder, 1));
        Fits other = new Fits(0.3);
        assertThatIllegalStateException().isThrownBy(() -> other.trainer.with(new BestModels(folder, RESULT))
                .fit(other.training, other.validation, 1))
                .withMessage("BestModels: " + file(folder, 1)
                        + " is there already, from another training; take another folder, or delete it");
        assertThat(Files.readAllBytes(file(folder, 1))).isEqualTo(before);
        fits.trainer.fit(fits.training, fits.validation, 3); // the same training
    }

    @Test
    void aTrainingThatIsResumedWithAnothersFolderTouchesNothing() throws Exception {
        Path state = folder.resolve("state");
        Fits first = new Fits(0.1);
        first.trainer.with(new BestModels(folder.resolve("a"), RESULT), new Checkpoints(state)).maxSteps(1)
                .fit(first.training, first.validation, 9);
        Path others = folder.resolve("b");
        Fits other = new Fits(0.3);
        other.trainer.with(new BestModels(others, RESULT)).fit(other.training, other.validation, 6);
        List<Path> before = present(others);
        Fits again = new Fits(0.1);
        assertThatIllegalStateException()
                .isThrownBy(() -> again.trainer.with(new BestModels(others, RESULT)).resume(state)
                        .fit(again.training, again.validation, 9))
                .withMessageContaining("from another training");
        assertThat(present(others)).isEqualTo(before).hasSize(3);
        Fits named = new Fits(0.1);
        assertThatIllegalArgumentException().isThrownBy(() -> named.trainer
                .with(new BestModels(folder.resolve("a"), "loss")).resume(state)
                .fit(named.training, named.validation, 9)).withMessageContaining("result");
    }

    @Test
    void aModelThatCannotBeWrittenIsNotKept() throws Exception {
        Path models = folder.resolve("models");
        Path inTheWay = file(models, 2);
        Fits fits = new Fits(0);
        BestModels best = new BestModels(models, RESULT);
        fits.trainer.with(best, new Callback() {
            @Override
            public void step(Fit fit) {
                if (fit.step() == Fits.BATCHES + 1) {
                    try {
                        Files.createDirectory(inTheWay);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        });
        assertThatThrownBy(() -> fits.trainer.fit(fits.training, fits.validation, 4))
                .isInstanceOf(UncheckedIOException.class).hasMessageContaining("epoch-0002");
        assertThat(best.files()).containsExactly(file(models, 1));
        Files.delete(inTheWay);
        fits.trainer.fit(fits.training, fits.validation, 4);
        assertThat(best.files()).containsExactly(file(models, 1), file(models, 3), file(models, 4));
    }

    @Test
    void fewerMayBeKeptByARunThatIsResumed() throws Exception {
        Path state = folder.resolve("state");
        Path models = folder.resolve("models");
        for (int run = 1; run <= 2; run++) {
            Fits fits = new Fits(0.5);
            fits.trainer.with(new BestModels(models, RESULT).keep(run == 1 ? 5 : 2), new Checkpoints(state))
                    .resume(state)
                    .fit(fits.training, fits.validation, 6 * run);
            assertThat(present(models)).hasSize(run == 1 ? 5 : 2);
        }
    }

    @Test
    void anotherWriterIsRefused() {
        Fits first = new Fits();
        Fits second = new Fits();
        first.trainer.with(new BestModels(folder, RESULT), new Callback() {
            @Override
            public void step(Fit fit) {
                second.trainer.with(new BestModels(folder, RESULT)).fit(second.training, second.validation, 1);
            }
        });
        assertThatIllegalStateException().isThrownBy(() -> first.trainer.fit(first.training, first.validation, 1))
                .withMessage(
                        folder + ": another writer of this program writes models to the folder; end it first, or take "
                                + "another folder");
        assertThatIllegalArgumentException().isThrownBy(() -> new BestModels(folder, RESULT).keep(0))
                .withMessage("BestModels: 0 models to keep");
    }
}
