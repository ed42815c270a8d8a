package dev.lanewise.notebook.install;

import dev.lanewise.text.Printable;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Where Jupyter's programs are on this machine, and where it keeps a user's kernels.
 *
 * @param folder the folder of its programs
 */
public record Jupyter(Path folder) {
    /** The environment variable that names Jupyter's folder, or one of its programs. */
    public static final String VARIABLE = "LANEWISE_JUPYTER";

    /** The programs that open notebooks in a browser, the preferred one first. */
    public static final List<String> PAGES = List.of("jupyter-lab", "jupyter-notebook");

    private static final long SECONDS = 30;
    private static final boolean WINDOWS = File.separatorChar == '\\';

    /** How to get it, for messages. */
    public static final String ADVICE = "install it, for example by \"python3 -m venv ~/jupyter && ~/jupyter/bin/pip"
            + " install jupyterlab\", and set " + VARIABLE + "=~/jupyter/bin";

    /**
     * Finds the first folder that has one of these programs: what {@link #VARIABLE} names and nothing else, if it is
     * set; else in {@code PATH}, the active environment of Python, and {@code ~/.local/bin}.
     *
     * @throws IOException with a sentence that says where it was sought and what to do, if there is none
     */
    public static Jupyter find(Map<String, String> environment, List<String> programs) throws IOException {
        String named = environment.getOrDefault(VARIABLE, "");
        for (Path folder : named.isEmpty() ? usual(environment) : named(named)) {
            Jupyter jupyter = new Jupyter(folder);
            if (programs.stream().anyMatch(name -> jupyter.program(name).isPresent())) {
                return jupyter;
            }
        }
        String sought = String.join(", ", programs).replaceFirst(", (?!.*, )", " or ");
        throw new IOException("Jupyter was not found: there is no " + sought + (named.isEmpty()
                ? " in PATH; " + ADVICE
                : " where " + VARIABLE + " points to, " + Printable.brief(named) + "; correct it, or " + ADVICE));
    }

    private static List<Path> named(String value) {
        List<Path> folders = new ArrayList<>();
        add(folders, value, "");
        add(folders, value, "bin");
        if (!folders.isEmpty() && Files.isRegularFile(folders.getFirst())) { // one of the programs
            return List.of(folders.getFirst().toAbsolutePath().resolveSibling(""));
        }
        return folders;
    }

    private static List<Path> usual(Map<String, String> environment) {
        List<Path> folders = new ArrayList<>();
        for (String entry : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
            add(folders, entry, "");
        }
        add(folders, environment.getOrDefault("VIRTUAL_ENV", ""), "bin");
        add(folders, environment.getOrDefault("CONDA_PREFIX", ""), "bin");
        add(folders, environment.getOrDefault("HOME", ""), ".local/bin");
        return folders;
    }

    private static void add(List<Path> folders, String folder, String below) {
        try {
            if (!folder.isEmpty()) {
                folders.add(Path.of(folder).resolve(below));
            }
        } catch (InvalidPathException e) {
            // an entry of PATH that is no path leads nowhere
        }
    }

    /** One of Jupyter's programs, if this installation has it. */
    public Optional<Path> program(String name) {
        Path program = folder.resolve(WINDOWS ? name + ".exe" : name);
        return Files.isRegularFile(program) && Files.isExecutable(program)
                ? Optional.of(program.toAbsolutePath().normalize())
                : Optional.empty();
    }

    /** The program that opens notebooks in a browser. */
    public Path page() throws IOException {
        for (String name : PAGES) {
            Optional<Path> program = program(name);
            if (program.isPresent()) {
                return program.get();
            }
        }
        throw new IOException("there is no " + String.join(" or ", PAGES) + " in " + Printable.path(folder));
    }

    /** The folder of the user's kernels and settings, as this Jupyter says; by its rules, if it cannot say. */
    public Path dataFolder(Map<String, String> environment) throws IOException, InterruptedException {
        Optional<Path> program = program("jupyter");
        if (program.isEmpty()) {
            return userFolder(environment);
        }
        ProcessBuilder builder = new ProcessBuilder(program.get().toString(), "--data-dir")
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
            return ended && process.exitValue() == 0 && !answer.isEmpty() ? Path.of(answer) : userFolder(environment);
        } finally {
            process.destroyForcibly();
        }
    }

    /** The same folder by Jupyter's rules, for a machine on which no Jupyter was found. */
    public static Path userFolder(Map<String, String> environment) throws IOException {
        String own = environment.getOrDefault("JUPYTER_DATA_DIR", "");
        if (!own.isEmpty()) {
            return Path.of(own);
        }
        String system = System.getProperty("os.name", "");
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", ""));
        if (home.isEmpty()) {
            throw new IOException("HOME is not set, so there is no folder for kernels; use --prefix");
        }
        if (system.startsWith("Mac")) {
            return Path.of(home, "Library", "Jupyter");
        }
        String roaming = environment.getOrDefault("APPDATA", "");
        if (system.startsWith("Windows") && !roaming.isEmpty()) {
            return Path.of(roaming, "jupyter");
        }
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        return data.isEmpty() ? Path.of(home, ".local", "share", "jupyter") : Path.of(data, "jupyter");
    }
}
