package dev.lanewise.bench.charts;

import dev.lanewise.bench.peers.ResultFile;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints tables of a file that {@code bench/run peers --json} has written. */
@Command(
    name = "tables",
    description = "Prints the comparisons of a file that bench/run peers --json has written, as Markdown.",
    mixinStandardHelpOptions = true)
public final class TablesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE.json", description = "What was measured.")
    private Path file;

    @Override
    public Integer call() throws IOException {
        String tables = Tables.of(ResultFile.read(file));
        if (tables.isEmpty()) {
            throw new IOException(Printable.path(file) + ": has none of the comparisons that there are tables for");
        }
        spec.commandLine().getOut().println(tables);
        return CommandLine.ExitCode.OK;
    }
}
