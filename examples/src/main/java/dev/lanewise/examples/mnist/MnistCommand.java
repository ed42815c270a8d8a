package dev.lanewise.examples.mnist;

import dev.lanewise.data.ImageDataset;
import dev.lanewise.examples.ProgramException;
import dev.lanewise.metrics.ConfusionMatrix;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.state.Stateful;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
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
        Recipe recipe = o.recipe();
        WarmUp.begin(recipe);
        Report report = new Report(
                spec.commandLine().getOut(), spec.commandLine().getErr(), o.quiet, o.keepers());
        DataSource source = MnistFiles.standard().resolve(o.data, o.synthetic, o.offline, report::say);
        o.checkAgainst(source);
        DigitData digits = DigitData.load(source, o.classes, o.seed, o.synthetic ? line -> {} : report::warn);
        ImageDataset images = digits.train();
        Trainer trainer = new Trainer(images, recipe);
        SavedModel model = new SavedModel(trainer.model(), new SavedModel.Form(
                images.rows(), images.cols(), recipe.hidden(), o.classes, o.dropout, DigitData.MEAN, DigitData.STD));
        Map<String, Stateful> run = new HashMap<>(trainer.run());
        run.put("images", digits);
        Checkpoints checkpoints = new Checkpoints(o.checkpoint, o.every == null ? 0 : o.every, run);
        boolean resumed = o.resume && checkpoints.load();
        if (trainer.seen() > 0 && trainer.epochs() >= o.epochs) {
            throw new ProgramException("--epochs " + o.epochs + ": the run to be resumed is in epoch "
                    + (trainer.epochs() + 1) + ", which it would leave half done");
        }
        report.start(digits, model);
        if (resumed) {
            report.resumed(trainer.epochs(), trainer.seen());
        }
        ConfusionMatrix confusion = train(trainer, digits, model, checkpoints, report);
        report.end(trainer.model(), digits.test(), confusion, o.save);
        return report.isLost() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }

    /** Trains for the epochs that are left, and returns how the test images were read at last. */
    private ConfusionMatrix train(
            Trainer trainer, DigitData digits, SavedModel model, Checkpoints checkpoints, Report report)
            throws IOException {
        MnistOptions o = options;
        ConfusionMatrix confusion = new ConfusionMatrix(o.classes);
        String newLine = Progress.isShown(o.quiet) ? System.lineSeparator() : ""; // a terminal has written ^C
        try (MetricsLog log = new MetricsLog(o.metrics, trainer.epochs());
                var interruption = new Interruption(
                        trainer.epochs(), o, line -> report.warn(newLine + line))) {
            while (trainer.seen() > 0 || trainer.epochs() < o.epochs && !isGoodEnough(trainer)) {
                int epoch = trainer.epochs() + 1;
                interruption.begin(epoch);
                confusion = new ConfusionMatrix(o.classes);
                MetricsLog.Line line = epoch(epoch, trainer, digits, confusion, checkpoints);
                report.epoch(line, o.epochs);
                if (!report.isLost() || o.keepers().contains("--metrics")) { // otherwise the metrics are lost as well
                    log.write(line);
                }
                if (o.save != null) {
                    model.save(o.save);
                }
                checkpoints.save();
                interruption.end(epoch);
            }
        }
        if (confusion.total() == 0) { // the run that is resumed was over
            trainer.test(trainer.epochs(), digits.test(), confusion);
            if (o.save != null) {
                model.save(o.save);
            }
        }
        return confusion;
    }

    private boolean isGoodEnough(Trainer trainer) {
        return options.targetAccuracy != null && trainer.tested() >= options.targetAccuracy;
    }

    private MetricsLog.Line epoch(
            int epoch, Trainer trainer, DigitData digits, ConfusionMatrix confusion, Checkpoints checkpoints) {
        long start = System.nanoTime();
        int before = trainer.seen();
        int samples = digits.train().size();
        Trainer.Score score;
        try (Progress progress = Progress.ofEpoch(epoch, options.epochs, samples, before, options.quiet)) {
            score = trainer.trainEpoch(epoch, progress, checkpoints);
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        Trainer.Score test = trainer.test(epoch, digits.test(), confusion);
        // The operating system's start time of a process would be rounded to whole seconds.
        double wall = ManagementFactory.getRuntimeMXBean().getUptime() * 1e-3;
        return new MetricsLog.Line(epoch, score, test, seconds, (samples - before) / seconds, wall);
    }
}
