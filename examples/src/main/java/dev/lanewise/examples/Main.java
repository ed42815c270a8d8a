package dev.lanewise.examples;

import dev.lanewise.examples.mnist.MnistCommand;
import dev.lanewise.examples.mnist.PredictCommand;
import dev.lanewise.io.FormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The examples' command line: {@code mnist} and {@code predict}. Exit status 0, 2 for wrong usage, 1 for other errors. */
@Command(
    name = "examples/run",
    description = "Programs that show Lanewise at work.",
    subcommands = {MnistCommand.class, PredictCommand.class},
    mixinStandardHelpOptions = true,
    version = "Lanewise examples 0.1.0-SNAPSHOT",
    synopsisSubcommandLabel = "PROGRAM")
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(
        names = "--debug",
        scope = ScopeType.INHERIT,
        description = "Print the stack trace of an error.")
    private boolean debug;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no program named; choose mnist or predict");
    }

    /** Runs a program and returns its exit status. */
    public static int run(String... args) {
        Main main = new Main();
        return new CommandLine(main)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::wrongUsage)
                .setExecutionExceptionHandler(main::failed)
                .execute(args);
    }

    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int wrongUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr().println(e.getMessage() + "; see " + command.getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private int failed(Exception e, CommandLine command, ParseResult parsed) {
        command.getErr().println("error: " + sentence(e));
        if (debug) {
            e.printStackTrace(command.getErr());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** What went wrong in one sentence; an exception nobody expected says so, with its type. */
    private static String sentence(Exception e) {
        boolean expected = e instanceof IOException
                || e instanceof UncheckedIOException
                || e instanceof FormatException
                || e instanceof ProgramException;
        return expected && e.getMessage() != null ? e.getMessage() : "unexpected " + e + "; --debug shows where";
    }
}
