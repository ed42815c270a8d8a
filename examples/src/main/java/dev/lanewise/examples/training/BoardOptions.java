package dev.lanewise.examples.training;

import dev.lanewise.board.Board;
import dev.lanewise.board.RunRecorder;
import dev.lanewise.io.Failures;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that record a training, and show it in the browser. */
public final class BoardOptions {
    /** The last port there is. */
    public static final int LAST_PORT = 65_535;

    private static final String BOARD = "--board";
    private static final String PORT = "--board-port";
    private static final String RUNS = "--runs";
    /** Bytes of which a run has more. */
    private static final int ROOM = 1 << 16;

    private static final Path DEFAULT_RUNS = Path.of("runs");

    /** What says nothing about how a network learns, or is nobody's business. */
    private static final Set<String> NO_SETTINGS = Set.of(
            "--help", "--version", "--debug", "--quiet", BOARD, PORT, RUNS, "--save", "--load", "--checkpoint",
            "--every", "--resume", "--metrics", "--picture", "--offline", "--database", "--user", "--password",
            "--predict", "--predict-query");

    @Option(names = BOARD, description = "Show the training in the browser, while it goes on and afterwards.")
    private boolean wanted;

    @Option(
        names = PORT,
        paramLabel = "N",
        description = "The board's port, 0 for any that is free (default: the first free one from 6270 on).")
    private @Nullable Integer port;

    @Option(
        names = RUNS,
        paramLabel = "DIR",
        description = "Record the run in a folder of its own in DIR (default: runs with --board, else not recorded).")
    private @Nullable Path runs;

    private @Nullable Board board;

    /** Whether the run is recorded. */
    public boolean isRecorded() {
        return wanted || runs != null;
    }

    /**
     * Refuses what cannot work, and opens the board if there is to be one, whose address is told on standard error: it
     * is no result.
     *
     * @throws ParameterException if a value makes no sense
     * @throws IOException if nothing can be recorded in the folder, or the board cannot be opened
     */
    public void begin(CommandSpec command) throws IOException {
        require(command, port == null || wanted, PORT + " " + port + ": there is none without " + BOARD);
        require(command, port == null || port >= 0 && port <= LAST_PORT,
                PORT + " " + port + ": 0 to " + LAST_PORT + " are possible");
        if (!isRecorded()) {
            return;
        }
        requireFolder(folder());
        if (wanted) {
            Board.Builder builder = Board.in(folder());
            if (port != null) {
                builder.port(port);
            }
            board = builder.open();
            tell(command, "the board is at " + board.address());
        }
    }

    private static void require(CommandSpec command, boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(command.commandLine(), message);
        }
    }

    private Path folder() {
        return runs == null ? DEFAULT_RUNS : runs;
    }

    /**
     * Refuses a folder that cannot be written to before the training takes time: whoever names one wants the run
     * recorded. What fails later is told by the recorder, and the training goes on.
     */
    private static void requireFolder(Path folder) throws IOException {
        String named = RUNS + " " + Printable.path(folder) + ": ";
        Path found = folder.toAbsolutePath().normalize();
        while (found != null && !Files.exists(found)) {
            found = found.getParent();
        }
        if (found == null) {
            return; // on a system without a root
        }
        if (!Files.isDirectory(found)) {
            throw new IOException(
                    named + (Files.exists(folder) ? "" : Printable.path(found) + " is ") + "not a folder");
        }
        try {
            requireRoom(found);
        } catch (IOException e) {
            throw new IOException(named + "no run can be recorded there (" + Failures.reason(e) + ")", e);
        }
    }

    /** Writes a file as a run has some, and takes it away. */
    private static void requireRoom(Path folder) throws IOException {
        Path file = Files.createTempFile(folder, ".lanewise-", ".tmp");
        try {
            Files.write(file, new byte[ROOM]);
        } finally {
            Files.delete(file);
        }
    }

    /**
     * What records the run of a program, with its options as settings; empty if it is not recorded.
     *
     * @param command with the options as they were given
     */
    public Optional<RunRecorder> recorder(CommandSpec command) {
        if (!isRecorded()) {
            return Optional.empty();
        }
        RunRecorder recorder = board == null
                ? RunRecorder.in(folder(), command.name())
                : board.record(command.name());
        for (OptionSpec option : command.options()) {
            Object value = option.getValue();
            if (value != null && !NO_SETTINGS.contains(option.longestName())) {
                recorder.setting(option.longestName().replaceFirst("^--", ""), shown(value));
            }
        }
        return Optional.of(recorder);
    }

    private static String shown(Object value) {
        return switch (value) {
            case Path path -> Printable.path(path);
            case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
            default -> Objects.toString(value);
        };
    }

    /** Keeps the board open, if there is one, until the program is asked to end. */
    public void stay(CommandSpec command) {
        Board open = board;
        if (open != null) {
            tell(command, "the board stays open at " + open.address() + "; Ctrl-C ends it");
            try (open) {
                new CountDownLatch(1).await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void tell(CommandSpec command, String line) {
        command.commandLine().getErr().println(line);
        command.commandLine().getErr().flush();
    }
}
