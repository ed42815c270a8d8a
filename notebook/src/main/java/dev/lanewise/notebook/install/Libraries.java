package dev.lanewise.notebook.install;

import dev.lanewise.notebook.Sources;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The jars of kernels, each build's in a folder of its own that is named after what it holds ({@code lib-1f0c...}). It
 * is there completely or not at all, and nothing in it ever changes. A kernel holds a lock on its folder until its
 * process ends, and folders that are locked are not removed: a JVM opens its jars when it needs them.
 */
public final class Libraries {
    private static final String PREFIX = "lib-";
    private static final int DIGITS = 12;
    private static final String LOCK = "in-use";
    private static final String NEW = ".new-";
    private static final String OLD = ".old-";
    private static final List<FileLock> HELD = new ArrayList<>();

    private final Path folder;

    /** Those in this folder. */
    Libraries(Path folder) {
        this.folder = folder;
    }

    /** Whether a file beside the spec is of such a folder. */
    static boolean isName(String name) {
        return name.startsWith(PREFIX);
    }

    /** The last such name in a text, if there is one. */
    static Optional<String> nameIn(String text) {
        int at = text.lastIndexOf(PREFIX);
        return at < 0 || at + PREFIX.length() + DIGITS > text.length()
                ? Optional.empty()
                : Optional.of(text.substring(at, at + PREFIX.length() + DIGITS));
    }

    /** Copies folders of classes, with their sources, and jars, unless they are there; returns their folder's name. */
    String add(List<Path> classPath) throws IOException {
        String name = PREFIX + digest(classPath);
        Path library = folder.resolve(name);
        if (Files.isDirectory(library)) {
            return name;
        }
        Path fresh = folder.resolve(name + NEW + ProcessHandle.current().pid());
        try {
            Files.createDirectories(fresh);
            for (int i = 0; i < classPath.size(); i++) {
                Path entry = classPath.get(i);
                if (Files.isDirectory(entry)) {
                    pack(List.of(entry), fresh.resolve("classes-" + i + ".jar"));
                } else {
                    Files.copy(entry, fresh.resolve(entry.getFileName()));
                }
            }
            pack(Sources.folders(classPath), fresh.resolve(Sources.PACKED));
            Files.createFile(fresh.resolve(LOCK));
            Files.move(fresh, library, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(library)) { // another install was quicker
                throw e;
            }
        } finally {
            delete(fresh);
        }
        return name;
    }

    /** Removes all that no kernel holds, but for these, and what installs that were killed have left. */
    void clean(List<String> kept) throws IOException {
        for (Path library : all()) {
            String name = library.getFileName().toString();
            if (!kept.contains(name)
                    && (name.contains(NEW) || name.contains(OLD) ? isLeft(name) : isFree(library, false))) {
                Path old = folder.resolve(name.substring(0, PREFIX.length() + DIGITS) + OLD
                        + ProcessHandle.current().pid());
                Files.move(library, old, StandardCopyOption.ATOMIC_MOVE);
                delete(old);
            }
        }
    }

    /** Whether a kernel runs from one of them, as far as that can be found. */
    boolean inUse() throws IOException {
        return all().stream().anyMatch(library -> !isFree(library, true));
    }

    private List<Path> all() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> isName(file.getFileName().toString())).toList();
        }
    }

    /** Whether the process that made it is no more. */
    private static boolean isLeft(String name) {
        String pid = name.substring(name.lastIndexOf('-') + 1);
        return !pid.matches("[0-9]{1,18}") || ProcessHandle.of(Long.parseLong(pid)).isEmpty();
    }

    /** Whether nobody holds it; {@code otherwise} on file systems without locks. */
    private static boolean isFree(Path library, boolean otherwise) {
        try (FileChannel channel = FileChannel.open(library.resolve(LOCK), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            return otherwise;
        }
    }

    /** Holds what the program runs from until the process ends, if that is such a folder. */
    public static void hold() {
        CodeSource source = Libraries.class.getProtectionDomain().getCodeSource();
        try {
            if (source != null) {
                hold(Path.of(source.getLocation().toURI()).resolveSibling(""));
            }
        } catch (URISyntaxException | IOException e) {
            // without locks the install after the next one removes the jars, and nothing before
        }
    }

    static void hold(Path library) throws IOException {
        Path file = library.resolve(LOCK);
        if (isName(library.getFileName().toString()) && Files.isReadable(file)) {
            HELD.add(FileChannel.open(file, StandardOpenOption.READ).lock(0, Long.MAX_VALUE, true));
        }
    }

    /** Tells one build from another: names, sizes and times of all files. */
    private static String digest(List<Path> classPath) throws IOException {
        List<Path> entries = new ArrayList<>(classPath);
        entries.addAll(Sources.folders(classPath));
        StringBuilder text = new StringBuilder();
        for (Path entry : entries) {
            for (Path file : files(entry)) {
                text.append(file.toAbsolutePath().normalize()).append(' ').append(Files.size(file)).append(' ')
                        .append(Files.getLastModifiedTime(file).toMillis()).append('\n');
            }
        }
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum, 0, DIGITS / 2);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    private static List<Path> files(Path entry) throws IOException {
        try (Stream<Path> files = Files.walk(entry)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void pack(List<Path> folders, Path archive) throws IOException {
        try (OutputStream out = Files.newOutputStream(archive); ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.BEST_SPEED);
            for (Path each : folders) {
                for (Path file : files(each)) {
                    ZipEntry member = new ZipEntry(each.relativize(file).toString().replace(File.separatorChar, '/'));
                    member.setLastModifiedTime(Files.getLastModifiedTime(file));
                    zip.putNextEntry(member);
                    Files.copy(file, zip);
                }
            }
        }
    }

    /** Removes a folder with all that is in it, if it is there. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }
}
