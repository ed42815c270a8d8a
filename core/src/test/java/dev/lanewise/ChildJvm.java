package dev.lanewise;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Runs a main class of the tests in a JVM of its own, for what is decided once a JVM or needs other options. */
public final class ChildJvm {
    private static final long TIMEOUT_SECONDS = 300;

    private ChildJvm() {}

    /** The lines that {@code main} prints on the class path of main and test classes. */
    public static List<String> onClassPath(Class<?> main, String... options) throws Exception {
        return run(List.of(options), main);
    }

    /** As {@link #onClassPath}, with arguments for {@code main}. */
    public static List<String> run(List<String> options, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        return java(command(options, main, arguments));
    }

    /** Starts a main class whose output nobody reads. */
    public static Process start(List<String> options, Class<?> main, String... arguments) throws IOException {
        return builder(Path.of(""), command(options, main, arguments))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static List<String> command(List<String> options, Class<?> main, String... arguments) {
        List<String> all = new ArrayList<>(options);
        all.add("-cp");
        all.add(classPath());
        all.add(main.getName());
        all.addAll(List.of(arguments));
        return all;
    }

    /** The folders of main and test classes. */
    public static String classPath() {
        try {
            return folderOf("/dev/lanewise/kernels/Kernels.class") + System.getProperty("path.separator")
                    + folderOf("/dev/lanewise/ChildJvm.class");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The lines that {@code java} prints with these arguments, but for its own remark that an incubator module is in
     * use.
     *
     * @throws IllegalStateException if it has not ended after a minute; it is killed then
     */
    public static List<String> java(List<String> arguments) throws IOException, InterruptedException {
        return java(Path.of(""), arguments);
    }

    /** As {@link #java(List)}, in a folder. */
    public static List<String> java(Path folder, List<String> arguments) throws IOException, InterruptedException {
        return lines(builder(folder, arguments), arguments);
    }

    /** As {@link #java(List)}, with further variables of the environment. */
    public static List<String> java(Map<String, String> variables, List<String> arguments)
            throws IOException, InterruptedException {
        ProcessBuilder builder = builder(Path.of(""), arguments);
        builder.environment().putAll(variables);
        return lines(builder, arguments);
    }

    private static List<String> lines(ProcessBuilder builder, List<String> arguments)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("child-jvm", ".txt");
        try {
            Process process = builder.redirectOutput(output.toFile()).start();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IllegalStateException("still running after " + TIMEOUT_SECONDS + " s: " + arguments);
            }
            return Files.readString(output, StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.contains("Using incubator modules"))
                    .toList();
        } finally {
            Files.delete(output);
        }
    }

    private static ProcessBuilder builder(Path folder, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toAbsolutePath().toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"));
        return builder;
    }

    /** The root of the class files that a resource of ours belongs to: main and test classes lie in different ones. */
    public static String folderOf(String resource) throws URISyntaxException {
        URI uri = Objects.requireNonNull(ChildJvm.class.getResource(resource), resource).toURI();
        Path folder = Path.of(uri);
        for (int i = resource.split("/").length; i > 1; i--) {
            folder = Objects.requireNonNull(folder.getParent());
        }
        return folder.toString();
    }
}
