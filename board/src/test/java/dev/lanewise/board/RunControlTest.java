package dev.lanewise.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.board.control.Answer;
import dev.lanewise.board.control.Control;
import dev.lanewise.board.control.RefusedException;
import dev.lanewise.board.control.Sketchpad;
import dev.lanewise.loss.Losses;
import dev.lanewise.optim.ParameterGroups;
import dev.lanewise.optim.SGD;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import dev.lanewise.train.Trainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What other threads ask of a training. */
@Timeout(300)
class RunControlTest {
    @TempDir
    Path runs;

    /** Something done after a step, by the thread that trains. */
    private static Callback after(long step, Act act) {
        return new Callback() {
            @Override
            public void step(Fit fit) {
                if (fit.step() == step) {
                    try {
                        act.run(fit);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        };
    }

    private interface Act {
        void run(Fit fit) throws Exception;
    }

    private static List<Object> kinds(RunRecorder recorder) {
        List<Object> kinds = new ArrayList<>();
        Json.lines(recorder.folder().orElseThrow().resolve("events.jsonl")).forEach(line -> kinds.add(
                String.valueOf(line.get("kind"))));
        return kinds;
    }

    /** Has another thread wait for a state, then do something. */
    private static Future<?> when(ExecutorService others, Wanted wanted, Wanted then) {
        return others.submit(() -> {
            while (!wanted.get()) {
                Thread.sleep(1);
            }
            then.get();
            return null;
        });
    }

    private interface Wanted {
        boolean get() throws Exception;
    }

    @Test
    void aPausedTrainingIsHeldAndGoesOnWithTheSameBits() throws Exception {
        SmallFit plain = new SmallFit();
        plain.trainer.fit(plain.training, plain.validation, 3);
        SmallFit fit = new SmallFit();
        RunRecorder recorder = fit.everything(RunRecorder.in(runs, "small"));
        Control control = recorder.control();
        AtomicReference<Object> stateWhileHeld = new AtomicReference<>("");
        try (ExecutorService others = Executors.newSingleThreadExecutor()) {
            Future<?> done = when(others, control::isPaused, () -> {
                Thread.sleep(1000);
                Answer answer = control.draw(new float[16]);
                assertThat(answer.chances().shape()).hasToString("[3]");
                stateWhileHeld.set(String.valueOf(Json.object(runs.resolve("small/run.json")).get("state")));
                control.resume();
                return true;
            });
            fit.trainer.with(recorder, after(4, _ -> control.pause())).fit(fit.training, fit.validation, 3);
            done.get();
        }
        assertThat(stateWhileHeld.get()).isEqualTo("paused");
        assertThat(kinds(recorder)).containsExactly("begun", "paused", "continued", "complete");
        assertThat(fit.weights()).usingRecursiveComparison().isEqualTo(plain.weights());
        List<Double> times = Json.lines(runs.resolve("small/steps.jsonl")).stream()
                .filter(line -> (long) (Long) line.get("step") >= 4).map(line -> (Double) line.get("time")).toList();
        assertThat(times.get(1) - times.get(0)).isLessThan(0.9); // a second was held
    }

    @Test
    void drawingsAreAnsweredDuringTheTrainingAndAfterItWithoutChangingIt() throws Exception {
        SmallFit plain = new SmallFit();
        plain.trainer.fit(plain.training, plain.validation, 40);
        SmallFit fit = new SmallFit();
        RunRecorder recorder = fit.everything(RunRecorder.in(runs, "small"));
        float[] ink = new float[16];
        ink[5] = 1;
        assertThatThrownBy(() -> recorder.control().draw(ink)).isInstanceOf(RefusedException.class)
                .hasMessage("the training has not begun yet");
        CountDownLatch begun = new CountDownLatch(1);
        try (ExecutorService others = Executors.newFixedThreadPool(2)) {
            List<Future<Integer>> answered = new ArrayList<>();
            for (int thread = 0; thread < 2; thread++) {
                answered.add(others.submit(() -> {
                    begun.await();
                    int count = 0;
                    for (; count < 50; count++) {
                        assertThat(recorder.control().draw(ink).seen().get(1, 1)).isEqualTo(1);
                    }
                    return count;
                }));
            }
            fit.trainer.with(recorder, after(1, _ -> begun.countDown())).fit(fit.training, fit.validation, 40);
            assertThat(answered.get(0).get() + answered.get(1).get()).isEqualTo(100);
        }
        assertThat(fit.weights()).usingRecursiveComparison().isEqualTo(plain.weights());
        assertThat(recorder.control().draw(ink).chances().sum().item()).isBetween(0.999f, 1.001f);
        assertThatThrownBy(() -> recorder.control().draw(new float[15])).isInstanceOf(RefusedException.class)
                .hasMessage("a drawing of 15 points, expected 4 x 4");
        ink[3] = Float.NaN;
        assertThatThrownBy(() -> recorder.control().draw(ink)).isInstanceOf(RefusedException.class)
                .hasMessage("a drawing with a point of NaN, expected 0 to 1");
    }

    @Test
    void aTrainingEndsThoughSomebodyKeepsDrawing() throws Exception {
        SmallFit fit = new SmallFit();
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        RunRecorder recorder = RunRecorder.in(runs, "small").sketchpad(new Sketchpad(1, 1, List.of("a")), ink -> {
            LockSupport.parkNanos(20_000_000); // meanwhile the others draw again
            return new Answer(Tensor.ones(1), Tensor.ones(1, 1));
        });
        try (ExecutorService others = Executors.newFixedThreadPool(3)) {
            for (int thread = 0; thread < 3; thread++) {
                others.submit(() -> {
                    begun.await();
                    while (over.getCount() > 0) {
                        recorder.control().draw(new float[1]);
                    }
                    return null;
                });
            }
            fit.trainer.with(recorder, after(1, _ -> begun.countDown())).fit(fit.training, 3);
            over.countDown();
        }
        assertThat(kinds(recorder)).containsExactly("begun", "complete");
    }

    @Test
    void aTrainingThatWasStoppedIsResumedFromItsFolder() throws Exception {
        SmallFit plain = new SmallFit();
        plain.trainer.fit(plain.training, plain.validation, 3);
        SmallFit first = new SmallFit();
        RunRecorder recorder = first.everything(RunRecorder.in(runs, "small"));
        first.trainer.with(recorder, after(5, _ -> recorder.control().stop())).fit(first.training, first.validation, 3);
        assertThat(first.trainer.steps()).isEqualTo(5);
        assertThat(Json.object(runs.resolve("small/run.json"))).containsEntry("state", "stopped")
                .containsEntry("reason", "stopped from the board");
        SmallFit second = new SmallFit();
        RunRecorder resumed = second.everything(RunRecorder.in(runs, "small"));
        second.trainer.with(resumed).resume(runs.resolve("small/state.safetensors"))
                .fit(second.training, second.validation, 3);
        assertThat(resumed.folder()).isEqualTo(recorder.folder());
        assertThat(second.weights()).usingRecursiveComparison().isEqualTo(plain.weights());
        assertThat(kinds(resumed)).containsExactly("begun", "stopped", "resumed", "complete");
    }

    @Test
    void aHoldEndsWithTheFit() throws Exception {
        for (boolean pauses : new boolean[] {true, false}) {
            SmallFit fit = new SmallFit();
            RunRecorder recorder = fit.everything(RunRecorder.in(runs, "small"));
            AtomicReference<Fit> current = new AtomicReference<>();
            try (ExecutorService others = Executors.newSingleThreadExecutor()) {
                Future<?> done = when(others, recorder.control()::isPaused, () -> {
                    if (pauses) {
                        current.get().pause("the program was asked to end");
                    } else {
                        current.get().stop("others have said so");
                    }
                    return true;
                });
                fit.trainer.with(recorder, after(4, now -> {
                    current.set(now);
                    recorder.control().pause();
                })).fit(fit.training, fit.validation, 3);
                done.get();
            }
            assertThat(fit.trainer.steps()).isEqualTo(4);
            assertThat(recorder.control().isPaused()).isFalse();
            assertThat(kinds(recorder)).containsExactly("begun", "paused", pauses ? "stopped" : "complete");
        }
    }

    @Test
    void aHoldEndsWithAnInterrupt() throws Exception {
        SmallFit fit = new SmallFit();
        RunRecorder recorder = fit.everything(RunRecorder.in(runs, "small"));
        Thread training = Thread.currentThread();
        try (ExecutorService others = Executors.newSingleThreadExecutor()) {
            Future<?> done = when(others, recorder.control()::isPaused, () -> {
                training.interrupt();
                return true;
            });
            fit.trainer.with(recorder, after(4, _ -> recorder.control().pause())).fit(fit.training, 3);
            assertThat(Thread.interrupted()).isTrue();
            done.get(10, TimeUnit.SECONDS);
        }
        assertThat(fit.trainer.steps()).isEqualTo(9);
        assertThat(kinds(recorder)).startsWith("begun", "paused", "continued").endsWith("complete");
    }

    @Test
    void theLearningRateIsThatOfTheNextStep() {
        SmallFit fit = new SmallFit();
        RunRecorder recorder = RunRecorder.in(runs, "small").everySteps(1);
        fit.trainer.with(recorder, after(2, _ -> {
            for (double wrong : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
                assertThatThrownBy(() -> recorder.control().setLearningRate(wrong))
                        .isInstanceOf(RefusedException.class)
                        .hasMessage("a learning rate of " + wrong + ": expected a finite number of 0 or more");
            }
            recorder.control().setLearningRate(0.5);
        })).fit(fit.training, 1);
        assertThat(Json.lines(runs.resolve("small/steps.jsonl"))).extracting(line -> line.get("lr"))
                .containsExactly(0.01, 0.01, 0.5);
        assertThat(Json.lines(runs.resolve("small/events.jsonl")).get(1))
                .containsEntry("kind", "rate").containsEntry("step", 2L)
                .containsEntry("text", "the learning rate was changed from 0.01 to 0.5");
    }

    @Test
    void theRatesOfGroupsKeepTheirProportion() {
        SmallFit fit = new SmallFit();
        SGD first = new SGD(fit.model.parameters().subList(0, 2), 0.1);
        SGD second = new SGD(fit.model.parameters().subList(2, 4), 0.3);
        RunRecorder recorder = RunRecorder.in(runs, "small");
        Trainer.<IntTensor>of(fit.model, new ParameterGroups(first, second), Losses::crossEntropy)
                .with(recorder, after(2, _ -> recorder.control().setLearningRate(0.2))).fit(fit.training, 1);
        assertThat(first.lr()).isEqualTo(0.2);
        assertThat(second.lr()).isCloseTo(0.6, Offset.offset(1e-12));
    }
}
