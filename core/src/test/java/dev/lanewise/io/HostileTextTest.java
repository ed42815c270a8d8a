package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lanewise.nn.Linear;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Text from files and paths in messages: whatever a file holds and whatever it is called, a message has no character
 * that steers a terminal, is one line, and is shorter than 2 KB.
 */
class HostileTextTest {
    /** Sets the title, clears the screen, fakes a line, turns the direction, hides, separates lines; and is long. */
    static final List<String> NAMES = List.of(
            "\u001b]0;owned\u0007\u001b[2J\rprediction 7\n\u009b1m\u202e\u200b\u2028\u2029\u0000\u007f\udb40\udc41",
            "\u001b".repeat(50_000),
            "重".repeat(50_000),
            "w");

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void makeAFolderOfAHostileName() throws IOException {
        folder = Files.createDirectories(temporary.resolve("\u001b]0;owned\u0007\n" + "long".repeat(50)));
    }

    private static void assertPrintable(String what, ThrowingCallable action) {
        Throwable thrown = catchThrowable(action);
        assertThat(thrown).as(what).isInstanceOfAny(
                FormatException.class, UncheckedIOException.class, IllegalArgumentException.class,
                IllegalStateException.class);
        assertPrintable(what, thrown.getMessage());
    }

    static void assertPrintable(String what, String message) {
        assertThat(message).as(what).doesNotMatch("(?s).*[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}].*");
        assertThat(message.getBytes(StandardCharsets.UTF_8)).as(what).hasSizeLessThan(2048);
    }

    private Path safetensors(String json, int dataBytes) throws IOException {
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(length.array());
        out.writeBytes(header);
        out.writeBytes(new byte[dataBytes]);
        return Files.write(folder.resolve("hostile.safetensors"), out.toByteArray());
    }

    private static String quote(String text) {
        StringBuilder out = new StringBuilder();
        JsonText.quote(text, out);
        return out.toString();
    }

    /** Headers of one tensor of 8 bytes that have the text wherever a text can be, each with something wrong. */
    private static List<String> headers(String name) {
        String n = quote(name);
        String f32 = "\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]";
        String ones = "9007199254740993" + ",9007199254740993".repeat(60);
        return List.of(
                "{%s:{}}".formatted(n),
                "{%s:1}".formatted(n),
                "{%s:{%s},%s:{%s}}".formatted(n, f32, n, f32),
                "{%s:{%s,%s:0,%s:0}}".formatted(n, f32, n, n),
                "{%s:{\"dtype\":%s,\"shape\":[8],\"data_offsets\":[0,8]}}".formatted(n, n),
                "{%s:{\"dtype\":\"F4\",\"shape\":[16],\"data_offsets\":[0,8]}}".formatted(n),
                "{%s:{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[0,8]}}".formatted(n, ones),
                "{%s:{\"dtype\":\"Q\",\"shape\":[%s],\"data_offsets\":[0,8]}}".formatted(n, ones),
                "{%s:{\"dtype\":\"F32\",\"shape\":[0,%s],\"data_offsets\":[0,0]},\"t\":{%s}}".formatted(n, ones, f32),
                "{%s:{\"dtype\":\"BOOL\",\"shape\":[3],\"data_offsets\":[0,3]}}".formatted(n),
                "{%s:{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}".formatted(n),
                "{%s:{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}".formatted(n),
                "{%s:{%s,\"more\":%s}}".formatted(n, f32, "9".repeat(5000)),
                "{%s:{%s},\"__metadata__\":{%s:%s,%s:1}}".formatted(n, f32, n, n, n),
                "{%s:{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[0,8]}}".formatted(n, "-" + "9".repeat(9000)),
                name,
                "{\"" + name + "\":1}",
                n + "{}");
    }

    @Test
    void hostileHeadersOfSafetensors() throws IOException {
        for (String name : NAMES) {
            for (String header : headers(name)) {
                Path file = safetensors(header, 8);
                String what = header.length() > 200 ? header.substring(0, 200) : header;
                assertPrintable(what, () -> Safetensors.load(file));
            }
        }
    }

