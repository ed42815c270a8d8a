package dev.lanewise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the programs in a JVM of their own, where a test needs its options, its end or its real streams. */
public final class ChildJvm {
    private final Path folder;
    private final ProcessBuilder builder = new ProcessBuilder();
    private final List<String> jvmOptions = new ArrayList<>(List.of("--add-modules", "jdk.incubator.vector"));

    private final List<String> within = new ArrayList<>();
    private Redirect out;

    /** What the program writes goes to files in a folder. */
    public ChildJvm(Path folder) {
        this.folder = folder;
        this.out = Redirect.to(folder.resolve("out.txt").toFile());
        // no cached data, no settings of this machine
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "LOCALAPPDATA",
                "LANEWISE_DATABASE_PASSWORD"));
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        jvmOptions.add("-Duser.home=" + folder);
    }

    /** More options of the JVM. */
    public ChildJvm with(String... options) {
        jvmOptions.addAll(List.of(options));
        return this;
    }

    /** The JVM is started by this command, such as a shell with {@code exec "$@"}. */
    public ChildJvm within(List<String> command) {
        within.addAll(command);
        return this;
    }

    /** A variable of its environment. */
    public ChildJvm withVariable(String name, String value) {
        builder.environment().put(name, value);
        return this;
    }

    /** Standard output goes to this file, and is not part of the outcome. */
    public ChildJvm withOutput(Path file) {
        out = Redirect.to(file.toFile());
        return this;
    }

    /** Starts a program. */
    public Process start(Object... args) throws IOException {
        return start(out, args);
    }

    /** Standard output is the caller's to read. */
    public Process startPiped(Object... args) throws IOException {
        return start(Redirect.PIPE, args);
    }

    private Process start(Redirect output, Object... args) throws IOException {
        List<String> command = new ArrayList<>(within);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-classpath", System.getProperty("java.class.path"), Main.class.getName()));
        for (Object arg : args) {
            command.add(arg.toString());
        }
        return builder.command(command)
                .redirectOutput(output)
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
    }

    /** Runs a program to its end. */
    public Outcome run(Object... args) throws IOException, InterruptedException {
        Process process = start(args);
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends within a minute").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return outcome(process);
    }

    /** What an ended process left behind; the JVM's own notice of the incubator module is left out. */
    public Outcome outcome(Process process) throws IOException {
        StringBuilder err = new StringBuilder();
        for (String line : Files.readAllLines(folder.resolve("err.txt"))) {
            if (!line.startsWith("WARNING: Using incubator modules")) {
                err.append(line).append(System.lineSeparator());
            }
        }
        Path written = folder.resolve("out.txt");
        String text = Files.exists(written) ? Files.readString(written) : "";
        return new Outcome(process.exitValue(), text, err.toString());
    }
}
