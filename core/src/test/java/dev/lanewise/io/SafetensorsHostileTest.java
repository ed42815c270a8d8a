package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.lanewise.ChildJvm;
import dev.lanewise.Seeds;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that break the format: each is refused with one sentence, none with anything but a FormatException. */
class SafetensorsHostileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("hostile.safetensors");
    }

    private static byte[] bytes(long headerLength, byte[] header, byte[] data) {
        return ByteBuffer.allocate(8 + header.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(headerLength)
                .put(header)
                .put(data)
                .array();
    }

    private static byte[] bytes(String header, int... data) {
        byte[] elements = new byte[data.length];
        for (int i = 0; i < data.length; i++) {
            elements[i] = (byte) data[i];
        }
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return bytes(json.length, json, elements);
    }

    private Safetensors load(byte[] content) throws IOException {
        Files.write(file, content);
        return Safetensors.load(file);
    }

    private void assertRefused(byte[] content, String reason) throws IOException {
        Files.write(file, content);
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Safetensors.load(file))
                .withMessageStartingWith(file + ", byte ")
                .withMessageContaining(reason)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(500))
                .satisfies(e -> assertThat(position(e)).isBetween(0L, (long) content.length));
    }

    private long position(FormatException e) {
        String message = String.valueOf(e.getMessage());
        int from = (file + ", byte ").length();
        return Long.parseLong(message.substring(from, message.indexOf(':', from)));
    }

    private static String entry(String dtype, String shape, String offsets) {
        return "{\"t\":{\"dtype\":" + dtype + ",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}}";
    }

    static Stream<Arguments> brokenHeaders() {
        String f32 = "\"F32\"";
        String t = "{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":";
        return Stream.of(
                arguments("", "expected '{' but found the end"),
                arguments("   ", "expected '{' but found the end"),
                arguments("[]", "expected '{' but found '['"),
                arguments("null", "expected '{' but found 'n'"),
                arguments("{}{}", "after the end of the object"),
                arguments("{} x", "after the end of the object"),
                arguments("{}\0", "after the end of the object"),
                arguments("\uFEFF{}", "expected '{' but found byte 0xef"),
                arguments("{\"t\":1}", "expected '{' but found '1'"),
                arguments("{\"t\":null}", "expected '{'"),
                arguments("{\"t\":{}}", "tensor \"t\" has no dtype"),
                arguments("{\"t\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", "has no shape"),
                arguments("{\"t\":{\"dtype\":\"F32\",\"shape\":[1]}}", "has no data_offsets"),
                arguments("{\"t\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}", "the name \"dtype\" appears twice"),
                arguments("{\"t\":" + t + "[0,2]},\"\\u0074\":" + t + "[2,4]}}", "the name \"t\" appears twice"),
                arguments("{\"__metadata__\":{},\"__metadata__\":{}}", "appears twice"),
                arguments("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", "the name \"a\" appears twice"),
                arguments("{\"__metadata__\":{\"a\":1}}", "expected '\"' but found '1'"),
                arguments("{\"__metadata__\":{\"a\":null}}", "expected '\"'"),
                arguments("{\"__metadata__\":[]}", "expected '{'"),
                arguments("{\"__metadata__\":nul}", "expected null"),
                arguments("{\"t\":{\"more\":1e999}}", "1e999 is beyond the range of a double"),
                arguments("{\"t\":{\"more\":[{\"x\":-1" + "0".repeat(400) + "}]}}", "is beyond the range of a double"),
                arguments(entry("1", "[1]", "[0,4]"), "expected '\"'"),
                arguments(entry("\"f32\"", "[1]", "[0,4]"), "has dtype \"f32\", not one of [F64, F32"),
                arguments(entry("\"F4\"", "[8]", "[0,4]"), "has dtype \"F4\""),
                arguments(entry(f32, "1", "[0,4]"), "expected '['"),
                arguments(entry(f32, "[-1]", "[0,4]"), "-1 is not a whole number"),
                arguments(entry(f32, "[1.0]", "[0,4]"), "1.0 is not a whole number"),
                arguments(entry(f32, "[1e0]", "[0,4]"), "1e0 is not a whole number"),
                arguments(entry(f32, "[01]", "[0,4]"), "expected ']' but found '1'"),
                arguments(entry(f32, "[\"1\"]", "[0,4]"), "expected a number"),
                arguments(entry(f32, "[18446744073709551617]", "[0,4]"), "is too large"),
                arguments(entry(f32, "[1]", "[]"), "not a begin and an end"),
                arguments(entry(f32, "[1]", "[4]"), "not a begin and an end"),
                arguments(entry(f32, "[1]", "[0,4,8]"), "more than two data_offsets"),
                arguments(entry(f32, "[1]", "[4,0]"), "not a begin and an end"),
                arguments(entry(f32, "[1]", "[-4,0]"), "-4 is not a whole number"),
                arguments(entry(f32, "[2]", "[0,4]"), "takes 8 bytes"),
                arguments(entry(f32, "[]", "[0,0]"), "takes 4 bytes"),
                arguments(entry(f32, "[0]", "[0,4]"), "takes 0 bytes"),
                arguments(entry(f32, "[4611686018427387905]", "[0,4]"), "takes too many bytes"),
                arguments(entry(f32, "[4294967296,4294967296]", "[0,0]"), "takes too many bytes"),
                arguments(entry(f32, "[2147483648]", "[0,8589934592]"), "has only 4 bytes of data"),
                arguments(entry(f32, "[0,2147483648]", "[0,0]"), "4 bytes follow"),
                arguments(entry(f32, "[1" + ",1".repeat(64) + "]", "[0,4]"), "more than 64 dimensions"),
                arguments(entry(f32, "[2]", "[0,8]"), "has only 4 bytes of data"),
                arguments(entry(f32, "[1]", "[4,8]"), "begins at byte 4 of the data"),
                arguments(entry(f32, "[0]", "[0,0]"), "4 bytes follow after the data of the last tensor"),
                arguments("{}", "4 bytes follow after the data of the last tensor"),
                arguments("{\"t\":" + t + "[0,2]},\"u\":" + t + "[1,3]}}", "tensors before it end at byte 2"),
                arguments("{\"t\":" + t + "[0,2]},\"u\":" + t + "[3,5]}}", "tensors before it end at byte 2"),
                arguments("{\"t\":" + t + "[0,2]},\"u\":" + t + "[0,2]}}", "tensors before it end at byte 2"));
    }

    @ParameterizedTest
    @MethodSource("brokenHeaders")
    void headersThatBreakARuleAreRefused(String header, String reason) throws IOException {
        assertRefused(bytes(header, 0, 0, 0, 0), reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"t\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}",
        " \n\t{ \"t\" : { \"data_offsets\" : [ 0 , 4 ] , \"shape\" : [ 4 ] , \"dtype\" : \"U8\" } } \r\n",
        "{\"t\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4],\"more\":{\"x\":[1.5e3,null]}},\"__metadata__\":{}}",
        "{\"__metadata__\":null,\"t\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4],\"x\":[1e308,0e999,1e-999]}}",
        "{\"z\":{\"dtype\":\"F64\",\"shape\":[0],\"data_offsets\":[4,4]},\"t\":{\"dtype\":\"U8\",\"shape\":[4],"
                + "\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"U8\",\"shape\":[3,0],\"data_offsets\":[0,0]}}"
    })
    void headersThatBreakNoRuleAreAccepted(String header) throws IOException {
        assertThat(load(bytes(header, 1, 2, 3, 255)).ints()).containsEntry("t", IntTensor.of(1, 2, 3, 255));
    }

    @Test
    void invalidUtf8IsRefused() throws IOException {
        byte[] content = bytes("{\"__metadata__\":{\"a\":\"xx\"}}");
        content[8 + 23] = (byte) 0xC3;
        assertRefused(content, "UTF-8");
    }

    @Test
    void headersLongerThanTheFileOrTheLimitAreRefusedBeforeAnythingIsAllocated() throws IOException {
        byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
        for (long length : new long[] {3, 100_000_000}) {
            assertRefused(bytes(length, json, new byte[0]), "ends within the header");
        }
        for (long length : new long[] {100_000_001, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            assertRefused(bytes(length, json, new byte[0]), "the header would have " + Long.toUnsignedString(length));
        }
    }

    @Test
    void intsOutsideTheRangeAreRefusedWithTheirPlace() throws IOException {
        assertInt("I64", 0x80000000L, "2147483648, outside the range of int");
        assertInt("I64", -0x80000001L, "-2147483649, outside the range of int");
        assertInt("U64", 0x80000000L, "2147483648, outside the range of int");
        assertInt("U64", -1, "18446744073709551615, outside the range of int");
        assertInt("U32", 0xFFFFFFFFL, "4294967295, outside the range of int");
        assertInt("BOOL", 2, "2, not 0 or 1");
    }

    private void assertInt(String dtype, long value, String reason) throws IOException {
        int size = Dtype.valueOf(dtype).bytes();
        byte[] data = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(size, value).array();
        byte[] json = entry("\"" + dtype + "\"", "[2]", "[0," + 2 * size + "]").getBytes(StandardCharsets.UTF_8);
        byte[] content = bytes(json.length, json, Arrays.copyOf(data, 2 * size));

        assertRefused(content, "element 1 of tensor \"t\", a " + dtype + ", is " + reason);
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Safetensors.load(file))
                .satisfies(e -> assertThat(position(e)).isEqualTo(8 + json.length + size));
    }

    private byte[] sample() throws IOException {
        new Safetensors(
                Map.of("weight", Tensor.arange(6).reshape(2, 3), "bias", Tensor.of(1, 2), "none", Tensor.zeros(0, 4)),
                Map.of("n", IntTensor.of(Shape.SCALAR, 9)),
                Map.of("key", "a \"value\"\n", "z", ""))
                .save(file);
        return Files.readAllBytes(file);
    }

    @Test
    void aFileCutOffAnywhereIsRefused() throws IOException {
        byte[] whole = sample();
        for (int length = 0; length < whole.length; length++) {
            assertRefused(Arrays.copyOf(whole, length), "");
        }
        load(whole);
    }

    @Test
    void aFileWithBytesAfterTheEndIsRefused() throws IOException {
        byte[] whole = sample();
        assertRefused(Arrays.copyOf(whole, whole.length + 1), "1 bytes follow after the data of the last tensor");
    }

    /** A flipped bit in a name or in the metadata cannot be noticed, but all others are, and nothing else happens. */
    @Test
    void aFlippedBitInTheHeaderIsRefusedOrChangesOnlyAText() throws IOException {
        byte[] whole = sample();
        int dataStart = 8 + whole[0] + 256 * whole[1];
        int refused = 0;
        for (int at = 0; at < dataStart; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << (at % 8));
            Safetensors read = loadOrRefuse(flipped);
            if (read == null) {
                refused++;
            } else {
                assertThat(read.tensors().size() + read.ints().size()).isEqualTo(4);
            }
        }
        assertThat(refused).isGreaterThan(dataStart / 2);
    }

    @Test
    void mutatedFilesAreRefusedOrRead() throws IOException {
        byte[] whole = sample();
        String tokens = "{}[]\",:\\0123456789-+.eEtfnu \n\0\uFFFD";
        SplittableRandom random = Seeds.random(42);
        int refused = 0;
        for (int round = 0; round < 1000; round++) {
            byte[] mutated = whole.clone();
            for (int edit = random.nextInt(4); edit >= 0; edit--) {
                mutated = mutate(mutated, random, tokens.getBytes(StandardCharsets.UTF_8));
            }
            if (random.nextBoolean() && mutated.length >= 8) {
                // Keep the length of the header consistent, so that the mutations behind it are reached.
                int header = Math.max(0, mutated.length - 40);
                ByteBuffer.wrap(mutated).order(ByteOrder.LITTLE_ENDIAN).putLong(0, header);
            }
            refused += loadOrRefuse(mutated) == null ? 1 : 0;
        }
        assertThat(refused).isBetween(500, 999);
    }

    private static byte[] mutate(byte[] content, SplittableRandom random, byte[] tokens) {
        int at = random.nextInt(content.length + 1);
        int length = random.nextInt(5);
        int end = Math.min(content.length, at + length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(content, 0, at);
        switch (random.nextInt(4)) {
            case 0 -> out.write(content, end, content.length - end); // delete
            case 1 -> { // insert
                out.write(tokens[random.nextInt(tokens.length)]);
                out.write(content, at, content.length - at);
            }
            case 2 -> { // replace
                for (int i = at; i < end; i++) {
                    out.write(random.nextBoolean() ? random.nextInt(256) : tokens[random.nextInt(tokens.length)]);
                }
                out.write(content, end, content.length - end);
            }
            default -> { // repeat
                out.write(content, at, end - at);
                out.write(content, at, content.length - at);
            }
        }
        return out.toByteArray();
    }

    /** What was read, or null if the file was refused; any other exception is the test's failure. */
    private @Nullable Safetensors loadOrRefuse(byte[] content) throws IOException {
        try {
            return load(content);
        } catch (FormatException refused) {
            return null;
        }
    }

    @Test
    void aLongHeaderIsReadInLittleMemory() throws IOException {
        String deep = "[".repeat(50) + "]".repeat(50);
        String wide = "[" + "0,".repeat(2_000_000) + "0]";
        String header = "{\"t\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],\"x\":" + wide + ",\"y\":" + deep
                + "}}";

        assertThat(load(bytes(header, 5)).ints()).containsEntry("t", IntTensor.of(5));
    }

    @Test
    void tensorsThatDoNotFitIntoMemoryAreRefused() throws Exception {
        Path sparse = file.resolveSibling("sparse.safetensors");
        for (String dtype : List.of("F32", "U8")) {
            long size = Integer.MAX_VALUE * (dtype.equals("F32") ? 4L : 1L);
            byte[] start = bytes(entry("\"" + dtype + "\"", "[2147483647]", "[0," + size + "]"));
            Files.write(sparse, start);
            try (RandomAccessFile grow = new RandomAccessFile(sparse.toFile(), "rw")) {
                grow.setLength(start.length + size);
            }
            assertThat(ChildJvm.run(List.of("-Xmx48m"), ReadFile.class, sparse.toString()))
                    .singleElement().asString()
                    .startsWith(
                            sparse + ": the content does not fit into the memory of this JVM, which is limited to ");
        }
    }

    @Test
    void aSparseFileOfManyGigabytesIsRefusedByItsHeader() throws IOException {
        byte[] start = bytes(entry("\"F32\"", "[1]", "[0,4]"));
        Files.write(file, start);
        try (RandomAccessFile grow = new RandomAccessFile(file.toFile(), "rw")) {
            grow.setLength(1L << 35);
        }
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Safetensors.load(file))
                .withMessageContaining("bytes follow after the data of the last tensor");
    }
}
