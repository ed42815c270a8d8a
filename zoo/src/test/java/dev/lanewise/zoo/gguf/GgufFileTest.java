package dev.lanewise.zoo.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.io.FormatException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufFileTest {
    private static final Path FIXTURES = Path.of("src/test/resources/dev/lanewise/zoo/gguf");

    @TempDir
    Path folder;

    @Test
    void widensEachTypeToTheBitsOfTheReference() {
        GgufFile file = GgufFile.open(FIXTURES.resolve("types.gguf"));
        Map<String, Tensor> expected = Safetensors.load(FIXTURES.resolve("types.safetensors")).tensors();
        assertThat(file.entries().keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet()).hasSize(14);
        expected.forEach((name, tensor) -> {
            assertThat(file.entries().get(name).type()).isEqualTo(name);
            assertThat(file.tensor(name).shape()).isEqualTo(tensor.shape());
            assertThat(bits(file.tensor(name).toArray())).as(name).isEqualTo(bits(tensor.toArray()));
        });
    }

    @Test
    void givesTheRowsOfATensor() {
        GgufFile file = GgufFile.open(FIXTURES.resolve("types.gguf"));
        for (String name : file.entries().keySet()) {
            List<Integer> found = new ArrayList<>();
            file.forEachRow(name, (row, values) -> {
                assertThat(found).hasSize(row * values.length);
                bits(values).forEach(found::add);
            });
            assertThat(found).isEqualTo(bits(file.tensor(name).toArray()));
        }
    }

    @Test
    void tensorsLargerThanTheBufferAreReadInPieces() {
        int blocks = 20_000;
        byte[] data = new byte[34 * blocks];
        for (int i = 0; i < blocks; i++) {
            data[34 * i + 1] = 0x3C; // the half 1
            data[34 * i + 2 + i % 32] = (byte) i;
        }
        GgufFile file = GgufFile.open(new GgufBuilder().tensor("a", 8, 0, 32 * 8, blocks / 8)
                .write(folder.resolve("a.gguf"), data));
        float[] values = file.tensor("a").toArray();
        for (int i = 0; i < blocks; i++) {
            assertThat(values[32 * i + i % 32]).isEqualTo((byte) i);
        }
        assertThat(file.tensor("a").shape()).isEqualTo(Shape.of(blocks / 8, 256));
    }

    private static List<Integer> bits(float[] values) {
        List<Integer> bits = new ArrayList<>();
        for (float value : values) {
            bits.add(Float.floatToRawIntBits(value));
        }
        return bits;
    }

    @Test
    void readsValuesOfAllTypes() {
        GgufBuilder builder = new GgufBuilder().value("flag", GgufBuilder.BOOL, new byte[] {1})
                .value("text", GgufBuilder.STRING, GgufBuilder.text("a\u00e9"))
                .value("small", 1, new byte[] {-2}).value("short", 2, new byte[] {-1, -1})
                .value("float", GgufBuilder.FLOAT32, GgufBuilder.f32(1e-5f))
                .value("large", GgufBuilder.UINT64, GgufBuilder.i64(-1))
                .value("texts", GgufBuilder.ARRAY, GgufBuilder.i32(GgufBuilder.STRING), GgufBuilder.i64(2),
                        GgufBuilder.text("x"), GgufBuilder.text(""))
                .value("numbers", GgufBuilder.ARRAY, GgufBuilder.i32(5), GgufBuilder.i64(2), GgufBuilder.i32(7),
                        GgufBuilder.i32(-7))
                .value("nested", GgufBuilder.ARRAY, GgufBuilder.i32(GgufBuilder.ARRAY), GgufBuilder.i64(1),
                        GgufBuilder.i32(5), GgufBuilder.i64(1), GgufBuilder.i32(7));
        GgufFile file = GgufFile.open(builder.version(2).write(folder.resolve("v.gguf"), new byte[0]));
        assertThat(file.metadata().keySet()).containsExactly("flag", "text", "small", "short", "float", "large",
                "texts", "numbers", "nested");
        assertThat(file.value("flag").flag()).isTrue();
        assertThat(file.value("text").text()).isEqualTo("a\u00e9");
        assertThat(file.value("small").whole()).isEqualTo(-2);
        assertThat(file.value("short").whole()).isEqualTo(65535);
        assertThat(file.value("float").number()).isEqualTo(1e-5); // as the number was that has been rounded to it
        assertThat(file.value("texts").texts()).containsExactly("x", "");
        assertThat(file.value("numbers").wholes()).containsExactly(7, -7);
        assertThat(file.value("numbers").numbers()).containsExactly(7, -7);
        assertThat(file.value("nested").size()).isEqualTo(1);
        assertThat(file.metadata().values()).map(GgufValue::type).containsExactly("bool", "string", "int8", "uint16",
                "float32", "uint64", "array", "array", "array");
        assertThat(file.metadata().values()).map(GgufValue::toString).contains("true", "\"a\u00e9\"", "-2", "1.0E-5",
                "18446744073709551615", "a list of 2 (string)", "a list of 1 (array)");
        assertRefused(() -> file.value("large").whole(), "v.gguf: \"large\" is 18446744073709551615, expected a number"
                + " below 2^63");
        assertRefused(() -> file.value("text").whole(), "\"text\" is \"a\u00e9\", expected a whole number");
        assertRefused(() -> file.value("flag").text(), "\"flag\" is true, expected a text");
        assertRefused(() -> file.value("numbers").texts(), "is a list of 2 (int32), expected a list of texts");
        assertRefused(() -> file.value("nested").numbers(), "is a list of 1 (array), expected a list of numbers");
        assertRefused(() -> file.value("text").size(), "expected a list");
        assertRefused(() -> file.value("no"), "v.gguf has no \"no\"");
    }

    @Test
    void typesThatAreNotReadAreListedAndRefusedByName() {
        GgufFile file = GgufFile.open(new GgufBuilder().tensor("q", 20, 0, 32).tensor("new", 77, 32, 3)
                .tensor("i", 26, 64, 2).write(folder.resolve("t.gguf"), new byte[128]));
        assertThat(file.entries().get("q").isRead()).isFalse();
        assertRefused(() -> file.tensor("q"), "tensor \"q\" has the type \"IQ4_NL\", which is not read");
        assertRefused(() -> file.tensor("new"), "tensor \"new\" has the type \"type 77\", which is not read");
        assertRefused(() -> file.tensor("i"), "\"I32\"");
        assertThatThrownBy(() -> file.tensor("no")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no tensor \"no\"; its tensors: ");
    }

    @Test
    void refusesAFileThatHasChangedSinceItWasOpened() throws IOException {
        Path path = Files.copy(FIXTURES.resolve("types.gguf"), folder.resolve("c.gguf"));
        GgufFile file = GgufFile.open(path);
        Files.write(path, new byte[32], StandardOpenOption.APPEND);
        assertRefused(() -> file.tensor("F32"), "c.gguf, byte 0: the file has been replaced or changed");
        Files.delete(path);
        assertThatThrownBy(() -> file.tensor("F32")).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no such file or folder");
    }

    @Test
    void scalarsAndEmptyTensorsAreTensors() {
        byte[] data = Arrays.copyOf(new byte[] {0, 0, (byte) 0x80, 0x3F}, 32);
        GgufFile file = GgufFile.open(new GgufBuilder().tensor("s", 0, 0).tensor("e", 8, 32, 0, 5)
                .write(folder.resolve("s.gguf"), data));
        assertThat(file.tensor("s").item()).isEqualTo(1);
        assertThat(file.entries().get("e").shape()).containsExactly(5L, 0L);
    }

    @Test
    void knowsItsKindByTheFirstBytes() throws IOException {
        assertThat(GgufFile.is(FIXTURES.resolve("types.gguf"))).isTrue();
        assertThat(GgufFile.is(FIXTURES.resolve("types.safetensors"))).isFalse();
        assertThat(GgufFile.is(Files.write(folder.resolve("short.gguf"), new byte[] {'G', 'G'}))).isFalse();
        assertThat(GgufFile.is(folder)).isFalse();
        assertThat(GgufFile.is(folder.resolve("none"))).isFalse();
    }

    static void assertRefused(Runnable reading, String message) {
        assertThatThrownBy(reading::run).isInstanceOf(FormatException.class).hasMessageContaining(message);
    }
}
