package dev.lanewise.workshop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary folder for compiled classes, deleted when it is closed or the JVM ends. */
final class Classes implements AutoCloseable {
    private final Path folder;
    private final Thread sweeper;

    Classes() {
        try {
            folder = Files.createTempDirectory("lanewise-workshop");
        } catch (IOException e) {
            throw new WorkshopException("no temporary folder can be made for the classes: " + e.getMessage());
        }
        sweeper = new Thread(this::delete);
        Runtime.getRuntime().addShutdownHook(sweeper);
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(sweeper);
        } catch (IllegalStateException e) {
            // the JVM ends, and the hook runs
        }
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // It lies in the folder for temporary files, where it does no harm.
        }
    }
}