    @Test
    void hostileNamesOfTensorsThatAreAskedFor() throws IOException {
        for (String name : NAMES) {
            Path file = safetensors("""
                    {%1$s: {"dtype": "BOOL", "shape": [8], "data_offsets": [0, 8]},
                     "t": {"dtype": %1$s, "shape": [0], "data_offsets": [8, 8]}}""".formatted(quote(name)), 8);
            try (SafetensorsFile open = Safetensors.open(file)) {
                assertPrintable("no such tensor", () -> open.tensor(name + "?"));
                assertPrintable("other kind", () -> open.tensor(name));
                assertPrintable("other dtype", () -> open.tensor("t"));
                assertPrintable("other dtype", () -> open.ints("t"));
            }
            SafetensorsFile closed = Safetensors.open(file);
            closed.close();
            assertPrintable("closed", () -> closed.ints(name));
        }
    }

    @Test
    void hostileNamesInAStateDict() {
        Linear layer = new Linear(2, 1, RandomSource.seed(1));
        int[] dims = new int[200];
        Arrays.fill(dims, 1, 200, Integer.MAX_VALUE);
        Tensor deep = Tensor.zeros(dims);
        for (String name : NAMES) {
            Map<String, Tensor> state = new LinkedHashMap<>();
            state.put("weight", deep);
            for (int i = 0; i < 100; i++) {
                state.put(name + i, deep);
            }
            assertThatIllegalArgumentException().isThrownBy(() -> layer.loadStateDict(state))
                    .satisfies(thrown -> assertThat(thrown.getMessage().split("\n")).hasSize(103)
                            .allSatisfy(line -> assertPrintable("state of " + state.size(), line)));
        }
    }

    @Test
    void hostileNamesThatAreSaved() {
        for (String name : NAMES) {
            Path file = folder.resolve("saved.safetensors");
            Tensor deep = Tensor.zeros(new int[100]);
            assertPrintable("too many dimensions", () -> Safetensors.save(file, Map.of(name, deep), Map.of()));
            Map<String, String> metadata = new LinkedHashMap<>();
            metadata.put(name, null);
            assertPrintable("null", () -> Safetensors.save(file, Map.of(), metadata));
            assertPrintable("a folder", () -> Safetensors.save(folder, Map.of(), Map.of()));
            assertPrintable("nowhere",
                    () -> Safetensors.save(folder.resolve("none").resolve("m"), Map.of(), Map.of()));
        }
    }

    @Test
    void hostileFilesOfIdx() throws IOException {
        List<byte[]> contents = new ArrayList<>(List.of(
                new byte[0], new byte[] {0, 0, 7, 1}, new byte[] {0x1f, (byte) 0x8b, 8, (byte) 0xff},
                new byte[] {27, 27}));
        for (int dim : new int[] {1, 0, Integer.MAX_VALUE, -1}) {
            ByteBuffer deep = ByteBuffer.allocate(4 + 4 * 255 + 5).put(new byte[] {0, 0, 8, (byte) 255});
            for (int axis = 0; axis < 255; axis++) {
                deep.putInt(axis == 254 ? dim : axis == 0 ? Integer.MAX_VALUE : 1);
            }
            contents.add(deep.array());
        }
        for (byte[] content : contents) {
            Path file = Files.write(folder.resolve("hostile.idx"), content);
            assertPrintable(content.length + " bytes", () -> Idx.read(file));
        }
        ByteBuffer floats = ByteBuffer.allocate(4 + 4 * 255 + 4).put(new byte[] {0, 0, 0x0d, (byte) 255});
        for (int axis = 0; axis < 255; axis++) {
            floats.putInt(1);
        }
        Idx deep = Idx.read(Files.write(folder.resolve("deep.idx"), floats.array()));
        assertPrintable("floats", deep::toInts);
        assertPrintable("floats", deep::bytes);
    }

    @Test
    void pathsThatCannotBeRead() {
        Path file = folder.resolve("none");
        assertPrintable("none", () -> Safetensors.load(file));
        assertPrintable("none", () -> Idx.read(file));
        assertPrintable("folder", () -> Safetensors.open(folder));
        assertPrintable("folder", () -> Idx.read(folder));
    }
}
