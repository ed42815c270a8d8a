package dev.lanewise.bench.resume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Folders with temporary files. */
public final class Folders {
    private Folders() {}

    /** Deletes a folder of files and folders of files. */
    public static void delete(Path folder) throws IOException {
        for (Path file : list(folder)) {
            if (Files.isDirectory(file)) {
                delete(file);
            } else {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
