package dev.lanewise.examples.mnist;

import dev.lanewise.examples.training.Report;
import dev.lanewise.examples.training.RunOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which digits are learned from. */
public final class DigitOptions {
    private static final int SIDE = 28;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "Folder with the four IDX files, gzipped or not (default: the cache, else a download).")
    private @Nullable Path data;

    @Option(names = "--synthetic", description = "Train on digits that the program draws.")
    private boolean synthetic;

    @Option(names = "--offline", description = "Do not download: without a cached copy, draw digits.")
    private boolean offline;

    /** Refuses options that exclude each other. */
    public void check(RunOptions run) {
        run.require(data == null || !synthetic, "--data and --synthetic exclude each other");
    }

    /** Rows and columns that digits have at least: those of MNIST, unless a folder may have others. */
    public int side() {
        return data == null ? SIDE : 1;
    }

    /**
     * Finds, fetches or draws the digits.
     *
     * @param classes labels are less than that
     * @param scale how pixels become inputs
     * @throws IOException if a file is missing, or a result of the run would replace one
     */
    public DigitData load(int classes, Scale scale, RunOptions run, Report report) throws IOException {
        DataSource source = MnistFiles.standard().resolve(data, synthetic, offline, report::say);
        if (source instanceof DataSource.IdxFiles files) {
            run.checkAgainst(files.all());
        }
        return DigitData.load(source, classes, scale, run.seed(), synthetic ? line -> {} : report::warn);
    }
}
