package dev.lanewise.board.runs;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The process that writes a run.
 *
 * @param host the name of its machine or container; empty if it is not known
 * @param space within which its number is that of one process: on Linux the boot of the machine and the namespace of
 *     process numbers, which containers have of their own, else the host; empty if it is not known
 * @param pid its number, or -1
 * @param started when it did
 */
public record Origin(String host, String space, long pid, @Nullable Instant started) {
    /** How far apart two readings of a process's start may be. */
    private static final Duration SAME_START = Duration.ofSeconds(2);

    /** This process. */
    public static Origin here() {
        return Here.ORIGIN;
    }

    /** Found out once, and when it is needed: a host's name may be asked of the network. */
    private static final class Here {
        private static final Origin ORIGIN = find();

        private static Origin find() {
            ProcessHandle process = ProcessHandle.current();
            String host = host();
            String space = space();
            return new Origin(host, space.isEmpty() ? host : space, process.pid(),
                    process.info().startInstant().orElse(null));
        }

        private static String host() {
            try {
                Path linux = Path.of("/proc/sys/kernel/hostname");
                String name = Files.exists(linux)
                        ? Files.readString(linux).strip()
                        : InetAddress.getLocalHost().getHostName();
                return Printable.sentence(name);
            } catch (IOException _) {
                return "";
            }
        }

        private static String space() {
            try {
                String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
                Path numbers = Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
                // A run may be sent to others, whom the machine's own ids do not concern.
                return UUID.nameUUIDFromBytes((boot + numbers).getBytes(StandardCharsets.UTF_8)).toString();
            } catch (IOException | UnsupportedOperationException _) {
                return ""; // not Linux
            }
        }
    }

    /** Writes it as members of an object. */
    public void write(JsonGenerator out) throws IOException {
        out.writeNumberField("pid", pid);
        if (started != null) {
            out.writeStringField("started", started.toString());
        }
        if (!host.isEmpty()) {
            out.writeStringField("host", host);
        }
        if (!space.isEmpty()) {
            out.writeStringField("pidSpace", space);
        }
    }

    /** Whether its number is one of this process's space; what does not say where it is from counts as such. */
    boolean isVisible() {
        return space.isEmpty() || space.equals(here().space);
    }

    /** Whether the process, which is {@link #isVisible visible}, is alive, and no later one has its number. */
    boolean isAlive() {
        return pid > 0 && ProcessHandle.of(pid).filter(this::isSame).isPresent();
    }

    /**
     * Whether no process of this process's space has its number. Where one has it and is not {@link #isAlive known} to
     * be this one, it may yet be: a clock that was set since gives a process another start.
     */
    boolean isGone() {
        return !space.isEmpty() && space.equals(here().space)
                && (pid <= 0 || ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    private boolean isSame(ProcessHandle process) {
        return process.isAlive() && (started == null || process.info().startInstant()
                .map(start -> Duration.between(start, started).abs().compareTo(SAME_START) < 0).orElse(true));
    }
}
