package dev.lanewise.board.runs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;

/**
 * Opens files of runs to read them, and only what is a file itself: links are not followed, pipes and devices not read.
 */
public final class RunFiles {
    private RunFiles() {}

    /** The folder of a run, if a folder of that name, not a link to one, stands in the parent. */
    public static Optional<Path> folder(Path parent, String id) {
        if (id.isEmpty() || id.equals(".") || id.equals("..") || id.indexOf('/') >= 0 || id.indexOf('\\') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(parent.resolve(id)).filter(
                    path -> parent.equals(path.getParent()) && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS));
        } catch (InvalidPathException e) { // a zero byte, or what the file system cannot name
            return Optional.empty();
        }
    }

    /**
     * Opens a file to read.
     *
     * @throws IOException if that fails, or it is a link or no regular file
     */
    public static FileChannel open(Path file) throws IOException {
        if (!attributes(file).isRegularFile()) {
            throw new FileSystemException(file.toString(), null, "not a regular file");
        }
        return FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
