package dev.lanewise.bench;

import dev.lanewise.bench.charts.ChartsCommand;
import dev.lanewise.bench.charts.TablesCommand;
import dev.lanewise.bench.data.DataCommand;
import dev.lanewise.bench.determinism.DeterminismCommand;
import dev.lanewise.bench.peers.PeersCommand;
import dev.lanewise.bench.pretrained.PretrainedCommand;
import dev.lanewise.bench.resume.ResumeCommand;
import dev.lanewise.text.Printable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.TypeConversionException;

/**
 * What {@code bench/run} starts: JMH, unless the first word is one of the commands here. Exit status 0, 2 for wrong
 * usage, 1 for other errors.
 */
@Command(
    name = "bench/run",
    subcommands = {PeersCommand.class, ChartsCommand.class, TablesCommand.class, DeterminismCommand.class,
        ResumeCommand.class, TrainerCommand.class, DataCommand.class, PretrainedCommand.class})
public final class Main {
    private static final String LOST = "error: standard output could not be written";

    private Main() {}

    public static void main(String[] args) throws IOException {
        switch (args.length == 0 ? "" : args[0]) {
            case "peers", "charts", "tables", "determinism", "resume", "trainer", "data",
                    "pretrained" ->
                System.exit(run(
                        writer(FileDescriptor.out, System.out.charset()),
                        writer(FileDescriptor.err, System.err.charset()),
                        args));
            case "list" -> org.openjdk.jmh.Main.main(new String[] {"-lp"});
            case "--quick" -> Quick.run(args);
            default -> org.openjdk.jmh.Main.main(args);
        }
        if (System.out.checkError()) {
            System.err.println(LOST);
            System.exit(CommandLine.ExitCode.SOFTWARE);
        }
    }

    /**
     * Runs a command, which writes its output to {@code out} and its errors to {@code err}, and returns its exit
     * status.
     */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        IParameterExceptionHandler usage = (e, _) -> {
            err.println("error: " + Printable.sentence(String.valueOf(e.getMessage())) + "; see "
                    + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
            return CommandLine.ExitCode.USAGE;
        };
        IExecutionExceptionHandler failure = (e, _, _) -> {
            String message = e instanceof IOException || e instanceof UncheckedIOException ? e.getMessage() : null;
            err.println("error: " + Printable.sentence(message != null ? message : "unexpected " + e));
            return CommandLine.ExitCode.SOFTWARE;
        };
        int status = new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(usage)
                .setExecutionExceptionHandler(failure)
                .setExpandAtFiles(false) // a file may be called @x.json
                .registerConverter(Path.class, Main::path)
                .execute(args);
        if (out.checkError() && status == CommandLine.ExitCode.OK) {
            err.println(LOST);
            status = CommandLine.ExitCode.SOFTWARE;
        }
        err.flush();
        return status;
    }

    /** Text for a stream of this process; {@link System#out} would swallow what goes wrong. */
    private static PrintWriter writer(FileDescriptor stream, Charset charset) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(stream), charset), true);
    }

    /** An empty shell variable would otherwise name the working folder. */
    private static Path path(String text) {
        if (text.isEmpty()) {
            throw new TypeConversionException("the name is empty");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) { // a locale without the name's characters
            throw new TypeConversionException("'" + text + "' is not a valid file name here (" + e.getReason() + ")");
        }
    }
}
