package dev.lanewise.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.board.control.Answer;
import dev.lanewise.board.control.RefusedException;
import dev.lanewise.board.control.Sketchpad;
import dev.lanewise.data.Batch;
import dev.lanewise.data.TensorDataset;
import dev.lanewise.io.Checkpoint;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Block;
import dev.lanewise.nn.EvalMode;
import dev.lanewise.nn.Layer;
import dev.lanewise.optim.SGD;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import dev.lanewise.train.Trainer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong, and what is odd: the training goes on. */
@Timeout(300)
class RunFaultsTest {
    @TempDir
    Path runs;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private RunRecorder recorder(String name) {
        return new RunRecorder(runs, name, new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private static Callback after(long step, Runnable act) {
        return new Callback() {
            @Override
            public void step(Fit fit) {
                if (fit.step() == step) {
                    act.run();
                }
            }
        };
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aTrainingGoesOnWithoutItsFolder() {
        SmallFit plain = new SmallFit();
        plain.trainer.fit(plain.training, plain.validation, 3);
        SmallFit fit = new SmallFit();
        fit.trainer.with(fit.everything(recorder("small")), after(4, () -> delete(runs.resolve("small"))))
                .fit(fit.training, fit.validation, 3);
        assertThat(fit.weights()).usingRecursiveComparison().isEqualTo(plain.weights());
        assertThat(said()).startsWith("lanewise: cannot write ").contains("no such file or folder; the training goes "
                + "on, without what cannot be recorded").hasLineCount(1);
        assertThat(runs.resolve("small")).doesNotExist();
    }

    @Test
    void aStopIsRefusedIfTheStateCannotBeSaved() {
        SmallFit fit = new SmallFit();
        RunRecorder recorder = recorder("small");
        fit.trainer.with(recorder, after(2, () -> {
            try {
                Files.createDirectory(runs.resolve("small/state.safetensors"));
                recorder.control().stop();
            } catch (IOException | RefusedException e) {
                throw new IllegalStateException(e);
            }
        })).fit(fit.training, 2);
        assertThat(fit.trainer.steps()).isEqualTo(6);
        assertThat(said()).contains("the training was not stopped, as its state could not be saved").hasLineCount(1);
        assertThat(Json.object(runs.resolve("small/run.json"))).containsEntry("state", "complete");
        assertThat(Json.lines(runs.resolve("small/events.jsonl"))).extracting(line -> line.get("kind"))
                .containsExactly("begun", "note", "complete");
    }

    @Test
    void functionsThatFailEndNoTraining() {
        SmallFit fit = new SmallFit();
        RunRecorder recorder = recorder("small").text("broken", _ -> {
            throw new IllegalStateException("no text");
        }).pictures("flat", _ -> Tensor.zeros(3));
        fit.trainer.with(recorder).fit(fit.training, 3);
        assertThat(said()).isEqualTo("lanewise: the text \"broken\" cannot be recorded: no text; the training goes on"
                + System.lineSeparator()
                + "lanewise: the pictures \"flat\" cannot be recorded: [3], expected [n, rows, cols] or [n, 3, rows, "
                + "cols]; the training goes on" + System.lineSeparator());
        assertThat((List<?>) Json.object(runs.resolve("small/run.json")).get("notes")).hasSize(2);
    }

    @Test
    void examplesThatDoNotFitAreRefusedBeforeAnythingIsLearned() {
        SmallFit fit = new SmallFit();
        fit.trainer.with(recorder("small").examples(SmallFit.samples(5), fit.model::forward, List.of("a", "b")));
        assertThatThrownBy(() -> fit.trainer.fit(fit.training, 3)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("examples: the function gives [1, 3] for 1 sample, expected [1, 2], a number for each "
                        + "class");
        assertThat(fit.trainer.steps()).isZero();
        assertThat(runs).isEmptyDirectory();
    }

    @Test
    void aFolderThatCannotBeMadeIsRefusedBeforeAnythingIsLearned() throws Exception {
        Path file = Files.createFile(runs.resolve("file"));
        SmallFit fit = new SmallFit();
        fit.trainer.with(RunRecorder.in(file, "small"));
        assertThatThrownBy(() -> fit.trainer.fit(fit.training, 1)).isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("cannot make the folder ");
        assertThat(fit.trainer.steps()).isZero();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere there is no folder that nobody can make")
    void aTrainingWithoutAFolderGoesOnUnrecorded() {
        SmallFit fit = new SmallFit();
        RunRecorder recorder = new RunRecorder(Path.of("/proc/self/runs"), "small", new PrintStream(said, true,
                StandardCharsets.UTF_8));
        fit.trainer.with(fit.everything(recorder)).fit(fit.training, 2);
        assertThat(fit.trainer.steps()).isEqualTo(6);
        assertThat(said()).matches("lanewise: cannot make the folder /proc/self/runs\\S*: .*"
                + "; the training goes on, and is not recorded\\R");
        assertThat(recorder.folder()).isEmpty();
        assertThat(recorder.control().isRunning()).isFalse();
        assertThatThrownBy(recorder.control()::pause).hasMessage("the training has not begun yet");
    }

    @Test
    void aRunThatCannotGoOnInItsFolderGoesOnUnrecordedAndLaterInIt() throws Exception {
        SmallFit first = new SmallFit();
        first.trainer.with(recorder("small")).fit(first.training, 1);
        Path state = runs.resolve("state");
        Checkpoint.save(state, Map.of("training", first.trainer));
        Path lock = runs.resolve("small/.lanewise-run.lock");
        Files.delete(lock);
        Files.createDirectory(lock);
        SmallFit second = new SmallFit();
        second.trainer.with(recorder("small")).resume(state).fit(second.training, 2);
        assertThat(second.trainer.steps()).isEqualTo(6);
        assertThat(said()).startsWith("lanewise: cannot write to " + runs.resolve("small") + ": ").endsWith(
                "; the training goes on, and is not recorded" + System.lineSeparator()).hasLineCount(1);
        assertThat(Json.object(runs.resolve("small/run.json"))).containsEntry("step", 3L);
        Checkpoint.save(state, Map.of("training", second.trainer));
        Files.delete(lock);
        SmallFit third = new SmallFit();
        third.trainer.with(recorder("small")).resume(state).fit(third.training, 3);
        assertThat(Json.object(runs.resolve("small/run.json"))).containsEntry("step", 9L)
                .containsEntry("state", "complete");
        assertThat(Json.lines(runs.resolve("small/epochs.jsonl"))).extracting(line -> line.get("epoch"))
                .containsExactly(1L, 3L);
    }

    @Test
    void errorsOfFunctionsEndNoTraining() {
        SmallFit fit = new SmallFit();
        fit.trainer.with(recorder("small").text("deep", _ -> {
            throw new StackOverflowError();
        })).fit(fit.training, 2);
        assertThat(fit.trainer.steps()).isEqualTo(6);
        assertThat(said()).isEqualTo("lanewise: the text \"deep\" cannot be recorded: java.lang.StackOverflowError; "
                + "the training goes on" + System.lineSeparator());
    }

    @Test
    void aModelThatCannotBeSummedUpIsTrained() {
        SmallFit fit = new SmallFit();
        Trainer.<Batch<Tensor, IntTensor>, Tensor>of(fit.model, fit.optimizer, batch -> {
            if (EvalMode.isOn()) {
                throw new IllegalArgumentException("not like this");
            }
            return fit.model.forward(batch.inputs());
        }, (outputs, batch) -> Losses.crossEntropy(outputs, batch.targets())).with(recorder("small"))
                .fit(fit.training, 2);
        assertThat(Json.object(runs.resolve("small/run.json"))).containsEntry("state", "complete")
                .containsEntry("notes", List.of("the model has no summary: not like this"));
    }

    @Test
    void namesOfAnyKindAreKeptAndMakeAFolder() {
        Map<String, String> folders = Map.of("<b>\"x\"\n\\</b>", "b-x-b", "näher", "n-her", "../../etc", "etc",
                "日本", "run", "CON.", "CON", ".hidden", "hidden", "a".repeat(300), "a".repeat(60), "\ud800", "run-2");
        folders.keySet().stream().sorted(Comparator.reverseOrder()).forEach(name -> {
            SmallFit fit = new SmallFit();
            RunRecorder recorder = recorder(name).setting(name, name).text(name, _ -> name);
            fit.trainer.with(recorder).fit(fit.training, 1);
            String expected = name.equals("\ud800") ? "?" : name;
            Path folder = recorder.folder().orElseThrow();
            assertThat(folder.getParent()).isEqualTo(runs);
            assertThat(Json.object(folder.resolve("run.json"))).containsEntry("name", expected)
                    .containsEntry("settings", Map.of(expected, expected));
            assertThat(Json.lines(folder.resolve("samples.jsonl")).getFirst()).containsEntry("text", expected);
        });
        try (Stream<Path> made = Files.list(runs)) {
            assertThat(made.map(path -> path.getFileName().toString())).containsExactlyInAnyOrderElementsOf(
                    folders.values());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void recordersOfOneNameInManyThreadsHaveFoldersOfTheirOwn() throws Exception {
        Set<Path> folders = new ConcurrentSkipListSet<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> done = Stream.<Future<?>>generate(() -> threads.submit(() -> {
                SmallFit fit = new SmallFit();
                RunRecorder recorder = fit.everything(recorder("small"));
                fit.trainer.with(recorder).fit(fit.training, fit.validation, 2);
                folders.add(recorder.folder().orElseThrow());
            })).limit(8).toList();
            for (Future<?> each : done) {
                each.get();
            }
        }
        assertThat(folders).hasSize(8);
        folders.forEach(folder -> assertThat(Json.object(folder.resolve("run.json")))
                .containsEntry("state", "complete").containsEntry("step", 6L));
        assertThat(said()).isEmpty();
    }

    /** Learns nothing, and has nothing to learn. */
    private static final class Nothing extends Block {}

    @Test
    void aStepOfOnesOwnWithoutParametersIsRecorded() {
        SmallFit fit = new SmallFit();
        RunRecorder recorder = recorder("own").everySteps(1).histogramsEvery(1);
        Trainer.<Batch<Tensor, IntTensor>>ofSteps(new Nothing(),
                batch -> Map.of("mean", batch.inputs().mean())).with(recorder).fit(fit.training, 2);
        Path folder = recorder.folder().orElseThrow();
        assertThat(Json.object(folder.resolve("run.json"))).containsEntry("results", List.of())
                .containsEntry("parameters", 0L).doesNotContainKeys("model", "optimizer", "classes", "sketchpad");
        assertThat(Json.lines(folder.resolve("steps.jsonl"))).hasSize(6).allSatisfy(
                line -> assertThat(line).doesNotContainKey("lr").extractingByKey("values").asString().contains("mean"));
        assertThat(Json.lines(folder.resolve("histograms.jsonl"))).isEmpty();
        assertThatThrownBy(() -> recorder.control().draw(new float[1])).hasMessage(
                "this run has nothing that can be drawn");
    }

    @Test
    void aLossThatIsNotFiniteEndsTheRunAsFailed() {
        SmallFit fit = new SmallFit();
        fit.model.parameters().getFirst().assign(Tensor.full(Float.NaN, 8, 16));
        RunRecorder recorder = fit.everything(recorder("nan"));
        fit.trainer.with(recorder);
        assertThatThrownBy(() -> fit.trainer.fit(fit.training, 1)).isInstanceOf(ArithmeticException.class);
        assertThat(Json.object(runs.resolve("nan/run.json"))).containsEntry("state", "failed").containsKey("reason");
    }

    /** Many small parameters, summed up. */
    private static final class Many extends Layer {
        private Many(int count) {
            for (int i = 0; i < count; i++) {
                parameter("p" + i, Tensor.ones(1));
            }
        }

        @Override
        protected Tensor compute(Tensor x) {
            Tensor scale = parameters().get(0).add(parameters().get(1));
            return x.slice(1, 0, 3).mul(scale);
        }
    }

    @Test
    void tenThousandParametersAreRecordedInPart() {
        SmallFit fit = new SmallFit();
        Many model = new Many(10_000);
        RunRecorder recorder = recorder("many").histogramsEvery(1);
        Trainer.<IntTensor>of(model, new SGD(model.parameters(), 0.1), Losses::crossEntropy).with(recorder)
                .fit(fit.training, 9);
        assertThat(Json.lines(runs.resolve("many/histograms.jsonl")).size()).isBetween(5_000, 20_000);
        assertThat(Json.object(runs.resolve("many/run.json"))).containsEntry("notes",
                List.of("histograms are those of the first 500 of 10000 parameters"));
    }

    @Test
    @SuppressWarnings("NullAway") // callers need not be null-checked
    void nullIsRefusedByName() {
        RunRecorder recorder = recorder("small");
        TensorDataset<Tensor, IntTensor> samples = SmallFit.samples(2);
        Sketchpad pad = new Sketchpad(1, 1, List.of("a"));
        Map<ThrowingCallable, String> refused = Map.ofEntries(
                Map.entry(() -> RunRecorder.in(null, "a"), "RunRecorder: the folder"),
                Map.entry(() -> RunRecorder.in(runs, null), "RunRecorder: the name"),
                Map.entry(() -> recorder.setting(null, 1), "RunRecorder: the name of the setting"),
                Map.entry(() -> recorder.setting("a", null), "RunRecorder: the setting \"a\""),
                Map.entry(() -> recorder.examples(null, x -> x, List.of("a")), "examples: the dataset"),
                Map.entry(() -> recorder.examples(samples, null, List.of("a")), "examples: the function"),
                Map.entry(() -> recorder.examples(samples, x -> x, null), "examples: the list of classes"),
                Map.entry(() -> recorder.examples(samples, x -> x, Arrays.asList("a", null)), "examples: class 1"),
                Map.entry(() -> recorder.sketchpad(null, _ -> null), "sketchpad: the sketchpad"),
                Map.entry(() -> recorder.sketchpad(pad, null), "sketchpad: the function"),
                Map.entry(() -> recorder.text(null, _ -> ""), "RunRecorder: the name of the text"),
                Map.entry(() -> recorder.text("a", null), "text: the function"),
                Map.entry(() -> recorder.pictures(null, _ -> Tensor.ones(1)), "RunRecorder: the name of the pictures"),
                Map.entry(() -> recorder.pictures("a", null), "pictures: the function"),
                Map.entry(() -> new Sketchpad(1, 1, null), "Sketchpad: the list of labels"),
                Map.entry(() -> new Sketchpad(1, 1, Arrays.asList("a", null)), "Sketchpad: label 1"),
                Map.entry(() -> new Answer(null, Tensor.ones(1)), "Answer: the tensor of chances"),
                Map.entry(() -> new Answer(Tensor.ones(1), null), "Answer: the picture that was seen"),
                Map.entry(() -> recorder.control().draw(null), "draw: the ink"));
        refused.forEach((call, what) -> assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(what + " is null"));
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        RunRecorder recorder = recorder("small");
        for (int[] size : new int[][] {{0, 4}, {4, -1}, {1 << 16, 1 << 16}, {1025, 1024}}) {
            assertThatThrownBy(() -> new Sketchpad(size[0], size[1], List.of("a")))
                    .isInstanceOf(IllegalArgumentException.class).hasMessage("Sketchpad: " + size[0] + " x " + size[1]
                            + " points and 1 labels, expected 1 to 1048576 points and a label or more");
        }
        assertThatThrownBy(() -> new Sketchpad(1, 1, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> recorder.text("a", _ -> "").pictures("a", _ -> Tensor.ones(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("RunRecorder: there are texts or pictures called \"a\" already");
        assertThatThrownBy(() -> RunRecorder.in(runs, " ")).hasMessage("RunRecorder: the name is blank: \" \"");
        assertThatThrownBy(() -> recorder.everySteps(0)).hasMessage("RunRecorder: everySteps: every 0 steps");
        assertThatThrownBy(() -> recorder.histogramsEvery(-1)).hasMessage(
                "RunRecorder: histogramsEvery: every -1 steps");
        assertThatThrownBy(() -> recorder.examples(SmallFit.samples(2), x -> x, List.of())).hasMessage(
                "examples: 2 samples of 0 classes");
        SmallFit first = new SmallFit();
        first.trainer.with(recorder);
        assertThatThrownBy(() -> new SmallFit().trainer.with(recorder)).hasMessage("RunRecorder: a trainer "
                + "has the recorder of \"small\" already; take a recorder for each trainer");
        assertThatThrownBy(() -> first.trainer.with(recorder)).isInstanceOf(IllegalStateException.class);
        Tensor inputs = Tensor.ones(2, 16);
        assertThatThrownBy(() -> recorder("targets").examples(
                new TensorDataset<>(inputs, IntTensor.of(1, 0, 0, 1).reshape(2, 2)), x -> x, List.of("a", "b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("examples: targets [1, 2]: expected [n], a class for each sample");
    }
}
