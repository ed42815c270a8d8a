package dev.lanewise.examples.mnist;

import dev.lanewise.data.ImageDataset;
import dev.lanewise.metrics.ConfusionMatrix;
import dev.lanewise.parallel.Parallel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains on MNIST: finds the data, runs the epochs, and tells what came of them. */
@Command(
    name = "mnist",
    mixinStandardHelpOptions = true,
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

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "Folder with the four IDX files, gzipped or not (default: the cache, else a download).")
    private @Nullable Path data;

    @Option(names = "--synthetic", description = "Train on digits that the program draws.")
    private boolean synthetic;

    @Option(names = "--offline", description = "Do not download: without a cached copy, draw digits.")
    private boolean offline;

    @Option(
        names = "--epochs",
        paramLabel = "N",
        defaultValue = "5",
        description = "Passes over the training images (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
        names = "--batch-size",
        paramLabel = "N",
        defaultValue = "64",
        description = "Images in a training step (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
        names = "--hidden",
        paramLabel = "N[,N...]",
        hideParamSyntax = true,
        split = ",",
        defaultValue = "128",
        description = "Widths of the hidden layers (default: ${DEFAULT-VALUE}).")
    private List<Integer> hidden;

    @Option(
        names = "--optimizer",
        paramLabel = "NAME",
        defaultValue = "adam",
        description = "Update rule: sgd, adam, adamw or rmsprop (default: ${DEFAULT-VALUE}).")
    private Trainer.Rule optimizer;

    @Option(
        names = "--lr",
        paramLabel = "RATE",
        defaultValue = "0.001",
        description = "Learning rate (default: ${DEFAULT-VALUE}).")
    private double lr;

    @Option(
        names = "--seed",
        paramLabel = "N",
        defaultValue = "1",
        description = "Seed of weights, order and drawn digits (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
        names = "--threads",
        paramLabel = "N",
        description = "Threads that compute; never changes a result (default: one for each processor).")
    private @Nullable Integer threads;

    @Option(
        names = "--classes",
        paramLabel = "N",
        defaultValue = "10",
        description = "Number of classes; labels are 0 to N-1 (default: ${DEFAULT-VALUE}).")
    private int classes;

    @Option(
        names = "--target-accuracy",
        paramLabel = "A",
        description = "Stop after the epoch whose test accuracy reaches A (default: none).")
    private @Nullable Double targetAccuracy;

    @Option(
        names = "--save",
        paramLabel = "FILE",
        description = "Save the model after each epoch, as safetensors (default: not saved).")
    private @Nullable Path save;

    @Option(
        names = "--metrics",
        paramLabel = "FILE",
        description = "Write a line of JSON for each epoch (default: not written).")
    private @Nullable Path metrics;

    @Option(names = "--quiet", description = "Print the last line only.")
    private boolean quiet;

    @Override
    public Integer call() throws IOException {
        checkOptions();
        Report report = new Report(spec.commandLine().getOut(), spec.commandLine().getErr(), quiet);
        DataSource source = MnistFiles.standard().resolve(data, synthetic, offline, report::say);
        DigitData digits = DigitData.load(source, classes, seed, synthetic ? line -> {} : report::warn);
        ImageDataset train = digits.train();
        Trainer trainer = new Trainer(train, classes, hidden, optimizer, lr, batchSize, seed);
        SavedModel model = new SavedModel(
                trainer.model(),
                new SavedModel.Form(train.rows(), train.cols(), hidden, classes, DigitData.MEAN, DigitData.STD));
        report.start(digits, model);
        ConfusionMatrix confusion = new ConfusionMatrix(classes);
        try (MetricsLog log = new MetricsLog(metrics)) {
            for (int epoch = 1; epoch <= epochs; epoch++) {
                confusion = new ConfusionMatrix(classes);
                MetricsLog.Line line = epoch(epoch, trainer, digits, confusion);
                report.epoch(line, epochs);
                log.write(line);
                if (save != null) {
                    model.save(save);
                }
                if (targetAccuracy != null && line.test().accuracy() >= targetAccuracy) {
                    break;
                }
            }
        }
        report.end(trainer.model(), digits.test(), confusion, save);
        return 0;
    }

    private MetricsLog.Line epoch(int epoch, Trainer trainer, DigitData digits, ConfusionMatrix confusion) {
        long start = System.nanoTime();
        Trainer.Score score;
        try (Progress progress = Progress.ofEpoch(epoch, epochs, digits.train().size(), quiet)) {
            score = trainer.trainEpoch(epoch, progress);
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        Trainer.Score test = trainer.test(epoch, digits.test(), confusion);
        // The operating system's start time of a process would be rounded to whole seconds.
        double wall = ManagementFactory.getRuntimeMXBean().getUptime() * 1e-3;
        return new MetricsLog.Line(epoch, score, test, seconds, digits.train().size() / seconds, wall);
    }

    private void checkOptions() throws IOException {
        require(epochs >= 1, "--epochs " + epochs + ": at least 1 is needed");
        require(batchSize >= 1, "--batch-size " + batchSize + ": at least 1 is needed");
        require(hidden.stream().allMatch(width -> width >= 1), "--hidden " + hidden + ": widths are 1 or more");
        require(lr > 0 && lr < Double.POSITIVE_INFINITY, "--lr " + lr + ": a finite number above 0 is needed");
        require(classes >= 2 && classes <= 256, "--classes " + classes + ": 2 to 256 are possible");
        require(
                targetAccuracy == null || (targetAccuracy > 0 && targetAccuracy <= 1),
                "--target-accuracy " + targetAccuracy + ": a share above 0, at most 1, is needed");
        require(data == null || !synthetic, "--data and --synthetic exclude each other");
        require(save == null || !save.equals(metrics), "--save and --metrics name the same file " + save);
        if (threads != null) {
            try {
                Parallel.setThreads(threads);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--threads " + threads + ": " + e.getMessage(), e);
            }
        }
        if (save != null) {
            requireWritable("--save ", save);
        }
        if (metrics != null) {
            requireWritable("--metrics ", metrics);
        }
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    /** Better now than after the first epoch. */
    private static void requireWritable(String option, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException(option + file + ": there is no folder " + folder);
        }
        if (Files.isDirectory(file)) {
            throw new IOException(option + file + ": is a folder");
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new IOException(option + file + ": no permission to write it");
        }
    }
}
