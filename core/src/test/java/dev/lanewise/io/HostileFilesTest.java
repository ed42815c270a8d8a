package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.AllocatedBytes;
import dev.lanewise.Seeds;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files by the thousand: a reader reads each, or refuses it with the exception that it has promised, in one
 * short sentence without control characters; it is quick, and takes no memory that the file's length does not account
 * for. {@code -Dcheck.files=10000000} is the long form; {@code -Dlanewise.seed=} begins with the file that a failure
 * names.
 */
class HostileFilesTest {
    private static final int FILES = Integer.getInteger("check.files", 3000);
    private static final long FIRST_SEED = Seeds.seed();

    /** Files whose memory is not measured: loading classes and linking lambdas takes some too. */
    private static final int WARM_UP = 300;

    private static final int LONGEST_MESSAGE = 2048;
    private static final long MOST_BYTES = 1 << 20;
    private static final long MOST_NANOS = 10_000_000_000L; // the machine may have other things to do

    /** Where files are made in memory, if the system has such a place. */
    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir
    Path folder;

    @Test
    void safetensorsAreReadOrRefused() throws Throwable {
        readAll(new HostileFiles.OfSafetensors());
    }

    @Test
    void anIndexIsReadOrRefused() throws Throwable {
        Path place = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "lanewise-hostile") : folder;
        try {
            readAll(new HostileFiles.OfIndex(), HostileFiles.OfIndex.prepare(place));
        } finally {
            for (String name : List.of("a.safetensors", "b.safetensors")) {
                Files.delete(place.resolve(name));
            }
            if (!place.equals(folder)) {
                Files.delete(place);
            }
        }
    }

    @Test
    void idxIsReadOrRefused() throws Throwable {
        readAll(new HostileFiles.OfIdx());
    }

    @Test
    void packedIdxIsReadOrRefused() throws Throwable {
        readAll(new HostileFiles.OfPackedIdx());
    }

    @Test
    void cifarIsReadOrRefused() throws Throwable {
        readAll(new HostileFiles.OfCifar(1, Cifar10::read));
        readAll(new HostileFiles.OfCifar(2, Cifar100::read));
    }

    @Test
    void npyIsReadOrRefused() throws Throwable {
        readAll(new HostileArrays.OfNpy());
    }

    @Test
    void npzIsReadOrRefused() throws Throwable {
        readAll(new HostileArrays.OfNpz());
    }

    @Test
    void archivesOfPyTorchAreReadOrRefused() throws Throwable {
        readAll(new HostileTorch(true).warm(folder.resolve("first")));
    }

    @Test
    void olderFilesOfPyTorchAreReadOrRefused() throws Throwable {
        readAll(new HostileTorch(false).warm(folder.resolve("first")));
    }

    private void readAll(HostileFiles files) throws Throwable {
        readAll(files, Files.isWritable(MEMORY)
                ? Files.createTempFile(MEMORY, "lanewise-hostile", ".tmp")
                : folder.resolve("hostile"));
    }

    private static void readAll(HostileFiles files, Path file) throws Throwable {
        int refused = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            Consumer<Path> reader = files.reader();
            LongSupplier allocated = AllocatedBytes.counter();
            for (int i = -WARM_UP; i < FILES; i++) {
                byte[] content = files.next(new SplittableRandom(FIRST_SEED + i));
                channel.truncate(0).write(ByteBuffer.wrap(content), 0);
                long bytes = allocated.getAsLong();
                long nanos = System.nanoTime();
                String complaint = null;
                try {
                    reader.accept(file);
                } catch (FormatException e) {
                    refused++;
                    complaint = complaint(String.valueOf(e.getMessage()), file);
                } catch (Throwable e) {
                    complaint = "threw " + e;
                }
                nanos = System.nanoTime() - nanos;
                bytes = allocated.getAsLong() - bytes;
                if (nanos > MOST_NANOS) {
                    complaint = "took " + nanos + " ns";
                } else if (bytes > MOST_BYTES && i >= 0) {
                    complaint = "allocated " + bytes + " bytes";
                }
                if (complaint != null) {
                    throw new AssertionError("-Dlanewise.seed=" + (FIRST_SEED + i) + ": a file of the bytes "
                            + HexFormat.of().formatHex(content) + ": " + complaint);
                }
            }
        } finally {
            Files.delete(file);
        }
        assertThat(refused).as("of " + FILES).isBetween(FILES / 2, FILES + WARM_UP - FILES / 100);
    }

    /** What is wrong with a message, or null. */
    private static @Nullable String complaint(String message, Path file) {
        if (!message.startsWith(file + ", byte ")) {
            return "a message that does not begin with file and position: " + message;
        }
        int bytes = message.getBytes(StandardCharsets.UTF_8).length;
        if (bytes >= LONGEST_MESSAGE) {
            return "a message of " + bytes + " bytes: " + message;
        }
        for (int character : message.codePoints().toArray()) {
            switch (Character.getType(character)) {
                case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                        Character.SURROGATE -> {
                    return "a message with " + Character.getName(character) + ", which a terminal obeys: " + message;
                }
                default -> {}
            }
        }
        return null;
    }
}
