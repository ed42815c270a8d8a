package dev.lanewise.zoo.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.io.FormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files from strangers: each is read, or refused in one short sentence that names the file. {@code
 * -Dcheck.files=10000000} is the long form.
 */
class HostileGgufTest {
    private static final int FILES = Integer.getInteger("check.files", 3000);
    private static final int LONGEST_MESSAGE = 2048;

    @TempDir
    Path folder;

    private void assertRefused(GgufBuilder builder, int dataBytes, String message) {
        Path file = builder.write(folder.resolve("bad.gguf"), new byte[dataBytes]);
        assertThatThrownBy(() -> GgufFile.open(file)).isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file.toString()).hasMessageContaining(message);
    }

    @Test
    void refusesOtherFormatsAndVersionsByName() throws IOException {
        assertRefused(new GgufBuilder().version(1), 0, "byte 4: the format has version 1, and 2 and 3 are read");
        assertRefused(new GgufBuilder().version(4), 0, "version 4");
        assertRefused(new GgufBuilder().version(3 << 24), 0, "the file is big-endian");
        Path text = Files.writeString(folder.resolve("text.gguf"), "{}\n  ");
        assertThatThrownBy(() -> GgufFile.open(text)).isInstanceOf(FormatException.class)
                .hasMessageContaining("it begins with 7b7d0a20 where GGUF is expected: is this a GGUF file?");
        assertThatThrownBy(() -> GgufFile.open(folder)).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("not a regular file");
    }

    @Test
    void countsAreNotBelievedBeforeTheBytesAreThere() {
        assertRefused(new GgufBuilder().counts(Long.MAX_VALUE, 0), 100, "there would be 9223372036854775807 tensors");
        assertRefused(new GgufBuilder().counts(0, -1), 100, "there would be 18446744073709551615 values, more than");
        assertRefused(new GgufBuilder().counts(0, 1000), 100, "there would be 1000 values, more than");
        assertRefused(new GgufBuilder().value("a", GgufBuilder.STRING, GgufBuilder.i64(1L << 40)), 100,
                "there would be 1099511627776 bytes of the value of \"a\"");
        for (int type : new int[] {GgufBuilder.UINT8, GgufBuilder.UINT64, GgufBuilder.STRING, GgufBuilder.ARRAY}) {
            assertRefused(new GgufBuilder().value("a", GgufBuilder.ARRAY, GgufBuilder.i32(type),
                    GgufBuilder.i64(1L << 60)), 100, "there would be 1152921504606846976 elements of the value of");
        }
    }

    @Test
    void refusesLongNamesAndLargeMetadata() throws IOException {
        assertRefused(new GgufBuilder().value("k".repeat(70_000), GgufBuilder.UINT8, new byte[1]), 0,
                "a key would have 70000 bytes, more than the 65535");
        Path large = new GgufBuilder().value("a", GgufBuilder.ARRAY, GgufBuilder.i32(GgufBuilder.UINT8),
                GgufBuilder.i64(200_000_000)).write(folder.resolve("large.gguf"), new byte[0]);
        try (var channel = Files.newByteChannel(large, java.nio.file.StandardOpenOption.WRITE)) {
            channel.position(300_000_000).write(ByteBuffer.wrap(new byte[1])); // a hole, not 300 MB
        }
        assertThatThrownBy(() -> GgufFile.open(large)).isInstanceOf(FormatException.class)
                .hasMessageContaining("more than the 100000000 bytes that are read");
    }

    @Test
    void refusesListsThatAreNestedDeeply() {
        byte[][] parts = new byte[40][];
        for (int i = 0; i < parts.length; i += 2) {
            parts[i] = GgufBuilder.i32(GgufBuilder.ARRAY);
            parts[i + 1] = GgufBuilder.i64(1);
        }
        assertRefused(new GgufBuilder().value("deep", GgufBuilder.ARRAY, parts), 100,
                "the value of \"deep\" has lists in lists, more than 4 deep");
    }

    @Test
    void refusesNamesThatAreThereTwiceAndShowsControlsAsText() {
        assertRefused(new GgufBuilder().value("a\u001b[2J", GgufBuilder.UINT8, new byte[1]).value("a\u001b[2J",
                GgufBuilder.UINT8, new byte[1]), 0, "the key \"a\\u001b[2J\" is there twice");
        assertRefused(new GgufBuilder().tensor("a\n", 0, 0, 1).tensor("a\n", 0, 32, 1), 64,
                "tensor \"a\\n\" is there twice");
        assertRefused(new GgufBuilder().value("a", 13), 0, "the value of \"a\" has the type 13, and the format has 0");
    }

    @Test
    void refusesTensorsThatDoNotLieInTheFileOrLieInEachOther() {
        assertRefused(new GgufBuilder().tensor("a", 0, 0, 8).tensor("b", 0, 0, 8), 64,
                "tensor \"b\" begins at byte 0 of the tensors, but tensor \"a\" ends at byte 32");
        assertRefused(new GgufBuilder().tensor("a", 0, 8, 8), 64, "begins at byte 8 of the tensors, no multiple of 32");
        assertRefused(new GgufBuilder().tensor("a", 0, 32, 9), 64, "takes 36 bytes from byte 32");
        assertRefused(new GgufBuilder().tensor("a", 0, -32, 1), 64, "from byte 18446744073709551584");
        assertRefused(new GgufBuilder().tensor("a", 0, 0, 1L << 40, 1L << 40), 64, "takes too many bytes");
        assertRefused(new GgufBuilder().tensor("a", 0, 0, -1), 64, "a dimension of 18446744073709551615");
        assertRefused(new GgufBuilder().tensor("a", 8, 0, 33), 64, "rows of 33 elements, no multiple of the 32");
        assertRefused(new GgufBuilder().tensor("a", 0, 0, 1, 1, 1, 1, 1), 64, "has 5 dimensions, more than the 4");
        assertRefused(new GgufBuilder().value("general.alignment", GgufBuilder.UINT32, GgufBuilder.i32(24))
                .tensor("a", 0, 0, 1), 64, "\"general.alignment\" is 24, expected a power of two");
        assertRefused(new GgufBuilder().value("general.alignment", GgufBuilder.STRING, GgufBuilder.text("8")), 64,
                "\"general.alignment\" is \"8\", expected a whole number");
    }

    @Test
    void aTensorLargerThanAnArrayIsListedAndRefusedWhenItIsAskedFor() {
        Path file = new GgufBuilder().tensor("empty", 0, 0, 0, 1L << 40).write(folder.resolve("e.gguf"), new byte[32]);
        GgufFile open = GgufFile.open(file);
        GgufFileTest.assertRefused(() -> open.tensor("empty"), "is larger than an array");
    }

    @Test
    void refusesAFileThatEndsAnywhereBeforeItsLastTensor() throws IOException {
        byte[] whole = small();
        Path file = folder.resolve("cut.gguf");
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            String what = length + " bytes";
            assertThatThrownBy(() -> GgufFile.open(file)).as(what).isInstanceOf(FormatException.class)
                    .hasMessageStartingWith(file.toString());
        }
        Files.write(file, whole);
        readAll(file, true);
        readAll(file, false);
    }

    private static byte[] small() {
        byte[] data = new byte[32 + 36 + 28 + 20];
        new SplittableRandom(1).nextBytes(data);
        return new GgufBuilder().value("general.architecture", GgufBuilder.STRING, GgufBuilder.text("llama"))
                .value("general.alignment", GgufBuilder.UINT32, GgufBuilder.i32(32))
                .value("a.number", GgufBuilder.FLOAT32, GgufBuilder.f32(2))
                .value("a.flag", GgufBuilder.BOOL, new byte[1])
                .value("a.texts", GgufBuilder.ARRAY, GgufBuilder.i32(GgufBuilder.STRING), GgufBuilder.i64(2),
                        GgufBuilder.text("one"), GgufBuilder.text("two"))
                .value("a.wholes", GgufBuilder.ARRAY, GgufBuilder.i32(3), GgufBuilder.i64(3), new byte[6])
                .value("a.lists", GgufBuilder.ARRAY, GgufBuilder.i32(GgufBuilder.ARRAY), GgufBuilder.i64(1),
                        GgufBuilder.i32(10), GgufBuilder.i64(1), GgufBuilder.i64(7))
                .tensor("floats", 0, 0, 2, 4).tensor("packed", 8, 32, 32).tensor("halves", 1, 96, 10).build(data);
    }

    @Test
    void aDamagedFileIsReadOrRefused() throws IOException {
        byte[] whole = small();
        Path memory = Path.of("/dev/shm");
        Path file = Files.isWritable(memory)
                ? Files.createTempFile(memory, "lanewise-hostile", ".gguf")
                : folder.resolve("damaged.gguf");
        int refused = 0;
        try {
            for (int seed = 0; seed < FILES; seed++) {
                Files.write(file, damaged(whole, new SplittableRandom(seed)));
                try {
                    readAll(file, seed % 2 == 0);
                } catch (FormatException e) {
                    refused++;
                    assertThat(e.getMessage()).as("seed " + seed).startsWith(file.toString())
                            .hasSizeLessThan(LONGEST_MESSAGE)
                            .matches(message -> message.codePoints().noneMatch(Character::isISOControl), "no controls");
                } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                    throw new AssertionError("seed " + seed + " threw " + e, e);
                }
            }
        } finally {
            Files.deleteIfExists(file);
        }
        assertThat(refused).isBetween(FILES / 4, FILES - FILES / 100);
    }

    /** One to three edits: a byte, a number, a piece that is missing or repeated, the end. */
    private static byte[] damaged(byte[] whole, SplittableRandom random) {
        byte[] bytes = whole.clone();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            int at = random.nextInt(Math.max(1, bytes.length - 8));
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> {
                    if (bytes.length >= 8) {
                        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(at,
                                random.nextBoolean() ? random.nextLong() : random.nextInt(-2, 300));
                    }
                }
                case 3 -> bytes = Arrays.copyOf(bytes, at + 1);
                default -> {
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + 8);
                    System.arraycopy(bytes, at, longer, at + 8, bytes.length - at);
                    bytes = longer;
                }
            }
        }
        return bytes;
    }

    /** Asks for all that a file has, for tensors as they are or row by row. */
    private static void readAll(Path path, boolean byRow) {
        GgufFile file = GgufFile.open(path);
        for (GgufValue value : file.metadata().values()) {
            assertThat(value.toString()).hasSizeLessThan(LONGEST_MESSAGE);
            switch (value.type()) {
                case "string" -> value.text();
                case "array" -> {
                    if (value.toString().contains("(string)")) {
                        value.texts();
                    } else if (!value.toString().contains("(array)") && !value.toString().contains("(bool)")) {
                        value.numbers();
                    }
                }
                case "bool" -> value.flag();
                default -> value.number();
            }
        }
        for (GgufFile.Entry entry : file.entries().values()) {
            if (byRow) {
                file.forEachRow(entry.name(), (_, values) -> assertThat(values).isNotNull());
            } else {
                file.tensor(entry.name());
            }
        }
    }
}
