package dev.lanewise.bench.peers;

import java.util.Locale;

/** What is compared: time, or bytes that a piece of work needs. Less is better either way. */
public enum Unit {
    /** Microseconds. */
    MICROSECONDS("us"),
    /** Bytes. */
    BYTES("bytes");

    private final String word;

    Unit(String word) {
        this.word = word;
    }

    /** The unit of the work with this name. */
    static Unit of(String workload) {
        boolean memory = workload.startsWith(NetworkWorkloads.MEMORY) || workload.startsWith(SequenceWorkloads.MEMORY);
        return memory ? BYTES : MICROSECONDS;
    }

    /** Its name in the workers' protocol and in files. */
    String word() {
        return word;
    }

    /** A number of bytes for a table. */
    public static String megabytes(double bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
