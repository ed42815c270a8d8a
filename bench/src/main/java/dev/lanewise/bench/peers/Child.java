package dev.lanewise.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A process that ends with this JVM, however it ends, and whose complaints can be read when it has failed. */
public final class Child implements AutoCloseable {
    /** How long the end of a process is waited for. */
    private static final int END_SECONDS = 10;

    private static final Set<Child> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(Child::end)));
    }

    private final Process process;
    private final Path complaints;

    private Child(Process process, Path complaints) {
        this.process = process;
        this.complaints = complaints;
    }

    /**
     * Starts a process.
     *
     * @param environment in addition to this process's own
     * @param complaints the file for its standard error
     * @throws IOException if it cannot be started
     */
    public static Child start(List<String> command, Map<String, String> environment, Path complaints)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(complaints.toFile());
        builder.environment().putAll(environment);
        try {
            Child child = new Child(builder.start(), complaints);
            ALIVE.add(child);
            return child;
        } catch (IOException e) {
            Files.deleteIfExists(complaints);
            throw e;
        }
    }

    /** The process itself. */
    public Process process() {
        return process;
    }

    /** The last line of standard error behind a colon, or nothing. */
    String lastComplaint() {
        return complaints().lines()
                .filter(line -> !line.isBlank())
                .reduce((_, line) -> line)
                .map(line -> ": " + line.strip())
                .orElse("");
    }

    /** What it has written to standard error; nothing if that cannot be read. */
    public String complaints() {
        try {
            return Files.readString(complaints);
        } catch (IOException _) {
            return "";
        }
    }

    /** Ends the process and all that it has started, and deletes its complaints. */
    @Override
    public void close() {
        end();
        ALIVE.remove(this);
    }

    private void end() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(END_SECONDS, TimeUnit.SECONDS); // its memory is given back in somebody else's time else
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        try {
            Files.deleteIfExists(complaints);
        } catch (IOException _) {
            // a file in the folder for temporary ones stays
        }
    }
}
