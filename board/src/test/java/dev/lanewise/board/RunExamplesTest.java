package dev.lanewise.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.data.Batch;
import dev.lanewise.data.Dataset;
import dev.lanewise.data.TensorDataset;
import dev.lanewise.io.Safetensors;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Examples of a run that goes on: the same, or others. */
@Timeout(300)
class RunExamplesTest {
    private static final String NOTE = "the examples are others than those of earlier epochs, whose predictions are "
            + "dropped";

    @TempDir
    Path runs;

    private Path run;

    /** Two epochs and a step, with seven examples. */
    @BeforeEach
    void begin() {
        run = runs.resolve("small");
        fit(SmallFit.samples(7), 7);
        assertThat(files()).contains("predictions-0001.safetensors", "predictions-0002.safetensors");
    }

    private void fit(Dataset<Batch<Tensor, IntTensor>> examples, long until) {
        SmallFit fit = new SmallFit();
        fit.trainer.with(RunRecorder.in(runs, "small").examples(examples, fit.model::forward, SmallFit.CLASSES),
                new Callback() {
                    @Override
                    public void step(Fit current) {
                        if (current.step() == until) {
                            current.pause("for now");
                        }
                    }
                }).resume(run.resolve("state.safetensors")).fit(fit.training, fit.validation, 4);
    }

    private List<String> files() {
        try (Stream<Path> files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private int[] labels() {
        return Safetensors.load(run.resolve("labels.safetensors")).ints().get("labels").toArray();
    }

    /** All files are of the same examples. */
    private void assertConsistent(int count, int... epochs) {
        assertThat(labels()).hasSize(count);
        assertThat(Safetensors.load(run.resolve("examples.safetensors")).tensors().get("pictures").dim(0))
                .isEqualTo(count);
        String[] names = Arrays.stream(epochs)
                .mapToObj(epoch -> "predictions-000" + epoch + ".safetensors").toArray(String[]::new);
        assertThat(files()).filteredOn(file -> file.startsWith("predictions")).containsExactlyInAnyOrder(names);
        for (String name : names) {
            assertThat(Safetensors.load(run.resolve(name)).ints().get("predicted").size()).isEqualTo(count);
        }
    }

    private List<?> notes() {
        return (List<?>) Json.object(run.resolve("run.json")).get("notes");
    }

    @Test
    void theSameStay() throws IOException {
        Object before = Files.getLastModifiedTime(run.resolve("examples.safetensors"));
        fit(SmallFit.samples(7), 99);
        assertConsistent(7, 1, 2, 3, 4);
        assertThat(Files.getLastModifiedTime(run.resolve("examples.safetensors"))).isEqualTo(before);
        assertThat(notes()).isEmpty();
    }

    @Test
    void anotherNumberOfThemIsRecordedAnew() {
        fit(SmallFit.samples(5), 99);
        assertConsistent(5, 3, 4);
        assertThat(notes()).isEqualTo(List.of(NOTE));
    }

    @Test
    void othersOfTheSameNumberAreRecordedAnew() {
        Tensor inputs = SmallFit.samples(9).batch(0, 1, 2, 3, 4, 5, 6).inputs();
        fit(new TensorDataset<>(inputs, IntTensor.of(2, 2, 2, 2, 2, 2, 2)), 99);
        assertConsistent(7, 3, 4);
        assertThat(labels()).containsOnly(2);
        assertThat(notes()).isEqualTo(List.of(NOTE));
    }

    @Test
    void damagedOnesAreWrittenAgain() throws IOException {
        Files.writeString(run.resolve("labels.safetensors"), "garbage");
        fit(SmallFit.samples(7), 99);
        assertConsistent(7, 3, 4);
    }
}
