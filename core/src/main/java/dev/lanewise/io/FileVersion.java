package dev.lanewise.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What tells a file from one that has been put in its place.
 *
 * @param size in bytes
 * @param modified when its content was last changed
 * @param key what the file system knows it by; null if that has no such thing
 */
record FileVersion(long size, FileTime modified, @Nullable Object key) {
    static FileVersion of(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileVersion(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }
}
