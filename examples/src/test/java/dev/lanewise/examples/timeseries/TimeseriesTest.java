package dev.lanewise.examples.timeseries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.data.Batch;
import dev.lanewise.examples.Outcome;
import dev.lanewise.examples.training.Setup;
import dev.lanewise.examples.training.StoppedRun;
import dev.lanewise.nn.Layer;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeseriesTest {
    private static final Pattern RESULT = Pattern.compile("test error (\\d+\\.\\d{4}), naive (\\d+\\.\\d{4})");

    @TempDir
    Path folder;

    /** Few units, and large steps, so that an epoch takes a moment. */
    private Object[] args(int epochs, Object... more) {
        List<Object> args = new ArrayList<>(List.of("timeseries", "--epochs", epochs, "--hidden", 8, "--batch-size",
                300));
        args.addAll(List.of(more));
        return args.toArray();
    }

    @Test
    void itLearnsAndShowsAForecast() throws IOException {
        Path metrics = folder.resolve("metrics.jsonl");
        Outcome outcome = Outcome.of(args(3, "--lr", 0.02, "--metrics", metrics)).assertSuccess();
        assertThat(outcome.out())
                .startsWith("4,681 training and 1,177 test windows: a series of 6000 steps that is drawn")
                .contains("network 96-gru8-24, ")
                .contains("  epoch   train loss   test loss   seconds  samples/s")
                .containsPattern("(?m)^step +-20 .* 0 .* 20$")
                .containsPattern("(?m)^(⠒⠒⠒|\\.:') as it came  (⠒o⠒|ooo) as foretold$")
                .containsPattern("\\d\\.\\d{3}  the network's forecast\\R");
        assertThat(outcome.out().lines()).allMatch(line -> line.length() <= 80);
        assertThat(outcome.lastLine()).matches(RESULT);
        List<Double> losses = Files.readAllLines(metrics).stream()
                .map(line -> Double.valueOf(line.replaceAll(".*\"test_loss\":([^,]+),.*", "$1"))).toList();
        assertThat(losses).hasSize(3);
        assertThat(losses.getLast()).as("of %s", losses).isLessThan(0.9 * losses.getFirst());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theDefaultsReachHalfTheNaiveError(int seed) {
        assumeTrue(seed <= Integer.getInteger("check.timeseries", 1), "-Dcheck.timeseries=3 trains it with 3 seeds");
        Matcher result = RESULT.matcher(
                Outcome.of("timeseries", "--seed", seed, "--quiet").assertSuccess().lastLine());
        assertThat(result.matches()).isTrue();
        assertThat(Double.parseDouble(result.group(1))).isLessThan(0.5 * Double.parseDouble(result.group(2)));
    }

    @Test
    void theSameBytesWithAnyThreadsAndWhenResumed() throws IOException {
        Path whole = folder.resolve("whole.safetensors");
        String last = Outcome.of(args(2, "--save", whole, "--threads", 2)).assertSuccess().lastLine();
        Path three = folder.resolve("three.safetensors");
        Outcome.of(args(2, "--save", three, "--threads", 3)).assertSuccess();
        assertThat(three).hasSameBinaryContentAs(whole);

        Path checkpoint = folder.resolve("run.safetensors");
        Forecaster settings = new Forecaster(8, 0.003, 300, 1);
        float[] series = Series.draw(1, Series.STEPS);
        Setup<Layer, Batch<Tensor, Tensor>> setup = settings.setup(Windows.ofPast(series), Windows.ofRest(series));
        StoppedRun.leave(checkpoint, 21, "timeseries", // of 2 times 16 steps
                Forecaster.trainer(setup).with("settings", settings), setup);
        Path resumed = folder.resolve("resumed.safetensors");
        Outcome rest = Outcome.of(args(2, "--checkpoint", checkpoint, "--resume", "--save", resumed, "--threads", 1))
                .assertSuccess();
        assertThat(rest.out()).contains("  resumed after 1 epoch and 1,500 windows");
        assertThat(rest.lastLine()).isEqualTo(last);
        assertThat(resumed).hasSameBinaryContentAs(whole);
    }

    @Test
    void windowsAreWhatComesBeforeAndAfter() {
        float[] series = new float[200];
        for (int i = 0; i < series.length; i++) {
            series[i] = 3 * i;
        }
        Windows windows = new Windows(series, 10, 200, 2);
        assertThat(windows.size()).isEqualTo(190 - 96 - 24 + 1);
        Batch<Tensor, Tensor> batch = windows.batch(0, windows.size() - 1);
        assertThat(batch.inputs().shape()).isEqualTo(Shape.of(2, 96, 1));
        assertThat(batch.targets().shape()).isEqualTo(Shape.of(2, 24));
        assertThat(batch.inputs().get(1, 95, 0)).isZero();
        assertThat(batch.inputs().get(0, 0, 0)).isEqualTo(-95 * 1.5f);
        assertThat(batch.targets().get(1, 0)).isEqualTo(1.5f);
        assertThat(batch.targets().get(0, 23)).isEqualTo(24 * 1.5f);
        assertThat(windows.now(windows.size() - 1) + 24).as("ends with the series").isEqualTo(200);

        assertThat(windows.errorOfRepeating(24)).isEqualTo(72);
        double squares = 0;
        for (int t = 1; t <= 24; t++) {
            squares += 9.0 * t * t;
        }
        assertThat(windows.errorOfRepeating(1)).isEqualTo(Math.sqrt(squares / 24));
    }

    @Test
    void eachSeedDrawsASeriesOfItsOwn() {
        float[] one = Series.draw(1, 500);
        assertThat(one).hasSize(500).isEqualTo(Series.draw(1, 500)).isNotEqualTo(Series.draw(2, 500));
        assertThat(Windows.ofPast(one).scale()).isBetween(2f, 6f);
    }

    @Test
    void nothingThatIsForetoldInTheTestIsLearnedFrom() {
        float[] series = Series.draw(1, 1000);
        Windows past = Windows.ofPast(series);
        Windows rest = Windows.ofRest(series);
        assertThat(past.now(past.size() - 1) + Windows.AHEAD).isEqualTo(800);
        assertThat(rest.now(0)).isEqualTo(800);
        assertThat(rest.now(rest.size() - 1) + Windows.AHEAD).isEqualTo(1000);
        assertThat(rest.scale()).isEqualTo(past.scale());
        for (int i = 800; i < 1000; i++) {
            series[i] = Float.NaN;
        }
        assertThat(Windows.ofPast(series).scale()).isEqualTo(past.scale());
    }

    @Test
    void theSizeOfTheNetworkIsKnownBeforehand() {
        float[] series = Series.draw(1, Series.STEPS);
        for (int hidden : new int[] {1, 5, 40}) {
            Forecaster settings = new Forecaster(hidden, 0.01, 8, 1);
            var model = settings.setup(Windows.ofPast(series), Windows.ofRest(series)).model();
            assertThat(model.parameterCount()).isEqualTo(settings.parameters());
            assertThat(model.parameters().stream().mapToLong(Tensor::size).max()).hasValue(settings.largest());
        }
    }

    @Test
    void aRunThatDivergesSaysSo() {
        Outcome.of(args(1, "--lr", "1e30")).assertFailure(
                "training has diverged, try a smaller --lr: the loss is ", " in epoch 1, batch 2 of 16, after 1 step");
        Path model = folder.resolve("model.safetensors");
        Outcome.of("timeseries", "--hidden", 8, "--batch-size", 5000, "--lr", "1e30", "--save", model).assertFailure(
                "training has diverged, try a smaller --lr: the loss became ",
                " in epoch 1 at a learning rate of 1.0E30");
        assertThat(model).as("what is no good is not saved").doesNotExist();
    }

    @Test
    void theRunOfAnotherSeriesIsRefused() {
        Path checkpoint = folder.resolve("run.safetensors");
        Outcome.of(args(1, "--checkpoint", checkpoint, "--quiet")).assertSuccess();
        Outcome other = Outcome.of(args(2, "--seed", 2, "--checkpoint", checkpoint, "--resume"));
        assertThat(other.exit()).isOne();
        assertThat(other.err()).contains("seed");
    }
}
