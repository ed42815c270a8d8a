package dev.lanewise.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.board.control.RefusedException;
import dev.lanewise.io.WriteLock;
import dev.lanewise.loss.Losses;
import dev.lanewise.optim.LiveScalars;
import dev.lanewise.optim.Schedule;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.state.State;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import dev.lanewise.train.Trainer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Optimizers, schedules, callbacks and exceptions of users that fail where the recorder asks them something. */
@Timeout(300)
class RunOfStrangersTest {
    private static final int STEPS = 6;

    @TempDir
    Path runs;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final SmallFit fit = new SmallFit();
    private RunRecorder recorder;

    @BeforeEach
    void record() {
        recorder = fit.everything(new RunRecorder(runs, "small", new PrintStream(said, true, StandardCharsets.UTF_8)));
    }

    /** A rule with a text of its own. */
    private static final class Rule extends UpdateRule {
        private final Supplier<@Nullable String> text;

        private Rule(List<Tensor> parameters, Schedule lr, Supplier<@Nullable String> text) {
            super(parameters, lr);
            this.text = text;
        }

        @Override
        protected void update(Parameter p, LiveScalars live) {
            p.value().assign(p.value().sub(p.grad().mul(live.lr())));
        }

        @Override
        @SuppressWarnings("NullAway") // a user's class need not be null-checked
        public String toString() {
            return text.get();
        }
    }

    private void train(Schedule lr, Supplier<@Nullable String> text, Callback... more) {
        Trainer.<IntTensor>of(fit.model, new Rule(fit.model.parameters(), lr, text), Losses::crossEntropy)
                .with(recorder).with(more).fit(fit.training, 2);
    }

    /** What is told, once; the training is whole, and its folder is free again. */
    private void assertTold(String... sentences) {
        Path run = recorder.folder().orElseThrow();
        assertThat(Json.object(run.resolve("run.json"))).containsEntry("state", "complete")
                .containsEntry("step", (long) STEPS).containsEntry("notes", List.of(sentences));
        assertThat(said.toString(StandardCharsets.UTF_8).lines()).containsExactly(
                List.of(sentences).stream().map(each -> "lanewise: " + each).toArray(String[]::new));
        assertThat(recorder.control().isRunning()).isFalse();
        WriteLock.ofFolder(run, "run").release();
    }

    @SuppressWarnings("unchecked") // as languages without checked exceptions do
    private static <E extends Throwable, T> T sneak(Throwable e) throws E {
        throw (E) e;
    }

    @Test
    void anOptimizerWithoutAText() {
        train(_ -> 0.01, () -> null);
        assertTold("the optimizer's text cannot be recorded: toString() of " + Rule.class.getName()
                + " gives null; the training goes on");
        assertThat(Json.object(runs.resolve("small/run.json"))).doesNotContainKey("optimizer");
    }

    @Test
    void anOptimizerWhoseTextFails() {
        train(_ -> 0.01, () -> sneak(new IOException("no text\n\u001b[2J")));
        assertTold("the optimizer's text cannot be recorded: no text\\n\\u001b[2J; the training goes on");
    }

    @Test
    void anOptimizerWhoseTextNeverEnds() {
        train(_ -> 0.01, () -> sneak(new StackOverflowError()));
        assertTold("the optimizer's text cannot be recorded: java.lang.StackOverflowError; the training goes on");
    }

    /** An exception that does not even say what it is. */
    private static final class Mute extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("mute");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("mute");
        }
    }

    @Test
    void anExceptionWithoutAText() {
        recorder.text("broken", _ -> {
            throw new Mute();
        });
        train(_ -> 0.01, () -> "rule");
        assertTold("the text \"broken\" cannot be recorded: " + Mute.class.getName() + "; the training goes on");
    }

    @Test
    void aFitThatEndsByAnExceptionWithoutAText() {
        assertThatThrownBy(() -> train(_ -> 0.01, () -> "rule", new Callback() {
            @Override
            public void step(Fit current) {
                throw new Mute();
            }
        })).isInstanceOf(Mute.class);
        assertThat(Json.object(runs.resolve("small/run.json"))).containsEntry("state", "failed")
                .containsEntry("reason", Mute.class.getName());
        WriteLock.ofFolder(runs.resolve("small"), "run").release();
    }

    @Test
    void aScheduleThatKnowsTheStepsOfTheTrainingAlone() {
        double[] rates = {0.01, 0.02, 0.03, 0.04, 0.05, 0.06};
        recorder.everySteps(1);
        train(step -> rates[(int) step], () -> "rule");
        assertTold();
        assertThat(Json.lines(runs.resolve("small/steps.jsonl"))).extracting(line -> line.get("lr"))
                .containsExactly(0.01, 0.02, 0.03, 0.04, 0.05, 0.06);
    }

    @Test
    void aScheduleThatFailsForARequest() {
        boolean[] fails = {false};
        train(_ -> {
            if (fails[0]) {
                fails[0] = false;
                throw new IllegalStateException("no rate");
            }
            return 0.01;
        }, () -> "rule", new Callback() {
            @Override
            public void step(Fit current) {
                if (current.step() == 2) {
                    try {
                        recorder.control().setLearningRate(0.5);
                    } catch (RefusedException e) {
                        throw new IllegalStateException(e);
                    }
                    fails[0] = true;
                }
            }
        });
        assertTold();
        assertThat(Json.lines(runs.resolve("small/events.jsonl"))).extracting(line -> line.get("text"))
                .contains("the learning rate could not be changed: no rate");
    }

    @Test
    void aCallbackThatCannotTakeItsLineAway() {
        recorder.text("broken", _ -> sneak(new IOException("no text")));
        train(_ -> 0.01, () -> "rule", new Callback() {
            @Override
            public void printing() {
                throw new IllegalStateException("no terminal");
            }
        });
        assertTold("the text \"broken\" cannot be recorded: no text; the training goes on");
    }

    @Test
    void aCallbackWhoseStateFailsIsNotStopped() {
        train(_ -> 0.01, () -> "rule", new Callback() {
            @Override
            public void state(State state) {
                throw new AssertionError("no state");
            }

            @Override
            public void step(Fit current) {
                if (current.step() == 2) {
                    try {
                        recorder.control().stop();
                    } catch (RefusedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        });
        assertTold("the training was not stopped, as its state could not be saved: no state");
    }

    @Test
    void aSettingWithoutATextIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> recorder.setting("odd", new Object() {
            @Override
            @SuppressWarnings({"NullAway", "ToStringReturnsNull"})
            public String toString() {
                return null;
            }
        })).withMessage("RunRecorder: the setting \"odd\" as text is null");
    }
}
