package dev.lanewise.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.examples.ChildJvm;
import dev.lanewise.examples.Outcome;
import dev.lanewise.io.Checkpoint;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.state.Stateful;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that are stopped and resumed; {@code bench/run resume} kills more of them. */
class ResumeTest {
    private static final int EPOCHS = 3;

    @TempDir
    static Path data;

    @TempDir
    Path folder;

    @BeforeAll
    static void writeData() {
        SmallSet.writeSmallPictures(data, 1000, 50);
    }

    @AfterEach
    void useAllProcessorsAgain() {
        Parallel.setThreads(Runtime.getRuntime().availableProcessors());
    }

    private Path checkpoint() {
        return folder.resolve("run.safetensors");
    }

    /** A training of some epochs that saves its model and its state every few steps. */
    private Object[] args(int epochs, Path model, Object... more) {
        List<Object> args = new ArrayList<>(List.of("mnist", "--data", data, "--epochs", epochs, "--hidden", "24,16",
                "--batch-size", 12, "--quiet", "--save", model, "--checkpoint", checkpoint()));
        args.addAll(List.of(more));
        return args.toArray();
    }

    private Object[] resumed(int epochs, Path model, Object... more) {
        List<Object> args = new ArrayList<>(List.of(args(epochs, model, more)));
        args.add("--resume");
        return args.toArray();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
            "sgd --lr 0.05 --momentum 0.9 --dropout 0.2", "adam --dropout 0.5", "rmsprop --momentum 0.5", "adamw"})
    void aKilledRunEndsWithTheBytesOfOneThatNeverStopped(String rule) throws IOException, InterruptedException {
        Object[] options = ("--every 7 --optimizer " + rule).split(" ");
        Path whole = folder.resolve("whole.safetensors");
        Outcome.of(args(EPOCHS, whole, options)).assertSuccess();
        Files.delete(checkpoint());

        Path model = folder.resolve("model.safetensors");
        for (int kill = 0; kill < 2; kill++) {
            byte[] before = Files.exists(checkpoint()) ? Files.readAllBytes(checkpoint()) : new byte[0];
            ChildJvm jvm = new ChildJvm(folder);
            Process process = jvm.start(resumed(100, model, options)); // far longer than it is let live
            try {
                while (process.isAlive()
                        && (!Files.exists(checkpoint()) || Arrays.equals(before, Files.readAllBytes(checkpoint())))) {
                    Thread.sleep(Duration.ofMillis(1));
                }
            } finally {
                process.destroyForcibly();
            }
            process.waitFor();
        }
        int epochs = EPOCHS;
        Map<String, String> state = Checkpoint.read(checkpoint()).texts();
        int begun = Integer.parseInt(state.get("training.loader.epoch"))
                + (state.get("training.loader.begun").equals("true") ? 1 : 0);
        if (begun > EPOCHS) { // the machine was slow to kill it
            epochs = begun;
            Path rest = folder.resolve("longer.safetensors");
            Object[] longer = args(epochs, whole, options);
            longer[Arrays.asList(longer).indexOf(checkpoint())] = rest;
            Outcome.of(longer).assertSuccess();
        }
        Outcome.of(resumed(epochs, model, options)).assertSuccess();
        assertThat(model).hasSameBinaryContentAs(whole);
    }

    /** A run of {@link #args} that has stopped after 150 steps: within the second epoch of 84. */
    private void stopInTheSecondEpoch() throws IOException {
        DataSource source = MnistFiles.standard().resolve(data, false, true, line -> {});
        DigitData digits = DigitData.load(source, 10, Scale.STANDARD, 1, line -> {});
        Recipe recipe = new Recipe(new Perceptron(List.of(24, 16), 0), 10, Recipe.Rule.ADAM, 0.001, 1, 0, 12, 1);
        Stateful program = state -> state.setting("name", "mnist");
        MnistLoop loop = new MnistLoop(recipe.setup(digits.train(), digits.test()),
                Map.of("settings", recipe, "images", digits));
        AtomicInteger steps = new AtomicInteger();
        for (int epoch = 1; epoch <= 2; epoch++) {
            loop.epoch(() -> {
                if (steps.incrementAndGet() == 150) {
                    Checkpoint.save(checkpoint(), Map.of("training", loop, "program", program));
                }
            });
        }
    }

    @Test
    void aRunGoesOnWithinItsEpochAndIsNotLeftThere() throws IOException {
        stopInTheSecondEpoch();
        Path model = folder.resolve("model.safetensors");
        Outcome.of(resumed(1, model)).assertFailure(
                "--epochs 1: the run to be resumed is in epoch 2, which it would leave half done");
        assertThat(model).doesNotExist();
        Path metrics = folder.resolve("metrics.jsonl");
        Outcome.of(resumed(2, model, "--metrics", metrics)).assertSuccess();
        Path whole = folder.resolve("whole.safetensors");
        Path all = folder.resolve("all.jsonl");
        Files.delete(checkpoint());
        Outcome.of(args(2, whole, "--metrics", all)).assertSuccess();
        assertThat(model).hasSameBinaryContentAs(whole);
        assertThat(results(metrics)).isEqualTo(results(all).subList(1, 2)); // the sums of the epoch come back as well
    }

    /** The lines of a file up to the times, which differ. */
    private static List<String> results(Path metrics) throws IOException {
        return Files.readAllLines(metrics).stream().map(line -> line.substring(0, line.indexOf(",\"seconds\"")))
                .toList();
    }

    @Test
    void aTargetThatIsMetAlreadyLetsTheEpochEnd() throws IOException {
        stopInTheSecondEpoch();
        Path model = folder.resolve("model.safetensors");
        Outcome.of(resumed(9, model, "--target-accuracy", 0.0001)).assertSuccess();
        Path whole = folder.resolve("whole.safetensors");
        Files.delete(checkpoint());
        Outcome.of(args(2, whole)).assertSuccess();
        assertThat(model).hasSameBinaryContentAs(whole);
    }

    @Test
    void aRunMayBeResumedWithMoreEpochsAndOtherThreads() {
        Path model = folder.resolve("model.safetensors");
        Outcome.of(args(1, model, "--threads", 1, "--dropout", 0.3)).assertSuccess();
        Outcome more = Outcome.of(resumed(EPOCHS, model, "--threads", 2, "--dropout", 0.3)).assertSuccess();
        Path whole = folder.resolve("whole.safetensors");
        Object[] args = {"mnist", "--data", data, "--epochs", EPOCHS, "--hidden", "24,16", "--batch-size", 12,
            "--quiet",
            "--save", whole, "--dropout", 0.3};
        Outcome all = Outcome.of(args).assertSuccess();
        assertThat(model).hasSameBinaryContentAs(whole);
        assertThat(more.lastLine()).isEqualTo(all.lastLine());
    }

    @Test
    void aResumedRunTellsWhereItGoesOnAndKeepsItsMetrics() throws IOException {
        Path metrics = folder.resolve("metrics.jsonl");
        Object[] first = {"mnist", "--data", data, "--epochs", 2, "--checkpoint", checkpoint(), "--metrics", metrics};
        Outcome.of(first).assertSuccess();
        Files.writeString(metrics, Files.readString(metrics) + "{\"epoch\":3,\"of\":\"a run that was killed\"}\n");
        Object[] second = {"mnist", "--data", data, "--epochs", 3, "--checkpoint", checkpoint(), "--metrics", metrics,
            "--resume"};
        assertThat(Outcome.of(second).assertSuccess().out()).contains("  resumed after 2 epochs and 0 images")
                .containsPattern("(?m)^ +3/3 ").doesNotContainPattern("(?m)^ +2/3 ");
        assertThat(Files.readAllLines(metrics)).hasSize(3)
                .satisfiesExactly(line -> assertThat(line).startsWith("{\"epoch\":1,\"train_loss\""),
                        line -> assertThat(line).startsWith("{\"epoch\":2,\"train_loss\""),
                        line -> assertThat(line).startsWith("{\"epoch\":3,\"train_loss\""));
    }

    @Test
    void aRunThatWasOverSaysItsResultAgainAndSavesTheModel() throws IOException {
        Path model = folder.resolve("model.safetensors");
        Outcome first = Outcome.of(args(2, model)).assertSuccess();
        Path again = folder.resolve("again.safetensors");
        byte[] before = Files.readAllBytes(checkpoint());
        Outcome second = Outcome.of(resumed(2, again)).assertSuccess();
        assertThat(second.lastLine()).isEqualTo(first.lastLine());
        assertThat(again).hasSameBinaryContentAs(model);
        assertThat(checkpoint()).hasBinaryContent(before);
    }

    @Test
    void theRunOfOtherSettingsIsRefusedWithEveryDifference() throws IOException {
        Path model = folder.resolve("model.safetensors");
        Outcome.of(args(1, model)).assertSuccess();
        byte[] before = Files.readAllBytes(checkpoint());
        Object[] other = {"mnist", "--data", data, "--epochs", 2, "--hidden", "24,8", "--batch-size", 10, "--seed", 2,
            "--optimizer", "sgd", "--checkpoint", checkpoint(), "--resume", "--save", model};
        Outcome refused = Outcome.of(other);
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err())
                .startsWith("error: " + checkpoint() + ": the state does not fit, and nothing is changed")
                .contains("  \"training.settings.hidden\" was [24, 16] and is now [24, 8]" + System.lineSeparator())
                .contains("\"training.settings.seed\" was 1 and is now 2",
                        "\"training.settings.optimizer\" was adam and is now sgd",
                        "\"training.loader.batchSize\" was 12 and is now 10",
                        "\"training.model.3.weight\" has shape [16, 24], expected [8, 24]")
                .containsOnlyOnce(" was 12 and is now 10"); // one cause, one line
        assertThat(checkpoint()).hasBinaryContent(before);
    }

    @Test
    void otherImagesAreNoticed() {
        Path model = folder.resolve("model.safetensors");
        Outcome.of(args(1, model)).assertSuccess();
        Path others = folder.resolve("others");
        assertThat(others.toFile().mkdir()).isTrue();
        SmallSet.writeSmallPictures(others, 1000, 50);
        SmallSet.write(others, SmallSet.TRAIN_IMAGES, SmallSet.TRAIN_LABELS, noise(1000));
        List<Object> args = new ArrayList<>(List.of(resumed(2, model)));
        args.set(2, others);
        Outcome.of(args.toArray()).assertFailure("\"training.images.training\" was 1000 of 12x10 pixels, checksum ");
    }

    private static Digits noise(int count) {
        byte[] pixels = new byte[count * 12 * 10];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 31);
        }
        return new Digits(count, 12, 10, pixels, new byte[count]);
    }

    @Test
    void aRunDoesNotReplaceTheCheckpointOfAnother() throws IOException {
        Path model = folder.resolve("model.safetensors");
        Files.writeString(checkpoint(), "precious");
        Outcome.of(args(1, model)).assertFailure("--checkpoint " + checkpoint() + ": exists already; --resume goes on");
        Outcome.of(resumed(1, model)).assertFailure(checkpoint().toString());
        assertThat(checkpoint()).hasContent("precious");
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        Outcome.of("mnist", "--synthetic", "--resume")
                .assertWrongUsage("--resume: --checkpoint names the file to go on from");
        Outcome.of("mnist", "--synthetic", "--every", 5)
                .assertWrongUsage("--every 5: --checkpoint names the file to save to");
        Outcome.of("mnist", "--synthetic", "--checkpoint", checkpoint(), "--every", 0)
                .assertWrongUsage("--every 0: at least 1 is needed");
        Outcome.of("mnist", "--synthetic", "--checkpoint", checkpoint(), "--save", checkpoint())
                .assertWrongUsage(
                        "--save " + checkpoint() + " and --checkpoint " + checkpoint() + " are the same file");
        Outcome.of("mnist", "--synthetic", "--momentum", 0.9)
                .assertWrongUsage("--momentum 0.9: adam has none, sgd and rmsprop do");
        Outcome.of("mnist", "--synthetic", "--optimizer", "sgd", "--momentum", 1)
                .assertWrongUsage("--momentum 1.0: 0 or more and less than 1 is needed");
        Outcome.of("mnist", "--synthetic", "--dropout", "NaN")
                .assertWrongUsage("--dropout NaN: 0 or more and less than 1 is needed");
        Outcome.of("mnist", "--synthetic", "--checkpoint", folder.resolve("none").resolve("x"))
                .assertFailure("there is no folder");
    }

    @Test
    void aModelWithDropoutCanBeUsed() throws IOException {
        Path model = folder.resolve("model.safetensors");
        Outcome.of(args(1, model, "--dropout", 0.25)).assertSuccess();
        assertThat(SavedModel.load(model).form().network()).isEqualTo(new Perceptron(List.of(24, 16), 0.25));
    }
}
