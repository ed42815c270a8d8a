package dev.lanewise.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.io.Safetensors;
import dev.lanewise.train.History;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecorderTest {
    @TempDir
    Path runs;

    private Path record(int epochs) {
        SmallFit fit = new SmallFit();
        RunRecorder recorder = fit.everything(RunRecorder.in(runs, "small"));
        fit.trainer.with(recorder).fit(fit.training, fit.validation, epochs);
        return recorder.folder().orElseThrow();
    }

    @Test
    void aRecordedTrainingHasTheSameBits() {
        SmallFit plain = new SmallFit();
        List<Map<String, Double>> expected = values(plain.trainer.fit(plain.training, plain.validation, 4));
        SmallFit recorded = new SmallFit();
        recorded.trainer.with(recorded.everything(RunRecorder.in(runs, "small")));
        History history = recorded.trainer.fit(recorded.training, recorded.validation, 4);
        assertThat(values(history)).isEqualTo(expected);
        assertThat(recorded.weights()).usingRecursiveComparison().isEqualTo(plain.weights());
    }

    private static List<Map<String, Double>> values(History history) {
        return history.epochs().stream().map(History.Epoch::values).toList();
    }

    @Test
    void theFolderHasAllFiles() throws Exception {
        Path folder = record(2);
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))).containsExactlyInAnyOrder(
                            "run.json", "steps.jsonl", "epochs.jsonl", "events.jsonl", "histograms.jsonl",
                            "samples.jsonl", "examples.safetensors", "labels.safetensors",
                            "predictions-0001.safetensors", "predictions-0002.safetensors", "filters-0001.safetensors",
                            "filters-0002.safetensors",
                            "samples-0001-2.safetensors", "samples-0002-2.safetensors");
        }
        Map<String, @Nullable Object> run = Json.object(folder.resolve("run.json"));
        assertThat(run).containsEntry("version", 1L).containsEntry("name", "small")
                .containsEntry("state", "complete").containsEntry("epochs", 2L).containsEntry("batches", 3L)
                .containsEntry("samples", 22L).containsEntry("step", 6L).containsEntry("parameters", 163L)
                .containsEntry("results", List.of("loss", "accuracy", "validation.loss", "validation.accuracy"))
                .containsEntry("settings", Map.of("lr", "0.01")).containsEntry("classes", SmallFit.CLASSES)
                .containsEntry("examples", Map.of("count", 7L, "shape", List.of(4L, 4L)))
                .containsEntry("sketchpad", Map.of("rows", 4L, "cols", 4L)).containsEntry("notes", List.of());
        assertThat((List<?>) run.get("model")).hasSize(5);
        assertThat(Json.lines(folder.resolve("steps.jsonl"))).extracting(line -> line.get("step"))
                .containsExactly(1L, 2L, 4L, 6L);
        assertThat(Json.lines(folder.resolve("epochs.jsonl"))).extracting(line -> line.get("step"))
                .containsExactly(3L, 6L);
        assertThat(Json.lines(folder.resolve("events.jsonl"))).extracting(line -> line.get("kind"))
                .containsExactly("begun", "complete");
        assertThat(Json.lines(folder.resolve("histograms.jsonl"))).hasSize(3 * 4 * 2);
        assertThat(Json.lines(folder.resolve("samples.jsonl"))).hasSize(4);
        Safetensors examples = Safetensors.load(folder.resolve("examples.safetensors"));
        assertThat(examples.metadata()).containsEntry("total", "7");
        assertThat(examples.tensors().get("pictures").shape()).hasToString("[7, 4, 4]");
        assertThat(examples.ints()).isEmpty();
        Safetensors labels = Safetensors.load(folder.resolve("labels.safetensors"));
        assertThat(labels.ints().keySet()).containsExactly("labels");
        assertThat(labels.ints().get("labels").shape()).hasToString("[7]");
    }
}
