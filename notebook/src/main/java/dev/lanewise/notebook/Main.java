package dev.lanewise.notebook;

import dev.lanewise.notebook.install.Commands;
import dev.lanewise.notebook.install.Libraries;
import dev.lanewise.notebook.kernel.Connection;
import dev.lanewise.notebook.kernel.Kernel;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** What {@code notebook/run} starts. Exit status 0, 2 for wrong usage, 1 for other errors. */
@Command(
    name = "notebook/run",
    description = "Java notebooks with Lanewise inside.",
    subcommands = {Commands.Install.class, Commands.Uninstall.class, Commands.Prepare.class, Main.KernelCommand.class},
    mixinStandardHelpOptions = true,
    version = "Lanewise notebook 0.1.0-SNAPSHOT",
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
    private static final long PATIENCE = 5_000_000_000L;

    private Main() {}

    /** Starts the kernel that a front end has asked for. */
    @Command(name = "kernel", description = "What Jupyter starts: serves the front end that waits at a connection.")
    static final class KernelCommand implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", description = "The connection file that Jupyter wrote.")
        private Path file;

        @Override
        public Integer call() throws IOException, InterruptedException {
            endWithParent();
            Libraries.hold();
            PrintStream terminal = System.err; // cells have streams of their own
            try (Kernel kernel = new Kernel(Connection.read(file), line -> terminal.println("kernel: " + line))) {
                kernel.run();
            }
            return CommandLine.ExitCode.OK;
        }

        /** Jupyter names its process in the environment: a kernel that nobody can reach any more must not stay. */
        private static void endWithParent() {
            String parent = System.getenv("JPY_PARENT_PID");
            if (parent != null && parent.matches("[0-9]{1,18}") && Long.parseLong(parent) > 1) {
                ProcessHandle.of(Long.parseLong(parent)).ifPresent(process -> {
                    var _ = process.onExit().thenRun(() -> Runtime.getRuntime().halt(CommandLine.ExitCode.SOFTWARE));
                });
            }
        }
    }

    /** Runs a command, which writes its errors to {@code err}, and returns its exit status. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        CommandLine command = new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((e, _) -> wrongUsage(e, err))
                .setExecutionExceptionHandler((e, _, _) -> {
                    err.println("error: " + Printable.sentence(e instanceof IOException && e.getMessage() != null
                            ? e.getMessage()
                            : "unexpected " + e));
                    return CommandLine.ExitCode.SOFTWARE;
                });
        int status = args.length == 0 ? usage(command, err) : command.execute(args);
        out.flush();
        err.flush();
        return status;
    }

    private static int usage(CommandLine command, PrintWriter err) {
        command.usage(err);
        return CommandLine.ExitCode.USAGE;
    }

    private static int wrongUsage(ParameterException e, PrintWriter err) {
        err.println("error: " + Printable.sentence(String.valueOf(e.getMessage()).replaceFirst("^Error: ", ""))
                + "; see notebook/run --help");
        return CommandLine.ExitCode.USAGE;
    }

    public static void main(String[] args) {
        int status = run(writer(System.out), writer(System.err), args);
        Thread.ofPlatform().daemon().start(() -> { // a cell may have left hooks that never end
            LockSupport.parkNanos(PATIENCE);
            Runtime.getRuntime().halt(status);
        });
        System.exit(status);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, stream.charset()), true);
    }
}
