package dev.lanewise.io;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.ChildJvm;
import dev.lanewise.Seeds;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("a.npy");
    }

    /** A file of version 1. */
    static byte[] npy(String descr, boolean fortranOrder, String shape, byte... data) {
        byte[] header = ("{'descr': " + descr + ", 'fortran_order': " + (fortranOrder ? "True" : "False")
                + ", 'shape': " + shape + ", }\n").getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(10 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN)
                .put("\u0093NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1))
                .putShort((short) header.length)
                .put(header)
                .put(data)
                .array();
    }

    private void assertRefused(ThrowingCallable reading, String reason) {
        assertThatExceptionOfType(FormatException.class).isThrownBy(reading).withMessage(file + ", byte " + reason);
    }

    @Test
    void eachKindOfValueIsWrittenAndReadAsItWas() {
        Tensor floats = Tensor.wrap(new float[] {1.5f, -0f, Float.NaN, Float.MIN_VALUE, 3, 4}, Shape.of(2, 3));
        IntTensor ints = IntTensor.of(Shape.of(3, 1), Integer.MIN_VALUE, 0, Integer.MAX_VALUE);
        BoolTensor bools = BoolTensor.of(Shape.of(1, 2, 1), true, false);

        Npy.write(file, floats);
        assertThat(Npy.readTensor(file)).hasShape(2, 3).hasBitsOf(floats);
        assertThat(Npy.read(file)).isInstanceOf(Tensor.class);
        Npy.write(file, ints);
        assertThat(Npy.read(file)).isEqualTo(ints);
        Npy.write(file, bools);
        assertThat(Npy.read(file)).isEqualTo(bools);
    }

    /** Around the size of the buffer, 65,536 elements of 4 bytes. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65535, 65536, 65537, 131072, 200000, 262144, 262145})
    void anyNumberOfElementsIsWrittenAndRead(int size) {
        SplittableRandom random = Seeds.random(size);
        float[] floats = new float[size];
        int[] ints = new int[size];
        boolean[] bools = new boolean[size];
        for (int i = 0; i < size; i++) {
            floats[i] = (float) random.nextGaussian();
            ints[i] = random.nextInt();
            bools[i] = random.nextBoolean();
        }
        Npy.write(file, Tensor.wrap(floats, Shape.of(size)));
        assertThat(Npy.readTensor(file).toArray()).isEqualTo(floats);
        Npy.write(file, IntTensor.wrap(ints, Shape.of(size)));
        assertThat(Npy.readInts(file).toArray()).isEqualTo(ints);
        Npy.write(file, BoolTensor.wrap(bools, Shape.of(size)));
        assertThat(Npy.readBools(file).toArray()).isEqualTo(bools);
    }

    @Test
    void aViewIsWrittenAsWhatItShows() {
        Tensor all = Tensor.arange(24).reshape(4, 6);
        Npy.write(file, all.slice(0, 1, 3));
        assertThat(Npy.readTensor(file)).hasShape(2, 6).hasBitsOf(all.slice(0, 1, 3));
        Npy.write(file, Tensor.arange(24).reshape(4, 6).transpose());
        assertThat(Npy.readTensor(file)).hasShape(6, 4).hasBitsOf(all.transpose());
    }

    /** Arrays of several chunks, one of whose axes is longer than a chunk or all of them shorter. */
    @ParameterizedTest
    @ValueSource(strings = {
        "100000, 3", "3, 100000", "300, 700", "2, 70000, 2", "37, 41, 43", "1, 90000, 1", "70000, 1, 2"})
    void fortranOrderIsTurned(String sizes) throws IOException {
        int[] dims = Arrays.stream(sizes.split(", ")).mapToInt(Integer::parseInt).toArray();
        Shape shape = Shape.of(dims);
        int[] reversed = new int[dims.length];
        int[] axes = new int[dims.length];
        for (int axis = 0; axis < dims.length; axis++) {
            reversed[axis] = dims[dims.length - 1 - axis];
            axes[axis] = dims.length - 1 - axis;
        }
        IntTensor inFileOrder = IntTensor.arange(shape.size()).reshape(reversed);
        ByteBuffer data = ByteBuffer.allocate(4 * shape.size()).order(ByteOrder.LITTLE_ENDIAN);
        data.asIntBuffer().put(inFileOrder.toArray());
        String tuple = "(" + sizes + ")";

        Files.write(file, npy("'<i4'", true, tuple, data.array()));
        assertThat(Npy.readInts(file)).isEqualTo(inFileOrder.permute(axes));
        assertThat(Npy.readTensor(file)).hasBitsOf(inFileOrder.permute(axes).toTensor());
        Files.write(file, npy("'<i4'", false, tuple, data.array()));
        assertThat(Npy.readInts(file)).isEqualTo(inFileOrder.reshape(dims));
    }

    /** The sentence names the element by its index in the array, and the position by that in the file. */
    @Test
    void anIntThatIsTooLargeIsNamedAndReadAsAFloat() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(8 * 200 * 300).order(ByteOrder.BIG_ENDIAN);
        data.putLong(8 * (150 * 200 + 7), 1L << 31);
        data.putLong(8 * (150 * 200 + 8), -1L << 40);
        byte[] content = npy("'>i8'", true, "(200, 300)", data.array());
        Files.write(file, content);
        long position = content.length - data.capacity() + 8L * (150 * 200 + 7);
        String reason = position + ": element [7, 150], a \">i8\", is 2147483648, outside the range of int";
        assertRefused(() -> Npy.read(file), reason);
        assertRefused(() -> Npy.readInts(file), reason);
        assertThat(Npy.readTensor(file).get(7, 150)).isEqualTo(0x1p31f);
        assertThat(Npy.readTensor(file).get(8, 150)).isEqualTo(-0x1p40f);

        Files.write(file, npy("'>i8'", false, "(200, 300)", data.array()));
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> Npy.readInts(file))
                .withMessageContaining("element [100, 7], a \">i8\", is 2147483648, outside");
    }

    @Test
    void largeIntsAreRoundedOnce() throws IOException {
        long[] values = {-1, Long.MIN_VALUE, (1L << 63) + (1L << 39), (1L << 63) + (1L << 39) + 1, (1L << 24) + 1,
            (1L << 62) + (1L << 38) + 1, Long.MAX_VALUE};
        ByteBuffer data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asLongBuffer().put(values);
        Files.write(file, npy("'<u8'", false, "(7,)", data.array()));
        assertThat(Npy.readTensor(file).toArray()).containsExactly(
                0x1p64f, 0x1p63f, 0x1p63f, 0x1p63f + 0x1p40f, 0x1p24f, 0x1p62f + 0x1p39f, 0x1p63f);
    }

    @Test
    void aReadOfAnotherKindSaysWhatTheElementsAre() throws IOException {
        Files.write(file, npy("'<f2'", false, "(1,)", (byte) 0, (byte) 0x3C));
        assertThat(Npy.readTensor(file).toArray()).containsExactly(1);
        assertRefused(() -> Npy.readInts(file), "68: the elements are \"<f2\", not ints");
        assertRefused(() -> Npy.readBools(file), "68: the elements are \"<f2\", not booleans");
        Files.write(file, npy("'|u1'", false, "(1,)", (byte) 200));
        assertThat(Npy.readTensor(file).toArray()).containsExactly(200);
        assertThat(Npy.readInts(file).toArray()).containsExactly(200);
        assertRefused(() -> Npy.readBools(file), "68: the elements are \"|u1\", not booleans");
        Files.write(file, npy("'|b1'", false, "(2,)", (byte) 1, (byte) 0));
        assertThat(Npy.readTensor(file).toArray()).containsExactly(1, 0);
        assertThat(Npy.readInts(file).toArray()).containsExactly(1, 0);
        assertThat(Npy.readBools(file).toArray()).containsExactly(true, false);
    }

    @Test
    void aBooleanIsZeroOrOneWhateverItIsReadAs() throws IOException {
        Files.write(file, npy("'|b1'", false, "(2,)", (byte) 1, (byte) 2));
        String reason = "69: element [1], a \"|b1\", is 2, not 0 or 1";
        assertRefused(() -> Npy.read(file), reason);
        assertRefused(() -> Npy.readTensor(file), reason);
        assertRefused(() -> Npy.readInts(file), reason);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = ';', value = {
        "<c8; complex numbers",
        "|O; pickled Python objects, which run code when they are read",
        "<U5; strings",
        "|S5; strings of bytes",
        "<M8[ns]; dates",
        "<m8[ns]; durations",
        "|V2; raw bytes (the package ml_dtypes writes bfloat16 so)",
        "<f16; floats of another size",
        "<x4; of an unknown type"})
    void otherElementsAreRefusedByName(String descr, String kind) throws IOException {
        Files.write(file, npy("'" + descr + "'", false, "(1,)", new byte[8]));
        assertRefused(() -> Npy.read(file), "20: header: the elements are " + kind + ", \"" + descr
                + "\", not floats of 2, 4 or 8 bytes, ints of 1, 2, 4 or 8, or booleans");
    }

    @Test
    void theSizeOfTheFileIsHeldAgainstTheHeader() throws IOException {
        Files.write(file, npy("'<f4'", false, "(2, 3)", new byte[23]));
        assertRefused(() -> Npy.read(file),
                "93: the file ends after 23 of the 24 bytes of elements, \"<f4\" [2, 3]");
        Files.write(file, npy("'<f4'", false, "(2, 3)", new byte[26]));
        assertRefused(() -> Npy.read(file), "94: 2 bytes follow the last element of \"<f4\" [2, 3]");
        Files.write(file, npy("'<f4'", false, "(65536, 32768)", new byte[8]));
        assertRefused(() -> Npy.read(file), "60: header: the shape [65536, 32768] is larger than an array, of at most "
                + "2147483647 elements");
        Files.write(file, npy("'<f4'", false, "(2147483647,)", new byte[8]));
        assertRefused(() -> Npy.read(file),
                "85: the file ends after 8 of the 8589934588 bytes of elements, \"<f4\" [2147483647]");
        Files.write(file, npy("'<f4'", false, "(4294967296, 4294967296)"));
        assertRefused(() -> Npy.read(file),
                "60: header: the shape [4294967296, 4294967296] is larger than an array, of "
                        + "at most 2147483647 elements");
    }

    @Test
    void otherFilesAreRecognized() throws IOException {
        Files.write(file, "\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(() -> Npy.read(file),
                "0: an array of NumPy begins with 0x93 and NUMPY, this file with 0x89504e47");
        Npz.write(file, Map.of("x", Tensor.scalar(1)));
        assertRefused(() -> Npy.read(file),
                "0: an array of NumPy begins with 0x93 and NUMPY, this file with 0x504b0304,"
                        + " as archives do: Npz.read reads those");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Npy.read(folder.resolve("none")))
                .withMessage("cannot read " + folder.resolve("none") + ": no such file or folder");
    }

    @Test
    void nothingIsReadBeyondAnEndThatComesTooEarly() throws IOException {
        Npy.write(file, Tensor.zeros(100_000));
        OpenFile open = OpenFile.of(file);
        try (FileChannel channel = open.channel()) {
            NpyBytes in = NpyBytes.of(open);
            try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
                other.truncate(300_000);
            }
            assertRefused(() -> NpyReader.value(in),
                    "300000: the file ended within the elements while it was being read");
            assertThat(channel.isOpen()).isTrue();
        }
    }

    /** NumPy has 64 dimensions. */
    @Test
    void moreDimensionsThanNumPyHasAreRefused() {
        int[] most = new int[64];
        Arrays.fill(most, 1);
        Npy.write(file, Tensor.ones(most));
        assertThat(Npy.read(file).shape()).isEqualTo(Shape.of(most));
        int[] tooMany = Arrays.copyOf(most, 65);
        tooMany[64] = 1;
        assertThatIllegalArgumentException().isThrownBy(() -> Npy.write(file, Tensor.ones(tooMany)))
                .withMessageStartingWith("write: a value of shape [1, 1, ")
                .withMessageEndingWith(" has more than 64 dimensions");
        assertThat(Npy.read(file).shape()).isEqualTo(Shape.of(most));
    }

    /** 64 MB in a JVM of 96: there is no room for them twice. In one of 48 they do not fit. */
    @Test
    void theElementsAreInMemoryOnce() throws Exception {
        Npy.write(file, Tensor.zeros(1 << 24));
        assertThat(ChildJvm.run(List.of("-Xmx96m", "-XX:+UseSerialGC", "-Xmn8m"), ReadFile.class, file.toString()))
                .containsExactly("[16777216]");
        assertThat(ChildJvm.run(List.of("-Xmx48m"), ReadFile.class, file.toString()))
                .singleElement().asString()
                .startsWith(file + ": the content does not fit into the memory of this JVM, which is limited to ");
    }
}
