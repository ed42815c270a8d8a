package dev.lanewise.io;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.ChildJvm;
import dev.lanewise.Seeds;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("a.idx");
    }

    private static byte[] idx(int type, int[] dims, byte[] data) {
        ByteBuffer out = ByteBuffer.allocate(4 + 4 * dims.length + data.length);
        out.put((byte) 0).put((byte) 0).put((byte) type).put((byte) dims.length);
        for (int dim : dims) {
            out.putInt(dim);
        }
        return out.put(data).array();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        }
        return packed.toByteArray();
    }

    private Idx read(byte[] content) throws IOException {
        Files.write(file, content);
        return Idx.read(file);
    }

    private void assertRefused(byte[] content, long position, String reason) throws IOException {
        Files.write(file, content);
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Idx.read(file))
                .withMessage(file + ", byte " + position + ": " + reason);
    }

    @Test
    void readsEveryElementType() throws IOException {
        Idx u8 = read(idx(0x08, new int[] {2, 2}, new byte[] {0, 1, 127, -1}));
        assertThat(u8.type()).isEqualTo(Idx.Type.U8);
        assertThat(u8.shape()).isEqualTo(Shape.of(2, 2));
        assertThat(u8.dims()).containsExactly(2, 2);
        assertThat(u8.size()).isEqualTo(4);
        assertThat(u8.bytes()).containsExactly(0, 1, 127, -1);
        assertThat(u8.toInts()).isEqualTo(IntTensor.of(0, 1, 127, 255).reshape(2, 2));
        assertThat(u8.toTensor().toArray()).containsExactly(0, 1, 127, 255);
        assertThat(u8).hasToString("u8 [2, 2]");

        Idx i8 = read(idx(0x09, new int[] {2}, new byte[] {-128, 5}));
        assertThat(i8.toInts()).isEqualTo(IntTensor.of(-128, 5));
        assertThat(i8.toTensor().toArray()).containsExactly(-128, 5);

        Idx i16 = read(idx(0x0B, new int[] {2}, new byte[] {-128, 0, 1, 2}));
        assertThat(i16.toInts()).isEqualTo(IntTensor.of(-32768, 258));
        assertThat(i16.toTensor().toArray()).containsExactly(-32768, 258);

        Idx i32 = read(idx(0x0C, new int[] {2}, new byte[] {-128, 0, 0, 0, 1, 2, 3, 4}));
        assertThat(i32.toInts()).isEqualTo(IntTensor.of(Integer.MIN_VALUE, 0x01020304));
        assertThat(i32.toTensor().toArray()).containsExactly(Integer.MIN_VALUE, 0x01020304);

        byte[] floats = ByteBuffer.allocate(8).putFloat(1.5f).putFloat(Float.NaN).array();
        Idx f32 = read(idx(0x0D, new int[] {2}, floats));
        assertThat(f32.toTensor().toArray()).containsExactly(1.5f, Float.NaN);

        byte[] doubles = ByteBuffer.allocate(16).putDouble(0.1).putDouble(-1e300).array();
        Idx f64 = read(idx(0x0E, new int[] {1, 2}, doubles));
        assertThat(f64.toTensor()).hasShape(1, 2);
        assertThat(f64.toTensor().toArray()).containsExactly(0.1f, Float.NEGATIVE_INFINITY);
    }

    @Test
    void readsAnyRank() throws IOException {
        assertThat(read(idx(0x08, new int[] {}, new byte[] {7})).toTensor().item()).isEqualTo(7);
        assertThat(read(idx(0x08, new int[] {0}, new byte[0])).toInts()).isEqualTo(IntTensor.of());
        assertThat(read(idx(0x08, new int[] {3, 0, Integer.MAX_VALUE}, new byte[0])).bytes()).isEmpty();
        int[] ones = new int[255];
        Arrays.fill(ones, 1);
        assertThat(read(idx(0x08, ones, new byte[] {7})).shape().rank()).isEqualTo(255);
    }

    @Test
    void aPackedFileIsToldByItsFirstBytes() throws IOException {
        byte[] data = new byte[300_000];
        Seeds.random(3).nextBytes(data);
        byte[] plain = idx(0x08, new int[] {300, 1000}, data);

        assertThat(read(plain).bytes()).isEqualTo(data);
        assertThat(read(gzip(plain)).bytes()).isEqualTo(data);
    }

    @Test
    void aPackedFileInSeveralPartsIsReadAsOne() throws IOException {
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        byte[] plain = idx(0x08, new int[] {4}, new byte[] {1, 2, 3, 4});
        parts.write(gzip(Arrays.copyOf(plain, 6)));
        parts.write(gzip(Arrays.copyOfRange(plain, 6, plain.length)));

        assertThat(read(parts.toByteArray()).bytes()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void typesAreNotMixedUp() throws IOException {
        Idx floats = read(idx(0x0D, new int[] {1}, new byte[4]));

        assertThatIllegalStateException()
                .isThrownBy(floats::toInts)
                .withMessage("toInts: the elements of f32 [1] are not ints");
        assertThatIllegalStateException()
                .isThrownBy(floats::bytes)
                .withMessage("bytes: the elements of f32 [1] are not bytes");
    }

    @Test
    void brokenFilesAreRefusedWithPositionAndReason() throws IOException {
        assertRefused(new byte[0], 0, "the file ends after 0 of the 4 bytes of the magic number");
        assertRefused(new byte[] {0, 0, 8}, 3, "the file ends after 3 of the 4 bytes of the magic number");
        assertRefused(new byte[] {(byte) 0x89, 'P', 'N', 'G'}, 0,
                "an IDX file begins with two zero bytes, this one with 0x8950");
        assertRefused(new byte[] {0, 0, 0x0A, 1}, 2, "unknown element type 0x0a");
        assertRefused(new byte[] {0, 0, (byte) 0xFF, 1}, 2, "unknown element type 0xff");
        assertRefused(new byte[] {0, 0, 8, 2, 0, 0, 0, 1, 0}, 9,
                "the file ends after 5 of the 8 bytes of the sizes of 2 dimensions");
        assertRefused(idx(8, new int[] {2, 3}, new byte[5]), 17,
                "the file ends after 5 of the 6 bytes of the elements of u8 [2, 3]");
        assertRefused(idx(0x0C, new int[] {2}, new byte[7]), 15,
                "the file ends after 7 of the 8 bytes of the elements of i32 [2]");
        assertRefused(idx(8, new int[] {2}, new byte[3]), 10, "the file goes on after the last element of u8 [2]");
        assertRefused(idx(8, new int[] {1, -2}, new byte[3]), 8,
                "dimension 1 would have size 4294967294, more than 2147483647");
    }

    @Test
    void sizesThatLieCostNoMemory() throws IOException {
        int max = Integer.MAX_VALUE;
        assertRefused(idx(8, new int[] {max - 8}, new byte[3]), 11,
                "the file ends after 3 of the 2147483639 bytes of the elements of u8 [2147483639]");
        assertRefused(idx(8, new int[] {max}, new byte[3]), 4,
                "the elements of u8 [2147483647] would take more than 2147483639 bytes");
        assertRefused(idx(0x0E, new int[] {65536, 65536, 65536, 65536, 65536}, new byte[3]), 4,
                "the elements of f64 [65536, 65536, 65536, 65536, 65536] would take more than 2147483639 bytes");
        assertRefused(gzip(idx(8, new int[] {46340, 46340}, new byte[3])), 15,
                "the file ends after 3 of the 2147395600 bytes of the elements of u8 [46340, 46340]");
        // A gzip bomb behind the last element is not unpacked.
        assertRefused(gzip(idx(8, new int[] {2}, new byte[50_000_000])), 10,
                "the file goes on after the last element of u8 [2]");
    }

    @Test
    void elementsThatDoNotFitIntoMemoryAreRefused() throws Exception {
        Files.write(file, gzip(idx(8, new int[] {60_000_000}, new byte[60_000_000])));
        assertThat(Files.size(file)).isLessThan(100_000);

        assertThat(ChildJvm.run(List.of("-Xmx48m"), ReadFile.class, file.toString()))
                .singleElement().asString()
                .startsWith(file + ": the content does not fit into the memory of this JVM, which is limited to ");
    }

    @Test
    void whatFollowsAPackedStreamIsRefused() throws IOException {
        byte[] packed = gzip(idx(8, new int[] {2}, new byte[2]));
        for (byte[] more : new byte[][] {{0}, {'x'}, {0x1F}, {0x1F, (byte) 0x8B, 8}, new byte[100_000]}) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(packed);
            out.write(more);
            assertThatExceptionOfType(FormatException.class)
                    .isThrownBy(() -> read(out.toByteArray()))
                    .withMessageStartingWith(file + ", byte 10: the gzip stream ");
        }
    }

    @Test
    void everyFieldOfAGzipHeaderIsUnderstood() throws IOException {
        byte[] packed = gzip(idx(8, new int[] {1}, new byte[] {7}));
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.write(packed, 0, 3);
        header.write(0x1F); // text, checksum, extra field, name, comment
        header.write(packed, 4, 6);
        header.write(new byte[] {3, 0, 'a', 'b', 'c'});
        header.write("name\0comment\0".getBytes(StandardCharsets.ISO_8859_1));
        CRC32 checksum = new CRC32();
        checksum.update(header.toByteArray());
        int flaw = 1;
        for (int wrong : new int[] {0, flaw}) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write(header.toByteArray());
            all.write((int) checksum.getValue() ^ wrong);
            all.write((int) checksum.getValue() >> 8);
            all.write(packed, 10, packed.length - 10);
            if (wrong == flaw) {
                assertRefused(all.toByteArray(), 0,
                        "the gzip stream is corrupt: the checksum of the header is wrong");
            } else {
                assertThat(read(all.toByteArray()).bytes()).containsExactly(7);
            }
        }
        packed[3] = (byte) 0x80;
        assertRefused(packed, 0, "the gzip stream is corrupt: the header has unknown flags");
    }

    @Test
    void aFileCutOffAnywhereIsRefused() throws IOException {
        byte[] plain = idx(0x0B, new int[] {2, 3}, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
        for (byte[] whole : new byte[][] {plain, gzip(plain)}) {
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatExceptionOfType(FormatException.class).as("%d", length).isThrownBy(() -> read(cut));
            }
            read(whole);
        }
    }

    /** The few bits that pad the stream to whole bytes carry nothing; flipping any other is noticed. */
    @Test
    void aFlippedBitInAPackedStreamNeverChangesAnElement() throws IOException {
        byte[] pixels = "abcdefgh".repeat(8).getBytes(StandardCharsets.UTF_8);
        byte[] packed = gzip(idx(8, new int[] {64}, pixels));
        int refused = 0;
        for (int bit = 8 * 10; bit < 8 * packed.length; bit++) {
            byte[] flipped = packed.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                assertThat(read(flipped).bytes()).isEqualTo(pixels);
            } catch (FormatException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(8 * packed.length - 8 * 10 - 8);
    }

    @Test
    void mutatedFilesAreRefusedOrRead() throws IOException {
        byte[] plain = idx(0x08, new int[] {4, 5}, new byte[20]);
        byte[] packed = gzip(plain);
        SplittableRandom random = Seeds.random(9);
        int refused = 0;
        for (int round = 0; round < 1000; round++) {
            byte[] mutated = (round % 2 == 0 ? plain : packed).clone();
            for (int edit = random.nextInt(3); edit >= 0; edit--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            try {
                read(Arrays.copyOf(mutated, random.nextInt(4) == 0 ? random.nextInt(80) : mutated.length));
            } catch (FormatException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(500, 999);
    }

    @Test
    void writtenFilesAreReadBack() throws IOException {
        byte[] pixels = new byte[2 * 28 * 28];
        Seeds.random(5).nextBytes(pixels);
        Path packed = folder.resolve("a.gz");

        Idx.write(file, Shape.of(2, 28, 28), pixels);
        Idx.write(packed, Shape.of(2, 28, 28), pixels);

        assertThat(Files.readAllBytes(file)).isEqualTo(idx(8, new int[] {2, 28, 28}, pixels));
        assertThat(Files.readAllBytes(packed)).startsWith(0x1F, 0x8B);
        for (Path written : new Path[] {file, packed}) {
            Idx read = Idx.read(written);
            assertThat(read.shape()).isEqualTo(Shape.of(2, 28, 28));
            assertThat(read.bytes()).isEqualTo(pixels);
        }
    }

    @Test
    void writingChecksItsArguments() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Idx.write(file, Shape.of(2, 2), new byte[3]))
                .withMessageContaining("3 bytes for shape [2, 2]");
        assertThat(file).doesNotExist();
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Idx.read(file))
                .withMessage("cannot read " + file + ": no such file or folder");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Idx.read(folder))
                .withMessageStartingWith("cannot read " + folder + ": ");
    }
}
