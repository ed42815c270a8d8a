package dev.lanewise.examples;

import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds out whether a file can be written, before a program takes time to compute what is to be in it. */
public final class WritableFile {
    private WritableFile() {}

    /**
     * Refuses a file that could not be written.
     *
     * @param option that names the file, as it is said
     * @param isStream whether it may be a device, which is written to and not replaced
     * @throws IOException in one sentence
     */
    public static void require(String option, Path file, boolean isStream) throws IOException {
        String named = option + " " + Printable.path(file);
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            String shown = folder == null ? "none" : Printable.path(folder);
            throw new IOException(named + ": there is no folder " + shown);
        }
        if (Files.isDirectory(file)) {
            throw new IOException(named + ": is a folder");
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new IOException(named + ": no permission to write it");
        }
        if (!isStream && Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException(named + ": not a regular file");
        }
    }
}
