package dev.lanewise.examples.timeseries;

import dev.lanewise.data.Batch;
import dev.lanewise.examples.training.ModelSize;
import dev.lanewise.examples.training.Report;
import dev.lanewise.examples.training.Run;
import dev.lanewise.examples.training.RunOptions;
import dev.lanewise.examples.training.Setup;
import dev.lanewise.io.Safetensors;
import dev.lanewise.nn.Layer;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.History;
import dev.lanewise.train.Trainer;
import dev.lanewise.train.terminal.TerminalPlot;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a recurrent network to forecast a series, and shows a forecast beside what came. */
@Command(
    name = "timeseries",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
        "Trains a recurrent network (GRU) to forecast a series: from four seasons, of 24 steps each, it tells the next "
                + "one. At the end it shows its last forecast beside what came, and its error beside that of the "
                + "better of two naive forecasts: the value of one season ago, and the last value.",
        "",
        "The program draws the series: seasons that grow and shrink, a trend, and noise. The network learns from the "
                + "first four fifths, and is tested on the rest.",
        ""
    })
public final class TimeseriesCommand implements Callable<Integer> {
    private static final int EPOCHS = 10;
    private static final int BATCH = 64;
    private static final int CHART_COLUMNS = 60;
    private static final int CHART_ROWS = 10;

    @Option(
        names = "--hidden",
        paramLabel = "N",
        defaultValue = "64",
        description = "Units of the GRU (default: ${DEFAULT-VALUE}).")
    private int hidden;

    @Option(
        names = "--lr",
        paramLabel = "RATE",
        defaultValue = "0.003",
        description = "Learning rate of Adam (default: ${DEFAULT-VALUE}).")
    private double lr;

    @Mixin
    private RunOptions run = new RunOptions(EPOCHS, BATCH, "windows");

    @Override
    public Integer call() throws IOException {
        run.require(hidden >= 1, "--hidden " + hidden + ": at least 1 is needed");
        run.require(lr > 0 && lr < Double.POSITIVE_INFINITY, "--lr " + lr + ": a finite number above 0 is needed");
        Forecaster settings = new Forecaster(hidden, lr, run.batchSize(), run.seed());
        ModelSize.require("--hidden " + hidden, Forecaster.slots(), settings::parameters, settings::largest);
        run.begin();
        Report report = run.report();
        float[] series = Series.draw(run.seed(), Series.STEPS);
        Windows train = Windows.ofPast(series);
        Windows test = Windows.ofRest(series);
        Setup<Layer, Batch<Tensor, Tensor>> setup = settings.setup(train, test);
        Trainer<Batch<Tensor, Tensor>, Tensor> trainer = Forecaster.trainer(setup).with("settings", settings);
        Run training = new Run(run, report, train.size(),
                file -> Safetensors.save(file, setup.model().stateDict(), Map.of("lanewise.model", "timeseries",
                        "scale", Float.toString(train.scale()))));
        report.start(train.size(), test.size(), "a series of " + series.length + " steps that is drawn",
                settings.describe(), setup.model());
        training.shows(recorder -> recorder.setting("network", settings.describe()));
        History history = training.fit(trainer, setup);
        if (training.isPaused()) {
            return training.endPaused();
        }

        double error = Math.sqrt(history.last("validation.loss")) * test.scale();
        double lastValue = test.errorOfRepeating(1);
        double lastSeason = test.errorOfRepeating(Series.SEASON);
        if (!report.isQuiet()) {
            show(trainer, test, report);
            report.say("root mean square errors on the test windows:");
            report.say(String.format(Locale.ROOT, "%8.3f  the network's forecast", error));
            report.say(String.format(Locale.ROOT, "%8.3f  the value of one season ago", lastSeason));
            report.say(String.format(Locale.ROOT, "%8.3f  the last value", lastValue));
        }
        return training.end(
                String.format(Locale.ROOT, "test error %.4f, naive %.4f", error, Math.min(lastValue, lastSeason)));
    }

    /** Draws the last season seen and the one that is foretold. */
    private static void show(Trainer<Batch<Tensor, Tensor>, Tensor> trainer, Windows test, Report report) {
        int last = test.size() - 1;
        int now = test.now(last);
        float[] outputs = trainer.predict(test.batch(last)).toArray();
        double[] steps = new double[2 * Windows.AHEAD];
        double[] truth = new double[steps.length];
        for (int t = 0; t < steps.length; t++) {
            steps[t] = t - Windows.AHEAD + 1; // 1 is the first that is foretold
            truth[t] = test.series()[now - Windows.AHEAD + t];
        }
        double[] ahead = Arrays.copyOfRange(steps, Windows.AHEAD, steps.length);
        double[] forecast = new double[ahead.length];
        Arrays.setAll(forecast, t -> outputs[t] * test.scale() + test.series()[now - 1]);
        TerminalPlot plot = TerminalPlot.of("", "step", "").size(CHART_COLUMNS, CHART_ROWS)
                .line("as it came", steps, truth).line("as foretold", ahead, forecast);
        report.say("");
        report.say("A season seen, and the next as it came and as foretold:");
        plot.text(System.out.charset()).lines().forEach(report::say);
        report.say("");
    }
}
