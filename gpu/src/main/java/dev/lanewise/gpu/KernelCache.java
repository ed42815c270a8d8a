package dev.lanewise.gpu;

import dev.lanewise.gpu.opencl.Device;
import dev.lanewise.io.AtomicFile;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Compiled kernels on the disk, for later JVMs. A courtesy: what cannot be read or written is compiled anew, and no
 * error. Files are named by what was compiled, how, and for which driver; each begins with a checksum, as drivers trust
 * what they are given. Those that have not been used for longest are deleted when there are too many bytes.
 */
final class KernelCache {
    /** Bytes of all files that are kept. */
    private static final long MOST = 128L << 20;

    private static final String ENDING = ".clbin";
    private static final byte[] MAGIC = "LWKERN1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGEST = 32;
    private static final int HEADER = MAGIC.length + DIGEST;
    private static final System.Logger LOG = System.getLogger("dev.lanewise");

    private final Optional<Path> folder;
    private final long most;

    /** In a folder, which need not exist; without one nothing is kept. */
    KernelCache(Optional<Path> folder) {
        this(folder, MOST);
    }

    /** With room for other than the usual number of bytes. */
    KernelCache(Optional<Path> folder, long most) {
        this.folder = folder;
        this.most = most;
    }

    /** What stands for a program: it differs where anything differs that the compiler sees. */
    static String key(String source, String options, Device device) {
        MessageDigest digest = sha256();
        for (String part : List.of(source, options, device.name(), device.vendor(), device.driver(),
                device.version(), device.platform().name(), device.platform().version())) {
            byte[] text = part.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(text.length).flip());
            digest.update(text);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JVM has it
        }
    }

    /** What was stored; empty if there is nothing, or a file that was not written by this or is damaged. */
    Optional<byte[]> find(String key) {
        return folder.map(path -> path.resolve(key + ENDING)).flatMap(KernelCache::read);
    }

    private static Optional<byte[]> read(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST) {
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length <= HEADER || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
                return Optional.empty();
            }
            byte[] binary = Arrays.copyOfRange(bytes, HEADER, bytes.length);
            if (!Arrays.equals(bytes, MAGIC.length, HEADER, sha256().digest(binary), 0, DIGEST)) {
                return Optional.empty();
            }
            markUsed(file);
            return Optional.of(binary);
        } catch (IOException | SecurityException e) {
            LOG.log(Level.DEBUG, () -> "gpu: the kernel in " + Printable.path(file) + " cannot be read: " + e);
            return Optional.empty();
        }
    }

    private static void markUsed(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException _) {
            // a folder of somebody else's may be read
        }
    }

    /** Keeps a program; others are deleted if there is no room. */
    void store(String key, byte[] binary) {
        if (folder.isEmpty() || binary.length > most - HEADER) {
            return;
        }
        Path file = folder.get().resolve(key + ENDING);
        try {
            Files.createDirectories(folder.get());
            makeRoom(folder.get(), HEADER + binary.length);
            AtomicFile.write(file, ByteBuffer.allocate(HEADER + binary.length)
                    .put(MAGIC).put(sha256().digest(binary)).put(binary).array());
        } catch (IOException | UncheckedIOException | SecurityException e) {
            LOG.log(Level.DEBUG, () -> "gpu: the kernel " + Printable.path(file) + " cannot be kept: " + e);
        }
    }

    /** A file of the cache, as it was when it was looked at: other JVMs may delete it. */
    private record Entry(Path file, long bytes, FileTime used) {}

    private void makeRoom(Path path, long bytes) throws IOException {
        List<Entry> entries;
        try (Stream<Path> files = Files.list(path)) {
            entries = files.filter(file -> file.toString().endsWith(ENDING))
                    .flatMap(file -> entry(file).stream())
                    .sorted(Comparator.comparing(Entry::used))
                    .toList();
        }
        long total = entries.stream().mapToLong(Entry::bytes).sum();
        for (Entry entry : entries) {
            if (total <= most - bytes) {
                return;
            }
            Files.deleteIfExists(entry.file);
            total -= entry.bytes;
        }
    }

    private static Optional<Entry> entry(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    ? Optional.of(new Entry(file, Files.size(file), Files.getLastModifiedTime(file)))
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty(); // another JVM has deleted it
        }
    }
}
