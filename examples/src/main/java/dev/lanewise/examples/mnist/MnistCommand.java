package dev.lanewise.examples.mnist;

import dev.lanewise.data.ImageDataset;
import dev.lanewise.metrics.ConfusionMatrix;
import dev.lanewise.parallel.Parallel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
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
    showDefaultValues = true,
    description = {
        "Trains a multilayer perceptron to read handwritten digits.",
        "Data: --data, else a cached copy, else a download; without any, digits that the program draws."
    })
public final class MnistCommand implements Callable<Integer> {
    private static final Instant START = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);

    @Spec
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder with the four IDX files, gzipped or not.")
    private @Nullable Path data;

    @Option(names = "--synthetic", description = "Train on digits that the program draws.")
    private boolean synthetic;

    @Option(names = "--offline", description = "Do not download; use the cached copy or drawn digits.")
    private boolean offline;

    @Option(names = "--epochs", defaultValue = "5", description = "Passes over the training images.")
    private int epochs;

    @Option(names = "--batch-size", defaultValue = "64", description = "Images a step.")
    private int batchSize;

    @Option(
        names = "--hidden",
        defaultValue = "128",
        split = ",",
        paramLabel = "N[,N...]",
        description = "Widths of the hidden layers.")
    private List<Integer> hidden;

    @Option(names = "--optimizer", defaultValue = "ADAM", description = "Update rule: ${COMPLETION-CANDIDATES}.")
    private Trainer.Rule optimizer;

    @Option(names = "--lr", defaultValue = "0.001", description = "Learning rate.")
    private double lr;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of weights, order and drawn digits.")
    private long seed;

    @Option(names = "--threads", paramLabel = "N",
        description = "Threads; all cores if not given. Never changes a bit.")
    private @Nullable Integer threads;

    @Option(names = "--classes", defaultValue = "10", description = "Number of classes; labels are 0 to N-1.")
    private int classes;

    @Option(names = "--target-accuracy", paramLabel = "A", description = "Stop when the test accuracy reaches A.")
    private @Nullable Double targetAccuracy;

    @Option(names = "--save", paramLabel = "FILE", description = "Save the model here after each epoch (safetensors).")
    private @Nullable Path save;

    @Option(names = "--metrics", paramLabel = "FILE", description = "Write a JSON object a line for each epoch.")
    private @Nullable Path metrics;

    @Option(names = "--quiet", description = "Print the last line only.")
    private boolean quiet;

    @Override
    public Integer call() throws IOException {
        checkOptions();
        if (threads != null) {
            Parallel.setThreads(threads);
        }
        PrintWriter out = spec.commandLine().getOut();
        Report report = new Report(out, quiet);
        DigitData digits = DigitData.load(
                MnistFiles.standard().resolve(data, synthetic, offline, report::say), classes, seed, report::say);
        ImageDataset train = digits.train();
        Trainer trainer = new Trainer(train, classes, hidden, optimizer, lr, batchSize, seed);
        report.start(digits, trainer.model());
        SavedModel model = new SavedModel(
                trainer.model(),
                new SavedModel.Form(train.rows(), train.cols(), hidden, classes, DigitData.MEAN, DigitData.STD));
        ConfusionMatrix confusion = new ConfusionMatrix(classes);
        try (MetricsLog log = MetricsLog.open(metrics)) {
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
        report.end(trainer.model(), digits.test(), confusion);
        return 0;
    }

    private MetricsLog.Line epoch(int epoch, Trainer trainer, DigitData digits, ConfusionMatrix confusion) {
        long start = System.nanoTime();
        Trainer.Score score;
        try (Progress progress = Progress.ofEpoch(epoch, epochs, digits.train().size(), quiet)) {
            score = trainer.trainEpoch(epoch, progress);
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        Trainer.Score test = trainer.test(digits.test(), confusion);
        double wall = Duration.between(START, Instant.now()).toNanos() * 1e-9;
        return new MetricsLog.Line(epoch, score, test, seconds, digits.train().size() / seconds, wall);
    }

    private void checkOptions() throws IOException {
        require(epochs >= 1, "--epochs " + epochs + ": at least 1 is needed");
        require(batchSize >= 1, "--batch-size " + batchSize + ": at least 1 is needed");
        require(hidden.stream().allMatch(width -> width >= 1), "--hidden " + hidden + ": widths are 1 or more");
        require(lr > 0 && lr < Double.POSITIVE_INFINITY, "--lr " + lr + ": a finite number above 0 is needed");
        require(threads == null || threads >= 1, "--threads " + threads + ": at least 1 is needed");
        require(classes >= 2 && classes <= 256, "--classes " + classes + ": 2 to 256 are possible");
        require(
                targetAccuracy == null || (targetAccuracy > 0 && targetAccuracy <= 1),
                "--target-accuracy " + targetAccuracy + ": a share above 0, at most 1, is needed");
        require(data == null || !synthetic, "--data and --synthetic exclude each other");
        if (save != null) {
            Path folder = save.toAbsolutePath().getParent();
            if (folder == null || !Files.isDirectory(folder)) {
                throw new IOException("--save " + save + ": its folder " + folder + " does not exist");
            }
            if (Files.isDirectory(save) || !Files.isWritable(folder)) {
                throw new IOException("--save " + save + ": cannot be written there");
            }
        }
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), String.format(Locale.ROOT, "%s", message));
        }
    }
}
