package dev.lanewise.io;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Makes sure that what is read has an end and does not block: pipes, devices and folders are refused before they are
 * opened.
 */
final class RegularFile {
    private RegularFile() {}

    /** Checks that the path, or what it links to, is a regular file. */
    static void require(Path file) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
            throw new FileSystemException(file.toString(), null, "not a regular file");
        }
    }
}
