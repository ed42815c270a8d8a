package dev.lanewise.bench;

import dev.lanewise.bench.charts.ChartsCommand;
import dev.lanewise.bench.charts.TablesCommand;
import dev.lanewise.bench.peers.PeersCommand;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;

/**
 * What {@code bench/run} starts: JMH, unless the first word is one of the commands here. Exit status 0, 2 for wrong
 * usage, 1 for other errors.
 */
@Command(name = "bench/run", subcommands = {PeersCommand.class, ChartsCommand.class, TablesCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] args) throws IOException {
        switch (args.length == 0 ? "" : args[0]) {
            case "peers", "charts", "tables" -> System.exit(run(writer(System.out), writer(System.err), args));
            case "list" -> org.openjdk.jmh.Main.main(new String[] {"-lp"});
            case "--quick" -> Quick.run(args);
            default -> org.openjdk.jmh.Main.main(args);
        }
    }

    /** Runs a command, which writes to {@code out} and its complaints to {@code err}, and returns its exit status. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        IParameterExceptionHandler usage = (e, _) -> {
            err.println("error: " + e.getMessage() + "; see " + e.getCommandLine().getCommandSpec().qualifiedName()
                    + " --help");
            return CommandLine.ExitCode.USAGE;
        };
        IExecutionExceptionHandler failure = (e, _, _) -> {
            boolean expected = (e instanceof IOException || e instanceof UncheckedIOException)
                    && e.getMessage() != null;
            err.println("error: " + (expected ? e.getMessage() : "unexpected " + e));
            return CommandLine.ExitCode.SOFTWARE;
        };
        int status = new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(usage)
                .setExecutionExceptionHandler(failure)
                .execute(args);
        out.flush();
        err.flush();
        return status;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, stream.charset()), true);
    }
}
