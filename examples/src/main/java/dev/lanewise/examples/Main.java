package dev.lanewise.examples;

import dev.lanewise.examples.autoencoder.AutoencoderCommand;
import dev.lanewise.examples.board.BoardCommand;
import dev.lanewise.examples.chargpt.ChargptCommand;
import dev.lanewise.examples.cifar.CifarCommand;
import dev.lanewise.examples.classify.ClassifyCommand;
import dev.lanewise.examples.devices.DevicesCommand;
import dev.lanewise.examples.doctor.DoctorCommand;
import dev.lanewise.examples.embed.EmbedCommand;
import dev.lanewise.examples.flame.FlameCommand;
import dev.lanewise.examples.generate.GenerateCommand;
import dev.lanewise.examples.mnist.MnistCnnCommand;
import dev.lanewise.examples.mnist.MnistCommand;
import dev.lanewise.examples.mnist.MnistLstmCommand;
import dev.lanewise.examples.mnist.PredictCommand;
import dev.lanewise.examples.regression.RegressionCommand;
import dev.lanewise.examples.timeseries.TimeseriesCommand;
import dev.lanewise.io.FormatException;
import dev.lanewise.program.DeviceException;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The examples' command line, a subcommand for each program. Exit status 0, 2 for wrong usage, 1 for other errors.
 */
@Command(
    name = "examples/run",
    description = "Programs that show Lanewise at work.",
    subcommands = {MnistCommand.class, MnistCnnCommand.class, MnistLstmCommand.class, PredictCommand.class,
        AutoencoderCommand.class, CifarCommand.class, TimeseriesCommand.class, RegressionCommand.class,
        ChargptCommand.class, EmbedCommand.class, GenerateCommand.class, ClassifyCommand.class, BoardCommand.class,
        DevicesCommand.class, DoctorCommand.class, FlameCommand.class},
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    version = "Lanewise examples 0.1.0-SNAPSHOT",
    synopsisSubcommandLabel = "PROGRAM")
public final class Main implements Runnable {
    /** The JDK's message when a shutdown hook is registered after shutdown has begun. */
    private static final String SHUTDOWN = "Shutdown in progress";

    @Spec
    private CommandSpec spec;

    @Option(
        names = "--debug",
        scope = ScopeType.INHERIT,
        description = "Print the stack trace of an error.")
    private boolean debug;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "no program named; choose mnist, mnist-cnn, mnist-lstm, predict, autoencoder, cifar, "
                        + "timeseries, regression, chargpt, embed, generate, classify, board, devices, doctor or "
                        + "flame");
    }

    /**
     * Runs a program, which writes its output to {@code out} and its errors to {@code err}, and returns its exit
     * status.
     */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        Main main = new Main();
        CommandLine command = new CommandLine(main)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false) // a file may be called @x.png
                .registerConverter(Path.class, Main::path)
                .setParameterExceptionHandler(Main::wrongUsage)
                .setExecutionExceptionHandler((e, failed, parsed) -> main.failed(e, err));
        int status;
        try {
            status = command.execute(args);
        } catch (Error e) { // picocli handles exceptions only; memory may well run out, by way of --hidden
            status = main.failed(e, err);
        }
        String failure = Output.failure(out);
        if (failure != null && status == CommandLine.ExitCode.OK) { // any other status has been explained
            err.println("error: " + failure);
            status = CommandLine.ExitCode.SOFTWARE;
        }
        err.flush();
        return status;
    }

    public static void main(String[] args) {
        System.exit(run(Output.standard(), Output.standardError(), args));
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

    private static int wrongUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        List<String> suggestions = e instanceof UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions()
                : List.of();
        String meant = suggestions.isEmpty() ? "" : " (did you mean " + String.join(" or ", suggestions) + "?)";
        command.getErr().println("error: " + Printable.sentence(e.getMessage() + meant) + "; see "
                + command.getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private int failed(Throwable e, PrintWriter err) {
        if (e instanceof IllegalStateException && SHUTDOWN.equals(e.getMessage())) {
            return CommandLine.ExitCode.SOFTWARE; // Ctrl-C: whoever pressed it knows
        }
        List<String> lines = sentence(e).lines().toList(); // a report has a line for each difference
        err.println("error: " + Printable.sentence(lines.getFirst()));
        lines.stream().skip(1).forEach(line -> err.println("  " + Printable.sentence(line.strip())));
        if (debug) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            trace.toString().lines().forEach(line -> err.println("\t".repeat(line.startsWith("\t") ? 1 : 0)
                    + Printable.sentence(line.strip())));
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** What went wrong, in one sentence; unexpected errors say so, with their type. */
    private static String sentence(Throwable e) {
        boolean expected = e instanceof IOException
                || e instanceof UncheckedIOException
                || e instanceof FormatException
                || e instanceof ProgramException
                || e instanceof DeviceException
                || e instanceof IllegalArgumentException // from the library: wrong sizes, -D settings
                || e instanceof UnsupportedOperationException; // likewise
        if (e instanceof OutOfMemoryError) {
            return "not enough memory (" + e.getMessage() + "); LANEWISE_JAVA_OPTS=-Xmx8g gives the program 8 GB";
        }
        return expected && e.getMessage() != null ? e.getMessage() : "unexpected " + e + "; --debug shows where";
    }
}
