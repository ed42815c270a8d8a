package dev.lanewise.bench.data;

import dev.lanewise.bench.peers.WorkerException;
import dev.lanewise.bench.resume.Folders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how fast files are read, and whether a training waits for its data. */
@Command(
    name = "data",
    description = "Times the reading of a CSV file beside pandas, of .npy files beside NumPy, and training steps on "
            + "pictures that are decoded meanwhile; all of it, or what the options choose. Files lie in a temporary "
            + "folder. Without pandas or NumPy, Lanewise is timed alone.",
    mixinStandardHelpOptions = true)
public final class DataCommand implements Callable<Integer> {
    /** An array may be there twice, as it is read and as garbage. */
    private static final int HEAP_PER_ARRAY = 4;

    private static final long MEGABYTE = 1_000_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--csv", description = "A CSV file of numbers, beside pandas.read_csv by its C engine.")
    private boolean csv;

    @Option(names = "--npy", description = "Files of one array, read and written, beside numpy.load and numpy.save.")
    private boolean npy;

    @Option(
        names = "--loader",
        description = "Training steps on pictures of 32x32 that are decoded and changed meanwhile.")
    private boolean loader;

    @Option(
        names = "--python",
        paramLabel = "PATH",
        defaultValue = "python3",
        description = "The interpreter that has NumPy and pandas (default: ${DEFAULT-VALUE}).")
    private String python;

    @Option(
        names = "--rounds",
        paramLabel = "N",
        defaultValue = "7",
        description = "Figures of each reading, of which the median counts (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
        names = "--rows",
        paramLabel = "N",
        defaultValue = "1000000",
        description = "Rows of the CSV file (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Option(
        names = "--size",
        paramLabel = "MB",
        defaultValue = "200",
        description = "What an array needs, in the file or once it is read (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(
        names = "--pictures",
        paramLabel = "N",
        defaultValue = "6400",
        description = "Pictures of an epoch (default: ${DEFAULT-VALUE}).")
    private int pictures;

    @Option(
        names = "--epochs",
        paramLabel = "N",
        defaultValue = "5",
        description = "Epochs of each way to load them, of which the median counts (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Override
    public Integer call() throws IOException, InterruptedException {
        require("--rounds", rounds, 1, 1000);
        require("--rows", rows, 1, 10_000_000);
        require("--size", size, 1, 2000);
        require("--pictures", pictures, 64, 1_000_000);
        require("--epochs", epochs, 1, 1000);
        boolean all = !csv && !npy && !loader;
        long most = Runtime.getRuntime().maxMemory() / HEAP_PER_ARRAY / MEGABYTE;
        if ((all || npy) && size > most) {
            throw new ParameterException(spec.commandLine(), "--size " + size + ": the heap of this JVM is enough for "
                    + most + " MB; LANEWISE_JAVA_OPTS=-Xmx... makes it larger");
        }
        Path folder = Files.createTempDirectory("lanewise-data");
        try {
            run(all, folder);
            return CommandLine.ExitCode.OK;
        } catch (WorkerException e) {
            throw new IOException(e.sentence(), e);
        } finally {
            Folders.delete(folder);
        }
    }

    private void run(boolean all, Path folder) throws IOException, InterruptedException, WorkerException {
        PrintWriter out = spec.commandLine().getOut();
        if (all || csv || npy) {
            Path scripts = Path.of(System.getProperty("lanewise.root", "")).toAbsolutePath().resolve("bench/peers");
            try (Peer peer = Peer.start(python, scripts, folder, spec.commandLine().getErr()::println)) {
                if (all || csv) {
                    CsvSpeed.run(folder, peer, rows, rounds, out);
                }
                if (all || npy) {
                    NpySpeed.run(folder, peer, size * MEGABYTE, rounds, out);
                    NpySpeed.write(folder, peer, size * MEGABYTE, rounds, out);
                }
            }
        }
        if (all || loader) {
            LoaderShare.run(folder.resolve("pictures"), pictures, epochs, out);
        }
    }

    private void require(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(spec.commandLine(), option + " " + value + ": from " + least + " to " + most);
        }
    }
}
