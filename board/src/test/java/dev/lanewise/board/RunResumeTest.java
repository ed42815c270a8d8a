package dev.lanewise.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import dev.lanewise.train.callbacks.Checkpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that was interrupted and goes on in its folder. */
class RunResumeTest {
    private static final int EPOCHS = 3;
    private static final Set<String> DIFFERS = Set.of("time", "memory", "samplesPerSecond");

    @TempDir
    Path folder;

    private Path runs() {
        return folder.resolve("runs");
    }

    private static RunRecorder fit(Path runs, Path checkpoint, Callback... more) {
        SmallFit fit = new SmallFit();
        RunRecorder recorder = fit.everything(RunRecorder.in(runs, "small"));
        fit.trainer.with(recorder, new Checkpoints(checkpoint).everySteps(2)).with(more).resume(checkpoint)
                .fit(fit.training, fit.validation, EPOCHS);
        return recorder;
    }

    /** All that is recorded, but for times and what tells of interruptions. */
    private static Map<String, Object> content(Path run) {
        Map<String, Object> content = new TreeMap<>();
        try (Stream<Path> files = Files.list(run)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.equals("run.json")) {
                    Map<String, @Nullable Object> object = Json.object(file);
                    List.of("begun", "since", "model", "seconds", "pid", "started").forEach(object::remove);
                    content.put(name, object);
                } else if (name.endsWith(".jsonl") && !name.equals("events.jsonl")) {
                    List<Map<String, @Nullable Object>> lines = Json.lines(file);
                    lines.forEach(line -> line.keySet().removeAll(DIFFERS));
                    content.put(name, lines);
                } else if (name.endsWith(".safetensors")) {
                    content.put(name, Arrays.hashCode(Files.readAllBytes(file)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return content;
    }

    private static void assertSame(Path run, Path expected) {
        Map<String, Object> content = content(run);
        Map<String, Object> wanted = content(expected);
        assertThat(content.keySet()).isEqualTo(wanted.keySet());
        wanted.forEach((name, each) -> assertThat(content.get(name)).as(name).isEqualTo(each));
    }

    /** At a moment, keeps all files as they are then: what a process that is killed there leaves. */
    private final class Killed implements Callback {
        private final long atStep;
        private final boolean atEpoch;
        private boolean done;

        private Killed(long atStep, boolean atEpoch) {
            this.atStep = atStep;
            this.atEpoch = atEpoch;
        }

        @Override
        public void settled(Fit fit) {
            if (done || fit.step() != atStep || fit.isWithinEpoch() == atEpoch) {
                return;
            }
            done = true;
            try (Stream<Path> files = Files.walk(runs())) {
                for (Path file : files.toList()) {
                    Path copy = folder.resolve("killed").resolve(runs().relativize(file));
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
                Path checkpoint = folder.resolve("state");
                if (Files.exists(checkpoint)) {
                    Files.copy(checkpoint, folder.resolve("killed-state"));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4, 5, 6, 7, 8, 9, -3, -6, -9})
    void aRunThatWasKilledHasTheFilesOfOneThatNeverStopped(long at) {
        boolean atEpoch = at < 0;
        Path whole = fit(runs(), folder.resolve("state"), new Killed(Math.abs(at), atEpoch)).folder().orElseThrow();
        Path left = folder.resolve("killed");
        RunRecorder resumed = fit(left, folder.resolve("killed-state"));
        assertThat(resumed.folder()).contains(left.resolve("small"));
        assertSame(left.resolve("small"), whole);
        assertThat((List<?>) Json.object(left.resolve("small/run.json")).get("model")).hasSize(5);
        assertThat(Json.lines(left.resolve("small/events.jsonl"))).extracting(line -> line.get("kind"))
                .contains("begun", "resumed", "complete");
    }

    @Test
    void aHalfWrittenLineIsDropped() throws Exception {
        fit(runs(), folder.resolve("state"), new Killed(4, false));
        Path run = folder.resolve("killed/small");
        Files.writeString(run.resolve("steps.jsonl"), Files.readString(run.resolve("steps.jsonl")) + "{\"step\":");
        Files.writeString(run.resolve("events.jsonl"), "nonsense\n");
        Object since = Json.object(run.resolve("run.json")).get("since");
        fit(folder.resolve("killed"), folder.resolve("killed-state"));
        assertThat(Json.object(run.resolve("run.json")).get("since")).as("by which readers see that lines were dropped")
                .isInstanceOf(String.class).isNotEqualTo(since);
        assertThat(Json.lines(run.resolve("steps.jsonl"))).extracting(line -> line.get("step"))
                .containsExactly(1L, 2L, 4L, 6L, 8L);
        assertThat(Json.lines(run.resolve("events.jsonl"))).extracting(line -> line.get("kind"))
                .containsExactly("resumed", "complete");
    }

    @Test
    void aTrainingMayBeRecordedFromItsMiddleOn() {
        SmallFit plain = new SmallFit();
        Path state = folder.resolve("state");
        plain.trainer.with(new Checkpoints(state)).fit(plain.training, plain.validation, 1);
        RunRecorder recorder = fit(runs(), state);
        Path run = recorder.folder().orElseThrow();
        assertThat(run).isEqualTo(runs().resolve("small"));
        assertThat(Json.lines(run.resolve("epochs.jsonl"))).extracting(line -> line.get("epoch"))
                .containsExactly(2L, 3L);
        assertThat(Json.object(run.resolve("run.json"))).containsEntry("state", "complete");
    }

    @Test
    void aRecordedTrainingMayGoOnUnrecorded() {
        Path state = folder.resolve("state");
        fit(runs(), state);
        SmallFit plain = new SmallFit();
        plain.trainer.with(new Checkpoints(state)).resume(state).fit(plain.training, plain.validation, EPOCHS + 1);
        SmallFit whole = new SmallFit();
        whole.trainer.fit(whole.training, whole.validation, EPOCHS + 1);
        assertThat(plain.weights()).usingRecursiveComparison().isEqualTo(whole.weights());
    }

    @Test
    void aRunWhoseFolderIsGoneBeginsAnother() {
        fit(runs(), folder.resolve("state"), new Killed(4, false));
        Path elsewhere = folder.resolve("elsewhere");
        Path run = fit(elsewhere, folder.resolve("killed-state")).folder().orElseThrow();
        assertThat(run).isEqualTo(elsewhere.resolve("small"));
        assertThat(Json.lines(run.resolve("steps.jsonl"))).extracting(line -> line.get("step"))
                .containsExactly(6L, 8L);
    }

    @Test
    void anotherRunInAFolderOfThatNameIsLeftAlone() {
        fit(runs(), folder.resolve("state"), new Killed(4, false));
        Path elsewhere = folder.resolve("elsewhere");
        Path other = fit(elsewhere, folder.resolve("other-state")).folder().orElseThrow();
        Map<String, Object> before = content(other);
        Path run = fit(elsewhere, folder.resolve("killed-state")).folder().orElseThrow();
        assertThat(run).isEqualTo(elsewhere.resolve("small-2"));
        assertThat(content(other)).isEqualTo(before);
        assertThat(Json.lines(run.resolve("steps.jsonl"))).extracting(line -> line.get("step"))
                .containsExactly(6L, 8L);
    }

    @Test
    void aRunThatIsRecordedElsewhereIsNotResumedBesides() {
        fit(runs(), folder.resolve("state"), new Killed(4, false));
        Path left = folder.resolve("killed");
        fit(left, folder.resolve("killed-state"), new Callback() {
            private boolean tried;

            @Override
            public void step(Fit fit) {
                if (!tried) {
                    tried = true;
                    SmallFit second = new SmallFit();
                    second.trainer.with(second.everything(RunRecorder.in(left, "small")),
                            new Checkpoints(folder.resolve("second"))).resume(folder.resolve("killed-state"));
                    assertThatThrownBy(() -> second.trainer.fit(second.training, EPOCHS))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageEndingWith("another writer of this program writes run to the folder; "
                                    + "end it first, or take another folder");
                }
            }
        });
    }

    @Test
    void aSecondFitOfATrainerGoesOnInTheFolder() {
        SmallFit fit = new SmallFit();
        RunRecorder recorder = fit.everything(RunRecorder.in(runs(), "small"));
        fit.trainer.with(recorder).fit(fit.training, fit.validation, 1);
        fit.trainer.fit(fit.training, fit.validation, EPOCHS);
        SmallFit once = new SmallFit();
        RunRecorder whole = once.everything(RunRecorder.in(folder.resolve("once"), "small"));
        once.trainer.with(whole).fit(once.training, once.validation, EPOCHS);
        assertThat(recorder.folder()).contains(runs().resolve("small"));
        assertSame(runs().resolve("small"), folder.resolve("once/small"));
    }

    @Test
    void aFitThatFailedSaysSoAndGoesOn() {
        SmallFit fit = new SmallFit();
        RunRecorder recorder = fit.everything(RunRecorder.in(runs(), "small"));
        fit.trainer.with(recorder).with(new Callback() {
            private boolean failed;

            @Override
            public void step(Fit current) {
                if (current.step() == 4 && !failed) {
                    failed = true;
                    throw new IllegalStateException("a \"fault\"\nof <b>others</b>");
                }
            }
        });
        assertThatThrownBy(() -> fit.trainer.fit(fit.training, fit.validation, EPOCHS)).hasMessageContaining("fault");
        Path run = runs().resolve("small");
        assertThat(Json.object(run.resolve("run.json"))).containsEntry("state", "failed")
                .containsEntry("reason", "a \"fault\"\\nof <b>others</b>").containsEntry("step", 4L);
        assertThat(recorder.control().isRunning()).isFalse();
        assertThatThrownBy(recorder.control()::pause).hasMessage("the training is over");
    }
}
