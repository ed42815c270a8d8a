package dev.lanewise.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.board.control.Control;
import dev.lanewise.board.control.RefusedException;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import dev.lanewise.train.callbacks.EarlyStopping;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stop that is accepted saves the state, whenever it comes; a pause is no time of the training. */
@Timeout(300)
class RunStopTest {
    private static final int EPOCHS = 2;

    @TempDir
    Path runs;

    private final SmallFit fit = new SmallFit();
    private RunRecorder recorder;

    @BeforeEach
    void record() {
        recorder = fit.everything(RunRecorder.in(runs, "small"));
    }

    private Path state() {
        return runs.resolve("small/state.safetensors");
    }

    private List<Object> events() {
        List<Object> events = new ArrayList<>();
        Json.lines(runs.resolve("small/events.jsonl")).forEach(
                line -> events.add(line.get("kind") + ": " + line.get("text")));
        return events;
    }

    private void stop() {
        try {
            recorder.control().stop();
        } catch (RefusedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Goes on from what was saved, for more epochs, and has the bits of a training that never stopped. */
    private void assertGoesOn() {
        SmallFit plain = new SmallFit();
        plain.trainer.fit(plain.training, plain.validation, EPOCHS + 2);
        SmallFit second = new SmallFit();
        RunRecorder resumed = second.everything(RunRecorder.in(runs, "small"));
        second.trainer.with(resumed).resume(state()).fit(second.training, second.validation, EPOCHS + 2);
        assertThat(second.weights()).usingRecursiveComparison().isEqualTo(plain.weights());
        assertThat(resumed.folder()).contains(runs.resolve("small"));
    }

    @Test
    void inTheLastValidationTheTrainingIsCompleteAndItsStateIsSaved() {
        fit.trainer.with(recorder, new Callback() {
            @Override
            public void validating(Fit current) {
                if (current.epoch() == EPOCHS && current.validated() == 1) {
                    stop();
                    assertThatThrownBy(recorder.control()::stop).hasMessage("the training is about to stop");
                }
            }
        }).fit(fit.training, fit.validation, EPOCHS);
        assertThat(Json.object(runs.resolve("small/run.json"))).containsEntry("state", "complete");
        assertThat(events()).containsExactly("begun: begun",
                "note: the training was about to end when it was to be stopped; its state is in state.safetensors",
                "complete: complete");
        assertGoesOn();
    }

    /** The last moment at which a stop can be accepted: nothing of the training asks for requests any more. */
    @Test
    void afterTheLastRequestsWereServedTheStateIsSavedAsWell() {
        fit.trainer.with(recorder, new Callback() {
            @Override
            public void settled(Fit current) { // behind the recorder's
                if (current.epoch() == EPOCHS && !current.isWithinEpoch()) {
                    stop();
                }
            }

            @Override
            public void end(Fit current) {
                assertThat(recorder.control().isRunning()).isFalse();
                assertThatThrownBy(recorder.control()::stop).hasMessage("the training is ending");
                assertThatThrownBy(recorder.control()::pause).hasMessage("the training is ending");
            }
        }).fit(fit.training, fit.validation, EPOCHS);
        assertThat(Json.object(runs.resolve("small/run.json"))).containsEntry("state", "complete");
        assertThat(events()).hasSize(3).element(1).asString().endsWith("its state is in state.safetensors");
        assertGoesOn();
        assertThatThrownBy(recorder.control()::stop).hasMessage("the training is over");
    }

    @Test
    void atTheStepThatIsTheLastByALimit() {
        fit.trainer.maxSteps(4).with(recorder, new Callback() {
            @Override
            public void settled(Fit current) { // the limit ends the fit before the recorder is asked again
                if (current.step() == 4) {
                    stop();
                }
            }
        }).fit(fit.training, fit.validation, EPOCHS);
        assertThat(fit.trainer.steps()).isEqualTo(4);
        assertThat(Json.object(runs.resolve("small/run.json"))).containsEntry("state", "complete");
        assertGoesOn();
    }

    @Test
    void whereOthersEndTheTrainingTheStateIsThatBeforeTheBestWeights() {
        fit.trainer.with(recorder, new EarlyStopping("validation.loss").patience(1), new Callback() {
            @Override
            public void epoch(Fit current) {
                current.stop("others have said so");
                stop();
            }
        }).fit(fit.training, fit.validation, EPOCHS);
        assertThat(Json.object(runs.resolve("small/run.json"))).containsEntry("state", "complete")
                .containsEntry("reason", "others have said so");
        assertThat(events()).contains(
                "note: the training was about to end when it was to be stopped; its state is in state.safetensors");
        assertThat(state()).exists();
    }

    @Test
    void aTrainingThatFailsHasNoStateToGoOnFrom() {
        fit.trainer.with(recorder, new Callback() {
            @Override
            public void step(Fit current) {
                stop();
                throw new IllegalStateException("a fault");
            }
        });
        assertThatThrownBy(() -> fit.trainer.fit(fit.training, EPOCHS)).hasMessage("a fault");
        assertThat(Json.object(runs.resolve("small/run.json"))).containsEntry("state", "failed");
        assertThat(state()).doesNotExist();
    }

    @Test
    void aTrainingThatOthersPauseIsResumedFromItsFolder() {
        fit.trainer.with(recorder, new Callback() {
            @Override
            public void step(Fit current) {
                if (current.step() == 4) {
                    current.pause("the program was asked to end");
                }
            }
        }).fit(fit.training, fit.validation, EPOCHS);
        assertThat(events()).containsExactly("begun: begun",
                "stopped: stopped: the program was asked to end; the state is in state.safetensors");
        assertGoesOn();
    }

    @Test
    void aPauseIsNoTimeOfTheTraining() throws Exception {
        Control control = recorder.control();
        long began = System.nanoTime();
        try (ExecutorService others = Executors.newSingleThreadExecutor()) {
            Future<?> done = others.submit(() -> {
                while (!control.isPaused()) {
                    Thread.sleep(1);
                }
                Thread.sleep(1000);
                control.resume();
                return null;
            });
            fit.trainer.with(recorder, new Callback() {
                @Override
                public void step(Fit current) {
                    if (current.step() == 2) {
                        try {
                            control.pause();
                        } catch (RefusedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                }
            }).fit(fit.training, fit.validation, EPOCHS);
            done.get();
        }
        double wall = (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1);
        double trained = fit.trainer.history().epochs().stream().mapToDouble(epoch -> epoch.seconds()).sum();
        assertThat(trained).isPositive().isLessThan(wall - 0.99);
    }
}
