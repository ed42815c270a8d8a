package dev.lanewise.examples.mnist;

import dev.lanewise.parallel.Team;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a training run. */
final class MnistOptions {
    /** More in a row than any system follows: they form a cycle. */
    private static final int MOST_LINKS = 40;

    /** It has a name on systems other than Windows. */
    private static final Path STANDARD_OUTPUT = Path.of("/dev/stdout");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "Folder with the four IDX files, gzipped or not (default: the cache, else a download).")
    @Nullable
    Path data;

    @Option(names = "--synthetic", description = "Train on digits that the program draws.")
    boolean synthetic;

    @Option(names = "--offline", description = "Do not download: without a cached copy, draw digits.")
    boolean offline;

    @Option(
        names = "--epochs",
        paramLabel = "N",
        defaultValue = "5",
        description = "Passes over the training images (default: ${DEFAULT-VALUE}).")
    int epochs;

    @Option(
        names = "--batch-size",
        paramLabel = "N",
        defaultValue = "64",
        description = "Images in a training step (default: ${DEFAULT-VALUE}).")
    int batchSize;

    @Option(
        names = "--hidden",
        paramLabel = "N[,N...]",
        defaultValue = "128",
        description = "Widths of the hidden layers (default: ${DEFAULT-VALUE}).")
    String hidden;

    @Option(
        names = "--optimizer",
        paramLabel = "NAME",
        defaultValue = "adam",
        description = "Update rule: sgd, adam, adamw or rmsprop (default: ${DEFAULT-VALUE}).")
    Recipe.Rule optimizer;

    @Option(
        names = "--lr",
        paramLabel = "RATE",
        defaultValue = "0.001",
        description = "Learning rate (default: ${DEFAULT-VALUE}).")
    double lr;

    @Option(
        names = "--momentum",
        paramLabel = "M",
        defaultValue = "0",
        description = "Momentum of sgd or rmsprop (default: ${DEFAULT-VALUE}).")
    double momentum;

    @Option(
        names = "--dropout",
        paramLabel = "P",
        defaultValue = "0",
        description = "Share of each hidden layer that training drops (default: ${DEFAULT-VALUE}).")
    double dropout;

    @Option(
        names = "--seed",
        paramLabel = "N",
        defaultValue = "1",
        description = "Seed of weights, dropout, order and drawn digits (default: ${DEFAULT-VALUE}).")
    long seed;

    @Option(
        names = "--threads",
        paramLabel = "N",
        description = "Threads that compute; never changes a result (default: one for each processor).")
    @Nullable
    Integer threads;

    @Option(
        names = "--classes",
        paramLabel = "N",
        defaultValue = "10",
        description = "Number of classes; labels are 0 to N-1 (default: ${DEFAULT-VALUE}).")
    int classes;

    @Option(
        names = "--target-accuracy",
        paramLabel = "A",
        description = "Stop after the epoch whose test accuracy reaches A (default: none).")
    @Nullable
    Double targetAccuracy;

    @Option(
        names = "--save",
        paramLabel = "FILE",
        description = "Save the model after each epoch, as safetensors (default: not saved).")
    @Nullable
    Path save;

    @Option(
        names = "--checkpoint",
        paramLabel = "FILE",
        description = "Save the state of the run after each epoch, to --resume it (default: not saved).")
    @Nullable
    Path checkpoint;

    @Option(
        names = "--every",
        paramLabel = "STEPS",
        description = "Save it after every so many training steps as well.")
    @Nullable
    Integer every;

    @Option(names = "--resume", description = "Go on where --checkpoint FILE stopped, or begin if there is none.")
    boolean resume;

    @Option(
        names = "--metrics",
        paramLabel = "FILE",
        description = "Write a line of JSON for each epoch (default: not written).")
    @Nullable
    Path metrics;

    @Option(names = "--quiet", description = "Print the last line only.")
    boolean quiet;

    /**
     * Refuses what cannot work before it takes time.
     *
     * @throws ParameterException if a value makes no sense
     * @throws IOException if a result could not be written
     */
    void check() throws IOException {
        require(epochs >= 1, "--epochs " + epochs + ": at least 1 is needed");
        require(batchSize >= 1, "--batch-size " + batchSize + ": at least 1 is needed");
        widths();
        require(lr > 0 && lr < Double.POSITIVE_INFINITY, "--lr " + lr + ": a finite number above 0 is needed");
        require(
                momentum == 0 || optimizer.hasMomentum(),
                "--momentum " + momentum + ": " + optimizer.name().toLowerCase(Locale.ROOT)
                        + " has none, sgd and rmsprop do");
        require(momentum >= 0 && momentum < 1, "--momentum " + momentum + ": 0 or more and less than 1 is needed");
        require(dropout >= 0 && dropout < 1, "--dropout " + dropout + ": 0 or more and less than 1 is needed");
        require(
                threads == null || (threads >= 1 && threads <= Team.MAX_THREADS),
                "--threads " + threads + ": 1 to " + Team.MAX_THREADS + " are possible");
        require(classes >= 2 && classes <= 256, "--classes " + classes + ": 2 to 256 are possible");
        require(
                targetAccuracy == null || (targetAccuracy > 0 && targetAccuracy <= 1),
                "--target-accuracy " + targetAccuracy + ": a share above 0, at most 1, is needed");
        require(data == null || !synthetic, "--data and --synthetic exclude each other");
        require(checkpoint != null || !resume, "--resume: --checkpoint names the file to go on from");
        require(checkpoint != null || every == null, "--every " + every + ": --checkpoint names the file to save to");
        require(every == null || every >= 1, "--every " + every + ": at least 1 is needed");
        checkFiles();
    }

    private void checkFiles() throws IOException {
        List<Map.Entry<String, Path>> files = written();
        for (Map.Entry<String, Path> file : files) {
            for (Map.Entry<String, Path> other : files.subList(0, files.indexOf(file))) {
                require(!isSameFile(other.getValue(), file.getValue()), named(other) + " and " + named(file)
                        + " are the same file");
            }
        }
        for (Map.Entry<String, Path> file : files) {
            requireWritable(file.getKey() + " ", file.getValue());
            boolean isStream = file.getKey().equals("--metrics");
            if (!isStream && Files.exists(file.getValue()) && !Files.isRegularFile(file.getValue())) {
                throw new IOException(named(file) + ": not a regular file"); // a device, which would not be replaced
            }
        }
        if (checkpoint != null && !resume && Files.exists(checkpoint)) {
            throw new IOException(
                    "--checkpoint " + shown(checkpoint) + ": exists already; --resume goes on from there, "
                            + "and without it the run would replace it: remove it, or name another file");
        }
    }

    /** The files that are written, by the options that name them. */
    private List<Map.Entry<String, Path>> written() {
        List<Map.Entry<String, Path>> files = new ArrayList<>();
        if (save != null) {
            files.add(Map.entry("--save", save));
        }
        if (checkpoint != null) {
            files.add(Map.entry("--checkpoint", checkpoint));
        }
        if (metrics != null) {
            files.add(Map.entry("--metrics", metrics));
        }
        return files;
    }

    private static String named(Map.Entry<String, Path> file) {
        return file.getKey() + " " + shown(file.getValue());
    }

    /** What to train. */
    Recipe recipe() {
        return new Recipe(widths(), classes, dropout, optimizer, lr, momentum, batchSize, seed);
    }

    /**
     * The options that keep the results of the training if standard output is lost.
     *
     * @throws IOException if that cannot be found out
     */
    List<String> keepers() throws IOException {
        List<String> keepers = new ArrayList<>();
        if (save != null) {
            keepers.add("--save");
        }
        if (checkpoint != null) {
            keepers.add("--checkpoint");
        }
        if (metrics != null && !isStandardOutput(metrics)) {
            keepers.add("--metrics");
        }
        return keepers;
    }

    private static boolean isStandardOutput(Path file) throws IOException {
        return Files.exists(file) && Files.exists(STANDARD_OUTPUT) && Files.isSameFile(file, STANDARD_OUTPUT);
    }

    /** The widths of the hidden layers. */
    List<Integer> widths() {
        List<Integer> widths = new ArrayList<>();
        for (String width : hidden.split(",", -1)) {
            try {
                widths.add(Integer.valueOf(width));
            } catch (NumberFormatException _) {
                widths.add(0); // the message below says what is wrong
            }
        }
        require(widths.stream().allMatch(width -> width >= 1),
                "--hidden " + hidden + ": widths are whole numbers of 1 or more, with commas between them");
        return widths;
    }

    /**
     * Refuses to write where the images are read from.
     *
     * @throws IOException if a result would replace one of the files
     */
    void checkAgainst(DataSource source) throws IOException {
        if (source instanceof DataSource.IdxFiles files) {
            for (Path read : List.of(files.trainImages(), files.trainLabels(), files.testImages(),
                    files.testLabels())) {
                for (Map.Entry<String, Path> file : written()) {
                    if (isSameFile(file.getValue(), read)) {
                        throw new IOException(named(file) + ": is a file of the data that are trained on");
                    }
                }
            }
        }
    }

    /** Whether two names are one file, whatever links and ways lead there, and whether it exists or is to be made. */
    private static boolean isSameFile(Path a, Path b) throws IOException {
        return Files.exists(a) && Files.exists(b) ? Files.isSameFile(a, b) : place(a).equals(place(b));
    }

    /** Where a file is, or would be made. */
    private static Path place(Path file) throws IOException {
        Path place = file.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(place) && links < MOST_LINKS; links++) {
            place = place.resolveSibling(Files.readSymbolicLink(place));
        }
        Path folder = place.getParent();
        return folder != null && Files.isDirectory(folder)
                ? folder.toRealPath().resolve(place.getFileName())
                : place.normalize();
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(command.commandLine(), message);
        }
    }

    private static String shown(@Nullable Path file) {
        return file == null ? "none" : Printable.path(file);
    }

    /** Better now than after the first epoch. */
    private static void requireWritable(String option, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException(option + shown(file) + ": there is no folder "
                    + shown(folder));
        }
        if (Files.isDirectory(file)) {
            throw new IOException(option + shown(file) + ": is a folder");
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new IOException(option + shown(file) + ": no permission to write it");
        }
    }
}
