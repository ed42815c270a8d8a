package dev.lanewise.data.images;

import dev.lanewise.io.FormatException;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
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
            throw unreadable(root, e);
        } catch (UncheckedIOException e) {
            throw unreadable(root, Objects.requireNonNull(e.getCause()));
        }
    }

    /** The pictures below a folder, at any depth, that are not hidden, in the order of their paths. */
    static List<Path> pictures(Path folder) {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> entries = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            entries.filter(entry -> !entry.equals(folder) && FileFormat.isPicture(entry.getFileName().toString()))
                    .filter(entry -> !isBelowHidden(folder.relativize(entry)) && !Files.isDirectory(entry))
                    .sorted(Comparator.comparing(entry -> unixName(folder.relativize(entry))))
                    .forEach(found::add);
            return found;
        } catch (IOException e) {
            throw unreadable(folder, e);
        } catch (UncheckedIOException e) {
            throw unreadable(folder, Objects.requireNonNull(e.getCause()));
        }
    }

    private static String unixName(Path relative) {
        StringBuilder name = new StringBuilder();
        relative.forEach(part -> name.append(name.isEmpty() ? "" : "/").append(part));
        return name.toString();
    }

    private static boolean isHidden(Path entry) {
        return entry.getFileName().toString().startsWith(".");
    }

    private static boolean isBelowHidden(Path relative) {
        for (Path part : relative) {
            if (isHidden(part)) {
                return true;
            }
        }
        return false;
    }

    private static UncheckedIOException unreadable(Path folder, IOException e) {
        return new UncheckedIOException("ImageFolder: cannot list " + Printable.path(folder) + ": " + reason(e), e);
    }

    /**
     * The content of a picture's file.
     *
     * @throws IOException if it cannot be read, or is longer than any file with so many pixels
     */
    static byte[] read(Path file, long mostPixels) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new IOException("not a regular file"); // a pipe would block
        }
        long most = Math.min(Integer.MAX_VALUE - 8, mostPixels * MOST_BYTES_PER_PIXEL + METADATA);
        if (attributes.size() > most) {
            throw new IOException(attributes.size() + " bytes are more than " + mostPixels
                    + " pixels can take, see maxPixels");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes((int) most); // it may grow meanwhile
        }
    }

    /** The exception for a file that is broken or cannot be read. */
    static FormatException broken(Path file, IOException e) {
        FormatException broken = new FormatException(Printable.path(file) + ": " + reason(e));
        broken.initCause(e);
        return broken;
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "no such file or folder";
            case AccessDeniedException _ -> "permission denied";
            case NotDirectoryException _ -> "not a folder";
            case FileSystemLoopException _ -> "a link in it leads back to a folder that it is in";
            case FileSystemException f when f.getReason() != null -> Printable.sentence(f.getReason());
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : Printable.sentence(e.getMessage());
        };
    }
}
