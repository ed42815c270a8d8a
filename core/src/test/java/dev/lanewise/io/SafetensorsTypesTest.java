package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Floats of fewer bits: read and written as PyTorch does ({@code safetensors-types.py} has asked it). */
class SafetensorsTypesTest {
    @TempDir
    Path folder;

    private Path resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(SafetensorsTypesTest.class.getResourceAsStream(name))) {
            Path file = folder.resolve(name);
            Files.copy(in, file);
            return file;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"F8_E4M3", "F8_E5M2", "F8_E4M3FNUZ", "F8_E5M2FNUZ", "F8_E8M0"})
    void all256ValuesOfATypeOfEightBitsAreThoseOfPyTorch(String dtype) throws IOException {
        try (SafetensorsFile file = Safetensors.open(resource("float8.safetensors"))) {
            SafetensorsFile.Entry entry = Objects.requireNonNull(file.entries().get("stored " + dtype));
            assertThat(entry.dtype()).isEqualTo(dtype);
            assertThat(entry.isFloat()).isTrue();
            assertThat(entry.isInt()).isFalse();
            float[] read = file.tensor("stored " + dtype).toArray();
            float[] expected = file.tensor("floats " + dtype).toArray();
            assertThat(read).hasSize(256);
            for (int i = 0; i < read.length; i++) {
                assertThat(Float.floatToIntBits(read[i])).as("byte %d of %s: %s, %s", i, dtype, read[i], expected[i])
                        .isEqualTo(Float.floatToIntBits(expected[i]));
            }
        }
    }

    @Test
    void longTensorsOfEightBitsAreReadInPieces() throws IOException {
        byte[] header = "{\"t\":{\"dtype\":\"F8_E5M2\",\"shape\":[300000],\"data_offsets\":[0,300000]}}".getBytes(
                StandardCharsets.UTF_8);
        byte[] content = new byte[8 + header.length + 300_000];
        content[0] = (byte) header.length;
        System.arraycopy(header, 0, content, 8, header.length);
        for (int i = 0; i < 300_000; i++) {
            content[8 + header.length + i] = (byte) (i % 251);
        }
        float[] read = Objects.requireNonNull(
                Safetensors.load(Files.write(folder.resolve("a"), content)).tensors().get("t")).toArray();
        float[] values = Float8.values(Dtype.F8_E5M2);
        for (int i = 0; i < read.length; i++) {
            assertThat(Float.floatToIntBits(read[i])).isEqualTo(Float.floatToIntBits(values[i % 251]));
        }
    }

    private static SaveOptions options(String type) {
        return switch (type) {
            case "f16" -> SaveOptions.f16();
            case "bf16" -> SaveOptions.bf16();
            default -> SaveOptions.f32();
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"f32", "f16", "bf16"})
    void floatsAreRoundedAsPyTorchDoesToTheLastByteOfTheFile(String type) throws IOException {
        Map<String, Tensor> values = Safetensors.load(resource("rounded-f32.safetensors")).tensors();
        Path ours = folder.resolve("ours.safetensors");

        assertThat(Safetensors.save(ours, values, Map.of(), options(type))).isEqualTo(ours);

        Path theirs = type.equals("f32")
                ? folder.resolve("rounded-f32.safetensors")
                : resource("rounded-" + type + ".safetensors");
        assertThat(ours).hasSameBinaryContentAs(theirs);
    }

    @ParameterizedTest
    @CsvSource({"f16, 65519.996, 65504", "f16, 65520, Infinity", "f16, -65520, -Infinity", "f16, NaN, NaN",
        "bf16, NaN, NaN", "bf16, 3.4e38, Infinity", "bf16, 3.38e38, 0x1.fcp127", "bf16, 1.00390625, 1",
        "bf16, 1.01171875, 1.015625", "f32, 1.01171875, 1.01171875"})
    void whatIsReadAgainIsTheNearest(String type, float value, float expected) {
        Path file = folder.resolve("a.safetensors");
        Safetensors.save(file, Map.of("w", Tensor.of(value)), Map.of(), options(type));
        assertThat(Objects.requireNonNull(Safetensors.load(file).tensors().get("w")).toArray())
                .containsExactly(expected);
    }

    /** The payload of a NaN may be all in the bits that go: rounding must not turn it into infinity. */
    @Test
    void noNanBecomesANumber() {
        Map<String, Tensor> nans = new LinkedHashMap<>();
        for (int bits : new int[] {0x7F800001, 0xFF800001, 0x7FFFFFFF, 0xFFFFFFFF, 0x7FC00000, 0x7F808000}) {
            nans.put(Integer.toHexString(bits), Tensor.of(Float.intBitsToFloat(bits)));
        }
        for (String type : new String[] {"f16", "bf16"}) {
            Path file = folder.resolve(type + ".safetensors");
            Safetensors.save(file, nans, Map.of(), options(type));
            Safetensors.load(file).tensors().forEach(
                    (name, values) -> assertThat(values.toArray()).as(name).containsExactly(Float.NaN));
        }
    }

    @Test
    void intsStayI64InAllTypes() {
        Path file = folder.resolve("a.safetensors");
        new Safetensors(Map.of("w", Tensor.of(1)), Map.of("n", IntTensor.of(1 << 30)), Map.of())
                .save(file, SaveOptions.bf16());
        try (SafetensorsFile open = Safetensors.open(file)) {
            assertThat(open.entries().values()).extracting(SafetensorsFile.Entry::dtype).containsExactly("I64", "BF16");
            assertThat(open.ints("n").toArray()).containsExactly(1 << 30);
        }
    }
}
