package dev.lanewise.examples.board;

import dev.lanewise.board.Board;
import dev.lanewise.examples.ProgramException;
import dev.lanewise.examples.training.BoardOptions;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the runs in a folder in the browser. */
@Command(
    name = "board",
    sortOptions = false,
    description = {
        "Shows runs in the browser that --board or --runs has recorded: curves, mistakes, weights and more, several "
                + "runs side by side. Runs that other programs are still writing grow while they are looked at.",
        "",
        "The board is for this machine alone, and for whoever has its address: there is a secret in it. With --host "
                + "others in the network can open it as well.",
        ""
    })
public final class BoardCommand implements Callable<Integer> {
    private static final String RUN = "run.json";

    @Spec
    private CommandSpec spec;

    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "DIR",
        defaultValue = "runs",
        description = "The folder that holds the folders of runs (default: ${DEFAULT-VALUE}).")
    private Path folder;

    @Option(
        names = "--port",
        paramLabel = "N",
        description = "The board's port, 0 for any that is free (default: the first free one from 6270 on).")
    private @Nullable Integer port;

    @Option(
        names = "--host",
        paramLabel = "ADDRESS",
        description = "The address to listen at, 0.0.0.0 for all of this machine's (default: this machine alone).")
    private @Nullable String host;

    @Override
    public Integer call() throws IOException {
        if (port != null && (port < 0 || port > BoardOptions.LAST_PORT)) {
            throw new ParameterException(
                    spec.commandLine(), "--port " + port + ": 0 to " + BoardOptions.LAST_PORT + " are possible");
        }
        requireRuns();
        Board.Builder builder = Board.in(folder);
        if (port != null) {
            builder.port(port);
        }
        if (host != null) {
            builder.host(host);
        }
        PrintWriter out = spec.commandLine().getOut();
        try (Board board = builder.open()) {
            out.println("the board is at " + board.address() + "; Ctrl-C ends it");
            out.flush();
            new CountDownLatch(1).await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private void requireRuns() throws IOException {
        String named = Printable.path(folder);
        if (Files.notExists(folder)) {
            throw new ProgramException(named + ": no such folder; a training with --board makes one, runs unless told "
                    + "otherwise");
        }
        if (!Files.isDirectory(folder)) {
            throw new ProgramException(named + ": not a folder");
        }
        if (!Files.isReadable(folder)) {
            throw new ProgramException(named + ": no permission to read it");
        }
        if (Files.exists(folder.resolve(RUN))) {
            Path parent = folder.toAbsolutePath().normalize().getParent();
            throw new ProgramException(named + ": the folder of a single run; the board shows the folder around it"
                    + (parent == null ? "" : ", " + Printable.path(parent)));
        }
        try (Stream<Path> runs = Files.list(folder)) {
            if (runs.noneMatch(run -> Files.exists(run.resolve(RUN)))) {
                spec.commandLine().getErr().println(named + ": no runs yet; the board shows them as soon as there are");
                spec.commandLine().getErr().flush();
            }
        }
    }
}
