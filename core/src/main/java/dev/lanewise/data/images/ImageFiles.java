package dev.lanewise.data.images;

import dev.lanewise.io.Failures;
import dev.lanewise.io.FormatException;
import dev.lanewise.io.RegularFile;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Lists and reads the files of a folder of pictures. */
final class ImageFiles {
    /** What a file may have besides its pixels, such as a preview. */
    private static final long METADATA = 1L << 26;

    private static final int MOST_BYTES_PER_PIXEL = 8;

    private ImageFiles() {}

    /** The sub-folders that are not hidden, in the order of their names. */
    static List<Path> classes(Path root) {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(entry -> !isHidden(entry) && Files.isDirectory(entry))
                    .sorted(Comparator.comparing(entry -> entry.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw unreadable("ImageFolder", root, e);
        } catch (UncheckedIOException e) {
            throw unreadable("ImageFolder", root, Objects.requireNonNull(e.getCause()));
        }
    }

    /**
     * The pictures below a folder, at any depth, that are not hidden, in the order of their paths.
     *
     * @param owner begins messages
     */
    static List<Path> pictures(String owner, Path folder) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(folder, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE,
                    new Finding(folder, found));
        } catch (IOException e) {
            throw unreadable(owner, folder, e);
        }
        found.sort(Comparator.comparing(entry -> unixName(folder.relativize(entry))));
        return found;
    }

    /** Takes pictures; never looks into a hidden folder, which may be unreadable or lead back. */
    private static final class Finding extends SimpleFileVisitor<Path> {
        private final Path top;
        private final List<Path> found;

        Finding(Path top, List<Path> found) {
            this.top = top;
            this.found = found;
        }

        private boolean isPassedOver(Path entry) {
            return !entry.equals(top) && isHidden(entry);
        }

        @Override
        public FileVisitResult preVisitDirectory(Path entry, BasicFileAttributes attributes) {
            return isPassedOver(entry) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path entry, BasicFileAttributes attributes) {
            if (!isPassedOver(entry) && FileFormat.isPicture(entry.getFileName().toString())) {
                found.add(entry);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path entry, IOException e) throws IOException {
            if (isPassedOver(entry)) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }
    }

    private static String unixName(Path relative) {
        StringBuilder name = new StringBuilder();
        relative.forEach(part -> name.append(name.isEmpty() ? "" : "/").append(part.toString()));
        return name.toString();
    }

    private static boolean isHidden(Path entry) {
        return entry.getFileName().toString().startsWith(".");
    }

    private static UncheckedIOException unreadable(String owner, Path folder, IOException e) {
        return new UncheckedIOException(
                owner + ": cannot list " + Printable.path(folder) + ": " + Failures.reason(e), e);
    }

    /**
     * The content of a picture's file.
     *
     * @throws IOException if it cannot be read, or is longer than any file with so many pixels
     * @throws UncheckedIOException if the thread is interrupted, which says nothing about the file
     */
    static byte[] read(Path file, long mostPixels) throws IOException {
        long most = Math.min(Integer.MAX_VALUE - 8, mostPixels * MOST_BYTES_PER_PIXEL + METADATA);
        try {
            return RegularFile.read(file, channel -> {
                if (channel.size() > most) {
                    throw new IOException(channel.size() + " bytes are more than " + mostPixels
                            + " pixels can take, see ImageFolder.maxPixels");
                }
                return Channels.newInputStream(channel).readNBytes((int) most); // it may grow meanwhile
            });
        } catch (UncheckedIOException e) {
            IOException cause = Objects.requireNonNull(e.getCause());
            if (cause instanceof ClosedChannelException) {
                throw e;
            }
            throw cause;
        }
    }

    /** The exception for a file that is broken or cannot be read. */
    static FormatException broken(Path file, IOException e) {
        FormatException broken = new FormatException(Printable.path(file) + ": " + Failures.reason(e));
        broken.initCause(e);
        return broken;
    }
}
