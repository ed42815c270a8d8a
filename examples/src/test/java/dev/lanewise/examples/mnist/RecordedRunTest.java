package dev.lanewise.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.examples.Outcome;
import dev.lanewise.io.Safetensors;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of the programs on digits that are recorded for the board. */
class RecordedRunTest {
    private static final int TEST = 40;

    @TempDir
    static Path data;

    @TempDir
    Path folder;

    @BeforeAll
    static void writeData() {
        SmallSet.write(data, 300, TEST);
    }

    private Path runs() {
        return folder.resolve("runs");
    }

    private Object[] args(String program, Object... more) {
        List<Object> args = new ArrayList<>(
                List.of(program, "--data", data, "--batch-size", 20, "--seed", 3, "--epochs", 2));
        args.addAll(List.of(more));
        return args.toArray();
    }

    /** The loop by hand and the library's give the same, and what watches changes nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"mnist --dropout 0.2", "mnist --optimizer sgd --momentum 0.9", "mnist-lstm --hidden 16"})
    void whatIsLearnedHasTheSameBytes(String program) throws IOException {
        String[] words = program.split(" ");
        Object[] options = List.of(words).subList(1, words.length).toArray();
        Path alone = folder.resolve("alone.safetensors");
        Path watched = folder.resolve("watched.safetensors");
        List<Object> more = new ArrayList<>(List.of(options));
        more.addAll(List.of("--save", alone));
        String last = Outcome.of(args(words[0], more.toArray())).assertSuccess().lastLine();
        more.removeLast();
        more.addAll(List.of(watched, "--runs", runs()));
        Outcome outcome = Outcome.of(args(words[0], more.toArray())).assertSuccess();
        assertThat(outcome.lastLine()).isEqualTo(last);
        assertThat(watched).hasSameBinaryContentAs(alone);
        assertThat(runs().resolve(words[0]).resolve("run.json")).content().contains("\"complete\"");
    }

    @Test
    void optionsPicturesAndPredictionsAreRecorded() throws IOException {
        Outcome.of(args("mnist", "--runs", runs(), "--hidden", "24,12", "--quiet")).assertSuccess();
        Path run = runs().resolve("mnist");
        assertThat(Files.readString(run.resolve("run.json")).replace(" ", ""))
                .contains("\"lr\":\"0.001\"", "\"hidden\":\"24,12\"", "\"optimizer\":\"adam\"", "\"seed\":\"3\"")
                .contains("\"network\":\"784-24-12-10\"", "\"sketchpad\":{\"rows\":112,\"cols\":112}")
                .contains("\"classes\":[\"0\",\"1\"")
                .doesNotContain("\"quiet\"", "\"runs\"", "\"board\"", "\"help\"", "\"debug\"");
        assertThat(Files.readAllLines(run.resolve("epochs.jsonl"))).hasSize(2)
                .allMatch(line -> line.contains("\"validation.accuracy\""));
        Map<String, Tensor> examples = Safetensors.load(run.resolve("examples.safetensors")).tensors();
        assertThat(examples.get("pictures").shape()).isEqualTo(Shape.of(TEST, 28, 28));
        Tensor chances = Safetensors.load(run.resolve("predictions-0002.safetensors")).tensors().get("chance");
        assertThat(chances.shape()).isEqualTo(Shape.of(TEST));
        for (float chance : chances.toArray()) {
            assertThat(chance).isBetween(0.1f, 1f); // of the likeliest of ten
        }
    }

    @Test
    void aSecondRunHasAFolderOfItsOwn() {
        Outcome.of(args("mnist", "--runs", runs(), "--hidden", 8)).assertSuccess();
        Outcome.of(args("mnist", "--runs", runs(), "--hidden", 9)).assertSuccess();
        assertThat(runs().resolve("mnist-2/run.json")).content().contains("\"9\"");
        assertThat(runs().resolve("mnist/run.json")).content().contains("\"8\"");
    }

    /** The two loops keep their state under other names. */
    @Test
    void aRunIsResumedByTheLoopThatItWasBegunWith() {
        Path checkpoint = folder.resolve("run.safetensors");
        Outcome.of(args("mnist", "--checkpoint", checkpoint)).assertSuccess();
        Outcome.of(args("mnist", "--checkpoint", checkpoint, "--resume", "--runs", runs()))
                .assertFailure("run.safetensors: the state of a run that was not recorded; resume it without --board");
        Path recorded = folder.resolve("recorded.safetensors");
        Outcome.of(args("mnist", "--checkpoint", recorded, "--runs", runs())).assertSuccess();
        Outcome.of(args("mnist", "--checkpoint", recorded, "--resume"))
                .assertFailure("recorded.safetensors: the state of a run that was recorded; resume it with --board");
    }

    @Test
    void aRunOfTheTrainersIsResumedRecordedOrNot() {
        Path checkpoint = folder.resolve("run.safetensors");
        Outcome.of(args("mnist-lstm", "--hidden", 16, "--checkpoint", checkpoint)).assertSuccess();
        Outcome.of(args("mnist-lstm", "--hidden", 16, "--checkpoint", checkpoint, "--resume", "--runs", runs()))
                .assertSuccess();
        assertThat(runs().resolve("mnist-lstm/run.json")).content().contains("\"complete\"");
        Outcome.of(args("mnist-lstm", "--hidden", 16, "--checkpoint", checkpoint, "--resume")).assertSuccess();
    }

    @Test
    void whatIsNoFolderIsRefusedBeforeTheTraining() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Outcome.of(args("mnist", "--runs", file)).assertFailure("--runs " + file + ": not a folder");
        Outcome.of(args("mnist", "--runs", file.resolve("runs")))
                .assertFailure("--runs " + file.resolve("runs") + ": " + file + " is not a folder");
    }

    /** By root as well: a file system that takes no files. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "other systems have no /proc")
    void whereNothingCanBeWrittenIsRefusedBeforeTheTraining() {
        Outcome.of(args("mnist", "--runs", "/proc/self"))
                .assertFailure("--runs /proc/self: no run can be recorded there (");
        Outcome.of(args("mnist", "--board-port", 0, "--board", "--runs", "/proc/runs"))
                .assertFailure("--runs /proc/runs: no run can be recorded there (");
    }

    @Test
    void thatItCanBeWrittenIsSeenWithoutATrace() throws IOException {
        Outcome.of("mnist", "--data", folder.resolve("none"), "--runs", runs()).assertFailure("none");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }
}
