package dev.lanewise.examples.mnist;

import dev.lanewise.data.ImageDataset;
import dev.lanewise.metrics.ConfusionMatrix;
import dev.lanewise.parallel.Parallel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Trains on MNIST: finds the data, runs the epochs, and reports the results. */
@Command(
    name = "mnist",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
        "Trains a multilayer perceptron to read handwritten digits.",
        "",
        "The data come from --data, else from the cache, else from a download; where none of these has them, the "
                + "program draws digits itself.",
        ""
    })
public final class MnistCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private MnistOptions options;

    @Override
    public Integer call() throws IOException {
        MnistOptions o = options;
        o.check();
        if (o.threads != null) {
            Parallel.setThreads(o.threads);
        }
        WarmUp.begin(o.optimizer);
        List<String> keepers = o.keepers();
        Report report = new Report(spec.commandLine().getOut(), spec.commandLine().getErr(), o.quiet, keepers);
        DataSource source = MnistFiles.standard().resolve(o.data, o.synthetic, o.offline, report::say);
        o.checkAgainst(source);
        DigitData digits = DigitData.load(source, o.classes, o.seed, o.synthetic ? line -> {} : report::warn);
        ImageDataset train = digits.train();
        Trainer trainer = new Trainer(train, o.classes, o.widths(), o.optimizer, o.lr, o.batchSize, o.seed);
        SavedModel model = new SavedModel(
                trainer.model(),
                new SavedModel.Form(train.rows(), train.cols(), o.widths(), o.classes, DigitData.MEAN, DigitData.STD));
        report.start(digits, model);
        ConfusionMatrix confusion = new ConfusionMatrix(o.classes);
        String newLine = Progress.isShown(o.quiet) ? System.lineSeparator() : ""; // a terminal has written ^C
        try (MetricsLog log = new MetricsLog(o.metrics);
                var interruption = new Interruption(o.epochs, o.save, line -> report.warn(newLine + line))) {
            for (int epoch = 1; epoch <= o.epochs; epoch++) {
                interruption.begin(epoch);
                confusion = new ConfusionMatrix(o.classes);
                MetricsLog.Line line = epoch(epoch, trainer, digits, confusion);
                report.epoch(line, o.epochs);
                if (!report.isLost() || keepers.contains("--metrics")) { // otherwise the metrics are lost as well
                    log.write(line);
                }
                if (o.save != null) {
                    model.save(o.save);
                }
                interruption.end(epoch);
                if (o.targetAccuracy != null && line.test().accuracy() >= o.targetAccuracy) {
                    break;
                }
            }
        }
        report.end(trainer.model(), digits.test(), confusion, o.save);
        return report.isLost() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }

    private MetricsLog.Line epoch(int epoch, Trainer trainer, DigitData digits, ConfusionMatrix confusion) {
        long start = System.nanoTime();
        Trainer.Score score;
        try (Progress progress = Progress.ofEpoch(epoch, options.epochs, digits.train().size(), options.quiet)) {
            score = trainer.trainEpoch(epoch, progress);
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        Trainer.Score test = trainer.test(epoch, digits.test(), confusion);
        // The operating system's start time of a process would be rounded to whole seconds.
        double wall = ManagementFactory.getRuntimeMXBean().getUptime() * 1e-3;
        return new MetricsLog.Line(epoch, score, test, seconds, digits.train().size() / seconds, wall);
    }
}
