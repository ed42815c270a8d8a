package dev.lanewise.examples.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.examples.Outcome;
import dev.lanewise.io.Safetensors;
import dev.lanewise.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the other programs record for the board. */
class RecordedProgramsTest {
    @TempDir
    Path folder;

    private Path run(String program) {
        return folder.resolve("runs").resolve(program);
    }

    @Test
    void aTextIsWrittenAfterEachEpoch() throws IOException {
        Path text = folder.resolve("text.txt");
        Files.writeString(text, "the cat sat on the mat.\n".repeat(60));
        Outcome.of("chargpt", "--text", text, "--epochs", 2, "--context", 12, "--layers", 1, "--width", 12, "--heads",
                3, "--batch-size", 16, "--sample", 0, "--quiet", "--runs", folder.resolve("runs")).assertSuccess();
        List<String> samples = Files.readAllLines(run("chargpt").resolve("samples.jsonl"));
        assertThat(samples).hasSize(2).allMatch(line -> line.contains("\"text\""));
        assertThat(run("chargpt").resolve("run.json")).content().contains("\"heads\"", "text.txt");
    }

    @Test
    void aForecastHasCurves() throws IOException {
        Outcome.of("timeseries", "--hidden", 4, "--epochs", 1, "--quiet", "--runs", folder.resolve("runs"))
                .assertSuccess();
        assertThat(Files.readAllLines(run("timeseries").resolve("steps.jsonl"))).hasSizeGreaterThan(2);
    }

    @Test
    void aRegressionHasCurvesAndNoSecrets() throws IOException {
        Outcome.of("regression", "--epochs", 3, "--runs", folder.resolve("runs")).assertSuccess();
        assertThat(run("regression").resolve("run.json")).content()
                .contains("\"target\"", "\"epochs\"").doesNotContain("password", "\"user\"");
        assertThat(Files.readAllLines(run("regression").resolve("epochs.jsonl"))).hasSize(3);
    }

    @Test
    void pairsOfPicturesAreKeptForEachEpoch() throws IOException {
        Outcome.of("autoencoder", "--synthetic", "--epochs", 1, "--batch-size", 1000, "--code", 4, "--quiet",
                "--picture", folder.resolve("p.png"), "--runs", folder.resolve("runs")).assertSuccess();
        assertThat(Files.readAllLines(run("autoencoder").resolve("samples.jsonl"))).singleElement().asString()
                .contains("samples-0001");
        assertThat(Safetensors.load(run("autoencoder").resolve("samples-0001-1.safetensors")).tensors()
                .get("pictures").shape()).isEqualTo(Shape.of(32, 28, 28));
    }
}
