package dev.lanewise.examples.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The moments of a run of five epochs, as a loop that is written by hand calls them. */
class RunTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final List<Path> models = new ArrayList<>();

    private Run run(@Nullable Path save, @Nullable Path checkpoint) {
        RunOptions options = new RunOptions(5);
        options.save = save;
        options.checkpoint = checkpoint;
        PrintWriter writer = new PrintWriter(out);
        Report report = new Report(writer, writer, false, List.of(), "images", "");
        return new Run(options, report, 1000, models::add);
    }

    private static Map<String, Double> results(double testLoss) {
        Map<String, Double> results = new LinkedHashMap<>();
        results.put("loss", 0.5);
        results.put("accuracy", 0.8);
        results.put("validation.loss", testLoss);
        results.put("validation.accuracy", 0.9);
        return results;
    }

    @Test
    void aResumedRunKnowsTheModelOfTheEpochsBefore() throws IOException {
        Path model = Files.createFile(folder.resolve("model.st"));
        Run run = run(model, null);
        run.begin(true, 2, 0);
        assertThat(run.stopped()).isEqualTo("stopped in epoch 3 of 5; the model after epoch 2 is in " + model);
        assertThat(out.toString().strip()).isEqualTo("resumed after 2 epochs and 0 images");
    }

    @Test
    void itTellsTheEpochAndTheLastModel() {
        Run run = run(Path.of("m.st"), null);
        run.begin(false, 0, 0);
        assertThat(run.stopped()).isEqualTo("stopped in epoch 1 of 5; nothing has been saved in m.st yet");
        for (int epoch = 1; epoch < 5; epoch++) {
            run.epoch(epoch, results(1));
            assertThat(run.stopped()).isEqualTo("stopped in epoch " + (epoch + 1) + " of 5; the model after epoch "
                    + epoch + " is in m.st");
        }
        run.epoch(5, results(1));
        assertThat(run.stopped()).isEqualTo("stopped in epoch 5 of 5; the model after epoch 5 is in m.st");
        assertThat(models).hasSize(5);
    }

    /** A writer whose reader ends after some characters. */
    private static PrintWriter broken(int after) {
        return new PrintWriter(new Writer() {
            private int left = after;

            @Override
            public void write(char[] text, int offset, int length) throws IOException {
                left -= length;
                if (left < 0) {
                    throw new IOException("Broken pipe");
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
    }

    @Test
    void aTrainingThatIsOverDoesNotGoOnForItsKeepers() {
        for (boolean within : new boolean[] {true, false}) {
            StringWriter err = new StringWriter();
            Report report = new Report(broken(within ? 0 : 250), new PrintWriter(err), false, List.of("--save"),
                    "images", "");
            RunOptions options = new RunOptions(2);
            options.save = Path.of("m.st");
            Run run = new Run(options, report, 1000, models::add);
            run.begin(false, 0, 0);
            run.epoch(1, results(1));
            run.epoch(2, results(1));
            run.close();
            report.say("of the mistakes of a training that is over, at such a length that no pipe has taken it: "
                    + "x".repeat(200));
            assertThat(err.toString()).isEqualToNormalizingNewlines(within
                    ? "error: standard output cannot be written; training goes on for --save\n"
                    : "error: standard output cannot be written; the training, which is over, is kept by --save\n");
        }
    }

    @Test
    void aHostileNameIsShownAsItMayBe() {
        Run run = run(Path.of("m\u001b[2J"), null);
        run.begin(false, 0, 0);
        assertThat(run.stopped()).contains("in m\\u001b[2J yet");
        run.epoch(1, results(1));
        assertThat(run.stopped()).endsWith("in m\\u001b[2J");
    }

    @Test
    void withoutAModelItSaysThatNothingIsSaved() {
        Run run = run(null, null);
        run.begin(true, 2, 0);
        assertThat(run.stopped())
                .isEqualTo("stopped in epoch 3 of 5; nothing is saved without --save or --checkpoint");
    }

    @Test
    void itTellsWhatARunCanBeResumedFrom() throws IOException {
        Path checkpoint = folder.resolve("run.st");
        Run run = run(null, checkpoint);
        run.begin(false, 0, 0);
        assertThat(run.stopped()).isEqualTo("stopped in epoch 1 of 5; there is no checkpoint yet");
        Files.createFile(checkpoint);
        assertThat(run.stopped()).isEqualTo("stopped in epoch 1 of 5; --resume goes on from " + checkpoint);
    }

    @Test
    void anEpochIsNotLeftHalfDone() {
        assertThatThrownBy(() -> run(null, null).begin(true, 5, 64)).hasMessage(
                "--epochs 5: the run to be resumed is in epoch 6, which it would leave half done");
    }

    @Test
    void theTableHasTheMeasuresThatThereAre() {
        Run run = run(null, null);
        run.begin(false, 0, 0);
        run.step(1, 64, () -> Map.of("loss", 1.0));
        assertThat(out.toString()).contains("  epoch   train loss   test loss   seconds  samples/s");
        Run other = run(null, null);
        other.begin(false, 0, 0);
        other.epoch(1, results(0.25)); // resumed in the test
        assertThat(out.toString())
                .contains("  epoch   train loss  accuracy   test loss  accuracy   seconds  samples/s")
                .contains("    1/5       0.5000    0.8000      0.2500    0.9000 ");
    }
}
