package dev.lanewise.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lanewise.examples.Outcome;
import dev.lanewise.parallel.Parallel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MnistCommandTest {
    @TempDir
    static Path data;

    @TempDir
    Path folder;

    @BeforeAll
    static void writeData() {
        SmallSet.write(data, 2000, 500);
    }

    @AfterEach
    void useAllProcessorsAgain() {
        Parallel.setThreads(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void aTrainingTellsWhatItLearnsFromAndWhatComesOfIt() {
        Outcome outcome = Outcome.of("mnist", "--data", data, "--epochs", 2, "--threads", 2).assertSuccess();
        assertThat(outcome.out())
                .contains("2,000 training and 500 test images: " + data)
                .contains("network 784-128-10, 101,770 parameters, 2 threads")
                .containsPattern(
                        "(?m)^ +1/2 +\\d\\.\\d{4} +0\\.\\d{4} +\\d\\.\\d{4} +0\\.\\d{4} +\\d+\\.\\d\\d +[\\d,]+$")
                .containsPattern("(?m)^ +2/2 ")
                .containsPattern("(?m)^\\d: \\d+\\.\\d % are recognised, \\d+ as \\d");
        assertThat(outcome.out().lines().filter(line -> !line.contains(data.toString())))
                .allMatch(line -> line.length() <= 80);
        assertThat(outcome.accuracy()).isGreaterThan(0.6);
    }

    @Test
    void theTestDigitsAreDrawnAboveTheirPredictions() {
        Outcome outcome = Outcome.of("mnist", "--data", data, "--epochs", 1).assertSuccess();
        List<String> lines = outcome.out().lines().toList();
        int first = lines.indexOf("The first test images, as the network reads them:") + 1;
        int captions = first;
        while (!lines.get(captions).matches("( +\\d(, not \\d)?){5}")) {
            captions++;
        }
        assertThat(captions - first).as("rows of characters").isBetween(7, 14);
        assertThat(String.join("", lines.subList(first, captions))).isNotBlank();
    }

    @Test
    void quietPrintsTheLastLineOnly() {
        Outcome outcome = Outcome.of("mnist", "--data", data, "--epochs", 1, "--quiet").assertSuccess();
        assertThat(outcome.out()).matches("test accuracy 0\\.\\d{4}\\R");
    }

    @ParameterizedTest
    @CsvSource({"sgd, 0.05", "adam, 0.001", "AdamW, 0.001", "RMSPROP, 0.001"})
    void everyOptimizerLearns(String optimizer, double lr) {
        Outcome outcome = Outcome.of(
                "mnist", "--data", data, "--epochs", 3, "--optimizer", optimizer, "--lr", lr, "--quiet");
        assertThat(outcome.assertSuccess().accuracy()).isGreaterThan(0.65);
    }

    @Test
    void hiddenLayersAreAsWideAsAskedFor() {
        Outcome outcome = Outcome.of("mnist", "--data", data, "--epochs", 1, "--hidden", "32,16").assertSuccess();
        int parameters = (784 + 1) * 32 + (32 + 1) * 16 + (16 + 1) * 10;
        assertThat(outcome.out()).contains("network 784-32-16-10, " + "%,d".formatted(parameters) + " parameters");
    }

    @Test
    void imagesOfAnySizeAreLearned() {
        SmallSet.writeSmallPictures(folder, 1000, 200);
        Path model = folder.resolve("model.safetensors");
        Outcome outcome = Outcome.of("mnist", "--data", folder, "--epochs", 4, "--batch-size", 20, "--save", model);
        assertThat(outcome.assertSuccess().out()).contains("network 120-128-10");
        assertThat(outcome.accuracy()).isGreaterThan(0.6);
        assertThat(SavedModel.load(model).form().size().rows()).isEqualTo(12);
        assertThat(SavedModel.load(model).form().size().cols()).isEqualTo(10);
    }

    @Test
    void moreClassesThanLabelsArePossible() {
        Outcome outcome = Outcome.of("mnist", "--data", data, "--epochs", 1, "--classes", 12, "--batch-size", 5000);
        assertThat(outcome.assertSuccess().out()).contains("network 784-128-12");
    }

    @Test
    void theTargetAccuracyEndsTheTraining() throws IOException {
        Path metrics = folder.resolve("metrics.jsonl");
        Outcome outcome = Outcome.of(
                "mnist", "--data", data, "--epochs", 50, "--target-accuracy", 0.5, "--metrics", metrics);
        assertThat(outcome.assertSuccess().accuracy()).isGreaterThanOrEqualTo(0.5);
        List<Map<String, Double>> lines = read(metrics);
        assertThat(lines).hasSizeLessThan(10);
        assertThat(lines.getLast().get("test_accuracy")).isGreaterThanOrEqualTo(0.5);
        assertThat(lines.subList(0, lines.size() - 1)).allMatch(line -> line.get("test_accuracy") < 0.5);
    }

    @Test
    void eachLineOfTheMetricsIsAnEpoch() throws IOException {
        Path metrics = Files.writeString(folder.resolve("metrics.jsonl"), "an earlier run\n".repeat(100));
        Outcome outcome = Outcome.of("mnist", "--data", data, "--epochs", 3, "--metrics", metrics).assertSuccess();
        List<Map<String, Double>> lines = read(metrics);
        assertThat(lines).hasSize(3);
        double wall = 0;
        for (int i = 0; i < 3; i++) {
            Map<String, Double> line = lines.get(i);
            assertThat(line.keySet()).containsExactly("epoch", "train_loss", "train_accuracy", "test_loss",
                    "test_accuracy", "seconds", "samples_per_second", "wall_seconds");
            assertThat(line.get("epoch")).isEqualTo(i + 1);
            assertThat(line.get("train_accuracy")).isBetween(0.0, 1.0);
            assertThat(line.get("seconds")).isPositive();
            assertThat(line.get("samples_per_second") * line.get("seconds")).isBetween(1999.0, 2001.0);
            assertThat(line.get("wall_seconds")).isGreaterThan(wall + line.get("seconds") - 0.002);
            wall = line.get("wall_seconds");
        }
        assertThat(lines.get(2).get("train_loss")).isLessThan(lines.get(0).get("train_loss"));
        assertThat(outcome.accuracy()).isEqualTo(Math.round(1e4 * lines.get(2).get("test_accuracy")) / 1e4);
    }

    @Test
    void aSavedModelIsThatOfTheLastEpochAndReplacesAnEarlierOne() throws IOException {
        Path after1 = folder.resolve("after1.safetensors");
        Path after2 = folder.resolve("after2.safetensors");
        Outcome.of("mnist", "--data", data, "--epochs", 1, "--save", after1).assertSuccess();
        Files.copy(after1, after2);
        Outcome outcome = Outcome.of("mnist", "--data", data, "--epochs", 2, "--save", after2).assertSuccess();
        assertThat(outcome.out()).contains("the model is in " + after2);
        assertThat(Files.mismatch(after1, after2)).isNotEqualTo(-1);
        Outcome.of("mnist", "--data", data, "--epochs", 2, "--save", after1).assertSuccess();
        assertThat(Files.mismatch(after1, after2)).as("first byte that differs").isEqualTo(-1);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(after1, after2);
        }
    }

    @Test
    void anotherSeedMakesAnotherModel() throws IOException {
        Path first = folder.resolve("1.safetensors");
        Path second = folder.resolve("2.safetensors");
        Outcome.of("mnist", "--data", data, "--epochs", 1, "--seed", 1, "--save", first).assertSuccess();
        Outcome.of("mnist", "--data", data, "--epochs", 1, "--seed", 2, "--save", second).assertSuccess();
        assertThat(Files.mismatch(first, second)).isNotEqualTo(-1);
    }

    @Test
    void syntheticTrainsOnDrawnDigits() {
        Outcome outcome = Outcome.of("mnist", "--synthetic", "--epochs", 1, "--hidden", 16, "--batch-size", 250);
        assertThat(outcome.assertSuccess().out())
                .startsWith("60,000 training and 10,000 test images: built-in digits");
        assertThat(outcome.accuracy()).isGreaterThan(0.8);
    }

    /** Reads one object of numbers a line. */
    private static List<Map<String, Double>> read(Path metrics) throws IOException {
        List<Map<String, Double>> lines = new ArrayList<>();
        for (String text : Files.readAllLines(metrics)) {
            Map<String, Double> line = new LinkedHashMap<>();
            try (JsonParser json = new JsonFactory().createParser(text)) {
                assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    assertThat(json.nextToken().isNumeric()).as(name).isTrue();
                    line.put(name, json.getDoubleValue());
                }
                assertThat(json.currentToken()).isEqualTo(JsonToken.END_OBJECT);
                assertThat(json.nextToken()).isNull();
            }
            lines.add(line);
        }
        return lines;
    }
}
