package dev.lanewise.examples.training;

import dev.lanewise.board.RunRecorder;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.parallel.Team;
import dev.lanewise.program.Backend;
import dev.lanewise.program.DeviceException;
import dev.lanewise.program.Devices;
import dev.lanewise.text.Printable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that every training program has. */
public final class RunOptions {
    static final String METRICS = "--metrics";
    private static final String DEVICE = "--device";
    private static final String SAVE = "--save";
    private static final String CHECKPOINT = "--checkpoint";

    /** It has a name on systems other than Windows. */
    private static final Path STANDARD_OUTPUT = Path.of("/dev/stdout");

    private static final int IMAGES = 64;

    private final String samples;
    private final ResultFiles files = new ResultFiles();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
        names = "--epochs",
        paramLabel = "N",
        description = "Passes over the training data (default: ${DEFAULT-VALUE}).")
    int epochs;

    @Option(
        names = "--batch-size",
        paramLabel = "N",
        description = "Samples in a training step (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
        names = "--seed",
        paramLabel = "N",
        defaultValue = "1",
        description = "Seed of all that is random: weights, dropout, order, drawn data (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
        names = "--threads",
        paramLabel = "N",
        description = "Threads that compute; never changes a result (default: one for each processor).")
    private @Nullable Integer threads;

    @Option(
        names = DEVICE,
        paramLabel = "NAME",
        description = "What computes: cpu, gpu, auto (a GPU if there is one), or a number or name from examples/run "
                + "devices; never changes a result (default: ${DEFAULT-VALUE}).")
    private String device = Devices.CPU;

    @Option(
        names = SAVE,
        paramLabel = "FILE",
        description = "Save the model after each epoch, as safetensors (default: not saved).")
    @Nullable
    Path save;

    @Option(
        names = CHECKPOINT,
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
        names = METRICS,
        paramLabel = "FILE",
        description = "Write a line of JSON for each epoch (default: not written).")
    @Nullable
    Path metrics;

    @Option(names = "--quiet", description = "Print the last line only.")
    boolean quiet;

    @Mixin
    private BoardOptions board = new BoardOptions();

    /** What was found under the name of the device. */
    private Devices.Choice choice = new Devices.Choice(Optional.empty(), "");

    /** The options of a program that learns from images, by default {@value #IMAGES} in a step. */
    public RunOptions(int epochs) {
        this(epochs, IMAGES, "images");
    }

    /**
     * The options of a program.
     *
     * @param epochs by default
     * @param batchSize by default
     * @param samples what the report calls them, in the plural
     */
    public RunOptions(int epochs, int batchSize, String samples) {
        this.epochs = epochs;
        this.batchSize = batchSize;
        this.samples = samples;
    }

    /**
     * Refuses what cannot work before it takes time, has the library compute with the threads that are asked for, and
     * opens the device and the board.
     *
     * @throws ParameterException if a value makes no sense
     * @throws DeviceException if there is no such device
     * @throws IOException if a result could not be written, or the board cannot be opened
     */
    public void begin() throws IOException {
        require(epochs >= 1, "--epochs " + epochs + ": at least 1 is needed");
        require(batchSize >= 1, "--batch-size " + batchSize + ": at least 1 is needed");
        require(
                threads == null || (threads >= 1 && threads <= Team.MAX_THREADS),
                "--threads " + threads + ": 1 to " + Team.MAX_THREADS + " are possible");
        require(checkpoint != null || !resume, "--resume: --checkpoint names the file to go on from");
        require(checkpoint != null || every == null, "--every " + every + ": --checkpoint names the file to save to");
        require(every == null || every >= 1, "--every " + every + ": at least 1 is needed");
        files.add(SAVE, save);
        files.add(CHECKPOINT, checkpoint);
        files.add(METRICS, metrics);
        files.check(message -> require(false, message));
        if (checkpoint != null && !resume && Files.exists(checkpoint)) {
            throw new IOException(
                    "--checkpoint " + Printable.path(checkpoint) + ": exists already; --resume goes on from there, "
                            + "and without it the run would replace it: remove it, or name another file");
        }
        if (threads != null) {
            Parallel.setThreads(threads);
        }
        try {
            choice = Devices.open(device);
        } catch (IllegalArgumentException e) {
            require(false, "--" + e.getMessage());
        }
        board.begin(command);
    }

    /** Whether the run is recorded for the board. */
    public boolean isRecorded() {
        return board.isRecorded();
    }

    /** What records it; empty if nothing is to. */
    Optional<RunRecorder> recorder() {
        return board.recorder(command);
    }

    /** Keeps the board open, if there is one, until the program is asked to end. */
    void stay() {
        board.stay(command);
    }

    /** The device that is to compute; empty for the CPU. */
    public Optional<Backend> device() {
        return choice.backend();
    }

    /** Has a file that a program writes besides checked with the others; called before {@link #begin}. */
    public void alsoWrites(String option, Path file) {
        files.add(option, file);
    }

    /**
     * Writes such a file, in the place of what is there.
     *
     * @throws UncheckedIOException if it cannot be written; the message names the option
     */
    public static void write(String option, Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw ResultFiles.lost(option, file, e);
        }
    }

    /**
     * Refuses to write where the data are read from.
     *
     * @throws IOException if a result would replace one of these files
     */
    public void checkAgainst(List<Path> data) throws IOException {
        files.checkAgainst(data);
    }

    /**
     * Gives back a folder of data that is there.
     *
     * @throws FileNotFoundException if there is none of this name, or it is something else
     */
    public static Path requireFolder(Path folder) throws FileNotFoundException {
        if (!Files.isDirectory(folder)) {
            throw new FileNotFoundException(
                    Printable.path(folder) + (Files.exists(folder) ? ": not a folder" : ": no such folder"));
        }
        return folder;
    }

    /**
     * Requires options to make sense.
     *
     * @throws ParameterException with the message if they do not
     */
    public void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(command.commandLine(), message);
        }
    }

    /** The name of the program. */
    String program() {
        return command.name();
    }

    /** Passes over the training data. */
    public int epochs() {
        return epochs;
    }

    /** Samples in a training step. */
    public int batchSize() {
        return batchSize;
    }

    /** The seed of all that is random. */
    public long seed() {
        return seed;
    }

    /** Whether no more than the result is to be printed. */
    public boolean isQuiet() {
        return quiet;
    }

    /** What is to be told, on the streams of the command. */
    public Report report() throws IOException {
        return new Report(command.commandLine().getOut(), command.commandLine().getErr(), quiet, keepers(), samples,
                device.equals(Devices.CPU) ? "" : choice.description());
    }

    /**
     * The options that keep the results of the training if standard output is lost.
     *
     * @throws IOException if that cannot be found out
     */
    List<String> keepers() throws IOException {
        List<String> keepers = new ArrayList<>();
        if (save != null) {
            keepers.add(SAVE);
        }
        if (checkpoint != null) {
            keepers.add(CHECKPOINT);
        }
        if (metrics != null && !isStandardOutput(metrics)) {
            keepers.add(METRICS);
        }
        return keepers;
    }

    private static boolean isStandardOutput(Path file) throws IOException {
        return Files.exists(file) && Files.exists(STANDARD_OUTPUT) && Files.isSameFile(file, STANDARD_OUTPUT);
    }
}
