package dev.lanewise.examples.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The limits of Linux's control groups, of version 2 and 1, as this process sees them: the smallest of its own group
 * and of those around it. What cannot be read is no limit.
 *
 * @param groups where they are mounted, {@code /sys/fs/cgroup}
 * @param own the file that names this process's groups, {@code /proc/self/cgroup}
 */
record Container(Path groups, Path own) {
    private static final Pattern LINE = Pattern.compile("\\d+:([^:]*):/?(.*)");

    /** Version 1 has numbers near 2^63 where there is no limit. */
    private static final double NO_LIMIT = 1L << 60;

    static Container ofThisProcess() {
        return new Container(Path.of("/sys/fs/cgroup"), Path.of("/proc/self/cgroup"));
    }

    /** How many processors' time may be used; 0 for no limit. */
    double processors() {
        return least(Container::quota);
    }

    /** Bytes of memory that may be used; 0 for no limit. */
    long memory() {
        return (long) least(Container::memory);
    }

    private double least(ToDoubleFunction<Path> limit) {
        return folders().stream().mapToDouble(limit).filter(value -> value > 0 && value < NO_LIMIT).min().orElse(0);
    }

    /** The groups of this process, each with those around it; for version 1 those of each controller. */
    private List<Path> folders() {
        List<Path> folders = new ArrayList<>(List.of(groups, groups.resolve("cpu"), groups.resolve("memory")));
        for (String line : text(own).lines().toList()) {
            Matcher group = LINE.matcher(line);
            if (group.matches()) {
                Path root = groups;
                for (String controller : group.group(1).split(",")) {
                    root = groups.resolve(controller);
                    Path at = root.resolve(group.group(2)).normalize();
                    while (at != null && at.startsWith(root) && !at.equals(root)) {
                        folders.add(at);
                        at = at.getParent();
                    }
                }
            }
        }
        return folders;
    }

    private static double quota(Path folder) {
        String[] both = text(folder.resolve("cpu.max")).strip().split(" ");
        if (both.length < 2) {
            both = new String[] {text(folder.resolve("cpu.cfs_quota_us")).strip(),
                text(folder.resolve("cpu.cfs_period_us")).strip()};
        }
        double period = number(both[1]);
        return period > 0 ? number(both[0]) / period : 0;
    }

    private static double memory(Path folder) {
        double limit = number(text(folder.resolve("memory.max")).strip());
        return limit > 0 ? limit : number(text(folder.resolve("memory.limit_in_bytes")).strip());
    }

    private static double number(String text) {
        return text.matches("\\d{1,19}") ? Double.parseDouble(text) : 0; // "max", -1, nothing
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException _) {
            return ""; // no such controller, or not Linux
        }
    }
}
