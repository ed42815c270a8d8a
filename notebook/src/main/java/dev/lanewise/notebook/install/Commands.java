package dev.lanewise.notebook.install;

import dev.lanewise.text.Printable;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands that put the kernel where Jupyter finds it. */
public final class Commands {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin",
            File.separatorChar == '\\' ? "java.exe" : "java");

    private Commands() {}

    /** Where kernels are, as the user may choose. */
    static final class Place {
        @Option(names = "--user", description = "Among the user's kernels, also where Jupyter is not found.")
        private boolean user;

        @Option(names = "--prefix", paramLabel = "DIR",
            description = "Below DIR/share/jupyter, for example the folder of a virtual environment.")
        @Nullable
        private Path prefix;

        /** The folder with Jupyter's data; where nothing was chosen Jupyter has to be there, and says. */
        static Path data(@Nullable Place place, Map<String, String> environment)
                throws IOException, InterruptedException {
            if (place != null && place.prefix != null) {
                return place.prefix.resolve("share", "jupyter");
            }
            try {
                return anyJupyter(environment).dataFolder(environment);
            } catch (IOException e) {
                if (place == null || !place.user) {
                    throw new IOException(e.getMessage() + "; or use --user, for programs that bring a Jupyter of their"
                            + " own", e);
                }
                return Jupyter.userFolder(environment);
            }
        }

        private static Jupyter anyJupyter(Map<String, String> environment) throws IOException {
            List<String> programs = new ArrayList<>(List.of("jupyter"));
            programs.addAll(Jupyter.PAGES);
            return Jupyter.find(environment, programs);
        }
    }

    /** Writes the kernel's spec. */
    @Command(name = "install", description = "Makes the kernel known to Jupyter, and to all that look for its kernels.",
        mixinStandardHelpOptions = true)
    public static final class Install implements Callable<Integer> {
        @ArgGroup
        @Nullable
        private Place place;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException, InterruptedException {
            Path data = Place.data(place, System.getenv());
            KernelSpec kernel = new KernelSpec(data);
            kernel.install(JAVA, classPath());
            PrintWriter out = spec.commandLine().getOut();
            out.println("The kernel \"" + KernelSpec.DISPLAY_NAME + "\" is in " + Printable.path(kernel.folder())
                    + " and starts with " + Printable.path(JAVA) + ".");
            if (place != null && place.prefix != null) {
                out.println("The Jupyter of that folder finds it; others do with JUPYTER_PATH="
                        + Printable.path(data.toAbsolutePath().normalize()) + ".");
            } else {
                out.println("A page of Jupyter that is open shows it when it is loaded again.");
            }
            return ExitCode.OK;
        }
    }

    /** Removes the kernel's spec. */
    @Command(name = "uninstall", description = "Removes what install has put there.", mixinStandardHelpOptions = true)
    public static final class Uninstall implements Callable<Integer> {
        @ArgGroup
        @Nullable
        private Place place;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException, InterruptedException {
            KernelSpec kernel = new KernelSpec(Place.data(place, System.getenv()));
            String where = Printable.path(kernel.folder());
            if (!kernel.uninstall()) {
                throw new IOException("there is no kernel in " + where);
            }
            spec.commandLine().getOut().println("The kernel in " + where + " is removed.");
            return ExitCode.OK;
        }
    }

    /** For {@code notebook/run}: a kernel of this build, which no other Jupyter sees, and the program to start. */
    @Command(name = "prepare", hidden = true, description = "Prints the program that opens notebooks.")
    public static final class Prepare implements Callable<Integer> {
        @Parameters(paramLabel = "DIR", description = "What JUPYTER_PATH will name.")
        private Path data;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            Path page = Jupyter.find(System.getenv(), Jupyter.PAGES).page();
            new KernelSpec(data).install(JAVA, classPath());
            spec.commandLine().getOut().println(page);
            return ExitCode.OK;
        }
    }

    /** What this program has been started with. */
    private static List<Path> classPath() {
        List<Path> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.isEmpty() && Files.exists(Path.of(entry))) {
                entries.add(Path.of(entry));
            }
        }
        return entries;
    }
}
