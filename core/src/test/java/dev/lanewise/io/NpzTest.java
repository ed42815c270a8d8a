package dev.lanewise.io;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.Seeds;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("a.npz");
    }

    /** An archive as Java's own class writes it: sizes and checksum follow the data. */
    private void zip(String name, byte[] content) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
        }
    }

    private static Map<String, Value> several() {
        Map<String, Value> arrays = new LinkedHashMap<>();
        arrays.put("z", Tensor.arange(100_000).reshape(100, 1000));
        arrays.put("block/0/weight", IntTensor.arange(70_000));
        arrays.put("\u00e9\uD83D\uDE00", BoolTensor.of(true, false));
        arrays.put("", Tensor.scalar(7));
        arrays.put("empty.npy", Tensor.zeros(3, 0));
        return arrays;
    }

    private static void assertSame(Map<String, Value> read, Map<String, Value> written) {
        assertThat(read.keySet()).containsExactlyElementsOf(written.keySet());
        written.forEach((name, value) -> {
            if (value instanceof Tensor floats) {
                assertThat((Tensor) read.get(name)).hasBitsOf(floats);
            } else {
                assertThat(read.get(name)).isEqualTo(value);
            }
        });
    }

    @Test
    void arraysAreWrittenAndReadByNameInTheirOrder() throws IOException {
        Npz.write(file, several());
        assertSame(Npz.read(file), several());
        long plain = Files.size(file);
        Npz.writeCompressed(file, several());
        assertSame(Npz.read(file), several());
        assertThat(Files.size(file)).isLessThan(plain / 2);
        Npz.write(file, Map.of());
        assertThat(Npz.read(file)).isEmpty();
    }

    @Test
    void theSameArraysAreTheSameBytes() throws IOException {
        Npz.write(file, several());
        byte[] first = Files.readAllBytes(file);
        Npz.write(file, several());
        assertThat(Files.readAllBytes(file)).isEqualTo(first);
        Npz.writeCompressed(file, several());
        byte[] packed = Files.readAllBytes(file);
        Npz.writeCompressed(file, several());
        assertThat(Files.readAllBytes(file)).isEqualTo(packed);
    }

    /** Numbers that hardly shrink, over many buffers of the packer. */
    @Test
    void randomNumbersArePackedAndUnpacked() {
        SplittableRandom random = Seeds.random(3);
        float[] values = new float[1_000_003];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        Npz.writeCompressed(file, Map.of("x", Tensor.wrap(values, Shape.of(values.length))));
        assertThat(((Tensor) Npz.read(file).get("x")).toArray()).isEqualTo(values);
    }

    @Test
    void anArchiveThatJavaWritesIsRead() throws IOException {
        zip("x.npy", NpyTest.npy("'<i2'", false, "(2,)", (byte) 1, (byte) 0, (byte) 2, (byte) 0));
        assertThat(Npz.read(file)).isEqualTo(Map.of("x", IntTensor.of(1, 2)));
    }

    /** More members than the old end of an archive can count. */
    @Test
    void anArchiveMayHaveManyMembers() {
        Map<String, Value> arrays = new LinkedHashMap<>();
        IntTensor value = IntTensor.of(Shape.SCALAR, 5);
        for (int i = 0; i < 65_600; i++) {
            arrays.put(Integer.toString(i), value);
        }
        Npz.write(file, arrays);
        try (NpzFile open = Npz.open(file)) {
            assertThat(open.names()).containsExactlyElementsOf(arrays.keySet());
            assertThat(open.read("65599")).isEqualTo(value);
        }
    }

    @Test
    void arraysAreReadOneByOneWhateverElseIsInTheFile() throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("names.npy"));
            zip.write(NpyTest.npy("'<U3'", false, "(1,)", new byte[12]));
            zip.putNextEntry(new ZipEntry("x.npy"));
            zip.write(NpyTest.npy("'|b1'", false, "(1,)", (byte) 1));
        }
        try (NpzFile open = Npz.open(file)) {
            assertThat(open.names()).containsExactly("names", "x");
            assertThat(open.bools("x").toArray()).containsExactly(true);
            assertThat(open.ints("x").toArray()).containsExactly(1);
            assertThat(open.tensor("x").toArray()).containsExactly(1);
            assertThat(open.read("x")).isEqualTo(BoolTensor.of(true));
            assertThatIllegalArgumentException().isThrownBy(() -> open.tensor("y"))
                    .withMessage(file + " has no array \"y\"; its arrays: \"names\", \"x\"");
            assertThatExceptionOfType(FormatException.class).isThrownBy(() -> open.read("names"))
                    .withMessage(file + ", byte 39: member \"names.npy\", byte 20: header: the elements are strings, "
                            + "\"<U3\", not floats of 2, 4 or 8 bytes, ints of 1, 2, 4 or 8, or booleans");
        }
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> Npz.read(file));
    }

    @Test
    void aClosedFileSaysSo() {
        Npz.write(file, several());
        NpzFile open = Npz.open(file);
        open.close();
        open.close();
        assertThatIllegalStateException().isThrownBy(() -> open.read("z"))
                .withMessage("array \"z\" of " + file + " is asked for, but the file has been closed");
    }

    @Test
    void aFileThatShrinksWhileItIsOpenIsNoticed() throws IOException {
        for (boolean packed : new boolean[] {false, true}) {
            if (packed) {
                Npz.writeCompressed(file, several());
            } else {
                Npz.write(file, several());
            }
            try (NpzFile open = Npz.open(file); FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
                other.truncate(20_000);
                assertThatExceptionOfType(FormatException.class).isThrownBy(() -> open.read("z"))
                        .withMessageContaining("while it was being read");
            }
        }
    }

    /** What a small file cannot hold is refused before there is memory for it; else, what does not fit the header. */
    @Test
    void aMemberIsNoLargerThanItsHeaderSays() throws IOException {
        zip("x.npy", NpyTest.npy("'<f4'", false, "(2000000000,)", new byte[100_000]));
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> Npz.read(file))
                .withMessageEndingWith(
                        "the file ends after 100000 of the 8000000000 bytes of elements, \"<f4\" [2000000000]");

        byte[] content = Files.readAllBytes(file);
        int entry = content.length - 22 - 46 - "x.npy".length();
        content[entry + 27] = 0x7F; // the highest byte of the size
        Files.write(file, content);
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> Npz.read(file))
                .withMessageMatching(
                        ".*, byte " + entry + ": member \"x.npy\" would have 21\\d+ bytes, packed as \\d+");
    }

    @Test
    void aFlippedBitNeverChangesAnElement() throws IOException {
        Map<String, Value> arrays = Map.of("x", IntTensor.of(1, 2, 3), "y", IntTensor.of(4));
        int read = 0;
        for (boolean packed : new boolean[] {false, true}) {
            if (packed) {
                Npz.writeCompressed(file, arrays);
            } else {
                Npz.write(file, arrays);
            }
            byte[] whole = Files.readAllBytes(file);
            for (int bit = 0; bit < 8 * whole.length; bit++) {
                byte[] flipped = whole.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                Files.write(file, flipped);
                try {
                    assertThat(Npz.read(file).values()).containsExactlyInAnyOrderElementsOf(arrays.values());
                    read++;
                } catch (FormatException e) {
                    assertThat(e).hasMessageStartingWith(file + ", byte ");
                }
            }
        }
        assertThat(read).as("files that differ in a time or the like").isBetween(100, 1500);
    }

    @Test
    void whatCannotBeAMemberIsNamed() {
        Map<String, Value> noName = new LinkedHashMap<>();
        noName.put(null, Tensor.scalar(1));
        assertThatIllegalArgumentException().isThrownBy(() -> Npz.write(file, noName))
                .withMessage("write: a name is null");
        Map<String, Value> noValue = new LinkedHashMap<>();
        noValue.put("x", null);
        assertThatIllegalArgumentException().isThrownBy(() -> Npz.write(file, noValue))
                .withMessage("write: array \"x\" is null");
        assertThatIllegalArgumentException().isThrownBy(() -> Npz.write(file, Map.of("\uD800", Tensor.scalar(1))))
                .withMessage("write: the name \"\\ud800.npy\" has half of a surrogate pair");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Npz.write(file, Map.of("a".repeat(65_532), Tensor.scalar(1))))
                .withMessageStartingWith("write: the name \"aaa")
                .withMessageEndingWith("takes 65536 bytes, more than 65535");
        Npz.write(file, Map.of("a".repeat(65_531), Tensor.scalar(1)));
        assertThat(Npz.read(file).keySet()).containsExactly("a".repeat(65_531));
    }
}
