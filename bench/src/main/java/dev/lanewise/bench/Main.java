package dev.lanewise.bench;

import dev.lanewise.bench.charts.ChartsCommand;
import dev.lanewise.bench.charts.TablesCommand;
import dev.lanewise.bench.determinism.DeterminismCommand;
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
@Command(
    name = "bench/run",
    subcommands = {PeersCommand.class, ChartsCommand.class, TablesCommand.class, DeterminismCommand.class})
public final class Main {
    private static final String USAGE = """
            Usage: bench/run [JMH options]           runs JMH's benchmarks: bench/run Matmul -f 5 -prof gc
                   bench/run list                    names them, with their parameters
                   bench/run --quick                 a rough overview in less than three minutes
                   bench/run peers [options]         Lanewise beside PyTorch, JAX and others, in turns
                   bench/run charts FILE.json DIR    draws what peers --json FILE.json has measured
                   bench/run tables FILE.json        prints the same as tables, in Markdown
                   bench/run determinism [options]   compares the bits of one program under many settings of the JVM
            bench/run peers --help, charts --help and so on tell more; bench/run -h lists JMH's options.
            -prof gc adds gc.alloc.rate.norm, the bytes that one operation allocates.""";

    private Main() {}

    public static void main(String[] args) throws IOException {
        switch (args.length == 0 ? "" : args[0]) {
            case "peers", "charts", "tables", "determinism" ->
                System.exit(run(writer(System.out), writer(System.err), args));
            case "--help" -> System.out.println(USAGE);
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
