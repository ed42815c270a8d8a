package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.Seeds;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("quick")
class SafetensorsTest {
    @Test
    void aStateDictHasIntsAsFloats() {
        Safetensors file = new Safetensors(
                Map.of("weight", Tensor.of(0.5f)), Map.of("num_batches_tracked", IntTensor.of(1 << 24)), Map.of());
        assertThat(file.stateDict()).containsOnlyKeys("weight", "num_batches_tracked");
        assertThat(Objects.requireNonNull(file.stateDict().get("num_batches_tracked")).toArray())
                .containsExactly(0x1p24f);
        Safetensors large = new Safetensors(
                Map.of(), Map.of("ids", IntTensor.of(3, Integer.MIN_VALUE)), Map.of());
        assertThatIllegalArgumentException().isThrownBy(large::stateDict).withMessage(
                "Safetensors: \"ids\" has an int -2147483648, which floats may not hold: take it from ints()");
    }

    private static final String HARD_NAME = "na\"me\\ \n\t\u0001/\u00e9\uD83D\uDE00";

    @TempDir
    Path folder;

    private Path resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(SafetensorsTest.class.getResourceAsStream(name))) {
            Path file = folder.resolve(name);
            Files.copy(in, file);
            return file;
        }
    }

    @Test
    void readsEveryElementTypeThatTheReferenceImplementationWrites() throws IOException {
        Safetensors read = Safetensors.load(resource("reference.safetensors"));

        assertThat(read.metadata()).isEqualTo(Map.of("made by", "safetensors 0.8.0"));
        assertThat(read.tensors().keySet())
                .containsExactlyInAnyOrder("float64", "float32", "float16", "bfloat16", "scalar", "empty");
        assertFloats(read, "float64", Shape.of(3), 0.1f, Float.NEGATIVE_INFINITY, 0f);
        assertFloats(read, "float32", Shape.of(2, 2), 0.1f, -2.5f, 3e38f, Float.MIN_VALUE);
        assertFloats(read, "float16", Shape.of(2, 3), 1.5f, -0.25f, 65504f, 0x1p-24f, Float.POSITIVE_INFINITY, -0f);
        assertFloats(read, "bfloat16", Shape.of(4), 1f, -2.5f, 0x1.fep127f, 0x1p-133f);
        assertFloats(read, "scalar", Shape.SCALAR, 7f);
        assertFloats(read, "empty", Shape.of(0, 3));
        int min = Integer.MIN_VALUE;
        int max = Integer.MAX_VALUE;
        assertThat(read.ints()).isEqualTo(Map.of(
                "int64", IntTensor.of(min, max).reshape(1, 2),
                "uint64", IntTensor.of(0, max),
                "int32", IntTensor.of(min, max),
                "uint32", IntTensor.of(0, max),
                "int16", IntTensor.of(-32768, 32767),
                "uint16", IntTensor.of(0, 65535),
                "int8", IntTensor.of(-128, 127),
                "uint8", IntTensor.of(0, 255),
                "bool", IntTensor.of(1, 0, 1)));
    }

    private static void assertFloats(Safetensors read, String name, Shape shape, float... expected) {
        Tensor tensor = Objects.requireNonNull(read.tensors().get(name), name);
        assertThat(tensor.shape()).isEqualTo(shape);
        assertThat(bits(tensor)).as(name).isEqualTo(bits(Tensor.of(expected)));
    }

    private static int[] bits(Tensor tensor) {
        float[] values = tensor.toArray();
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
        return bits;
    }

    @Test
    void writesTheBytesThatTheReferenceImplementationWrites() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("0.weight", Tensor.of(Shape.of(2, 3), 0, 0.25f, 0.5f, 0.75f, 1, 1.25f));
        tensors.put("0.bias", Tensor.of(-1, Float.NaN));
        tensors.put(HARD_NAME, Tensor.zeros(1, 0));
        Map<String, IntTensor> ints = Map.of("steps", IntTensor.of(Shape.SCALAR, 1234));
        Path ours = folder.resolve("ours.safetensors");

        new Safetensors(tensors, ints, Map.of("classes", "10 \"digits\"\n")).save(ours);

        assertThat(ours).hasSameBinaryContentAs(resource("weights.safetensors"));
    }

    @Test
    void whatIsSavedIsLoadedBitForBit() {
        SplittableRandom random = Seeds.random(7);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        int[][] shapes = {{}, {1}, {0}, {3, 0, 2}, {7, 5}, {2, 3, 4, 5}, {16_384}, {16_385}, {200, 333}};
        for (int[] dims : shapes) {
            float[] values = new float[Shape.of(dims).size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = Float.intBitsToFloat(random.nextInt());
            }
            tensors.put("t" + Arrays.toString(dims), Tensor.wrap(values, Shape.of(dims)));
        }
        Map<String, IntTensor> ints = new LinkedHashMap<>();
        ints.put("", IntTensor.of(Integer.MIN_VALUE, -1, 0, Integer.MAX_VALUE));
        ints.put("many", IntTensor.of(random.ints(10_000).toArray()).reshape(100, 100));
        Map<String, String> metadata = Map.of("", "", HARD_NAME, HARD_NAME);
        Path file = folder.resolve("a.safetensors");

        new Safetensors(tensors, ints, metadata).save(file);
        Safetensors read = Safetensors.load(file);

        assertThat(read.tensors().keySet()).isEqualTo(tensors.keySet());
        read.tensors().forEach((name, tensor) -> {
            Tensor saved = Objects.requireNonNull(tensors.get(name));
            assertThat(tensor.shape()).as(name).isEqualTo(saved.shape());
            assertThat(bits(tensor)).as(name).isEqualTo(bits(saved));
        });
        assertThat(read.ints()).isEqualTo(ints);
        assertThat(read.metadata()).isEqualTo(metadata);
    }

    @Test
    void viewsAndTensorsWithGradientsAreSavedByTheirElements() {
        Tensor rows = Tensor.arange(12).reshape(4, 3).slice(0, 1, 3);
        Tensor trained = Tensor.of(1, 2).requiresGrad(true);
        Path file = folder.resolve("a.safetensors");

        Safetensors.save(file, Map.of("rows", rows, "trained", trained), Map.of());

        Safetensors read = Safetensors.load(file);
        assertFloats(read, "rows", Shape.of(2, 3), 3, 4, 5, 6, 7, 8);
        assertFloats(read, "trained", Shape.of(2), 1, 2);
    }

    @Test
    void theBytesDoNotDependOnTheOrderOfTheMaps() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, Tensor> reversed = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        Map<String, String> metadataReversed = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            tensors.put("t" + i, Tensor.of(i));
            metadata.put("k" + i, "v" + i);
            reversed.put("t" + (19 - i), Tensor.of(19 - i));
            metadataReversed.put("k" + (19 - i), "v" + (19 - i));
        }
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");

        Safetensors.save(one, tensors, metadata);
        Safetensors.save(two, reversed, metadataReversed);

        assertThat(one).hasSameBinaryContentAs(two);
    }

    @Test
    void dataIsAlignedWhateverTheLengthOfTheHeader() throws IOException {
        Path file = folder.resolve("a");
        for (int length = 0; length < 9; length++) {
            Safetensors.save(file, Map.of("n".repeat(length), Tensor.of(1, 2)), Map.of());
            byte[] bytes = Files.readAllBytes(file);
            assertThat(bytes[0] % 8).isZero();
            assertThat(bytes).hasSize(8 + bytes[0] + 8);
        }
    }

    @Test
    void nothingAtAllIsAFileToo() throws IOException {
        Path file = folder.resolve("a");

        Safetensors.save(file, Map.of(), Map.of());

        assertThat(Files.readAllBytes(file)).isEqualTo("\10\0\0\0\0\0\0\0{}      ".getBytes(StandardCharsets.UTF_8));
        Safetensors read = Safetensors.load(file);
        assertThat(read.tensors()).isEmpty();
        assertThat(read.ints()).isEmpty();
        assertThat(read.metadata()).isEmpty();
    }

    @Test
    void namesThatTheFormatCannotHoldAreRefusedBeforeAnythingIsWritten() {
        Path file = folder.resolve("a");
        Tensor one = Tensor.scalar(1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Safetensors.save(file, Map.of("__metadata__", one), Map.of()))
                .withMessageContaining("__metadata__");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Safetensors.save(file, Map.of("\uD800", one), Map.of()))
                .withMessageContaining("surrogate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Safetensors.save(file, Map.of(), Map.of("k", "\uDC00")))
                .withMessageContaining("surrogate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Safetensors(Map.of("w", one), Map.of("w", IntTensor.of(1)), Map.of()).save(file))
                .withMessageContaining("\"w\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> {
                    int[] dims = new int[65];
                    Arrays.fill(dims, 1);
                    Safetensors.save(file, Map.of("w", Tensor.zeros(dims)), Map.of());
                })
                .withMessageContaining("64 dimensions");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whereNothingCanBeWrittenTheErrorNamesThePath() throws IOException {
        Path missing = folder.resolve("no").resolve("a.safetensors");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Safetensors.save(missing, Map.of(), Map.of()))
                .withMessage("cannot write " + missing + ": no such file or folder");

        Path file = Files.createFile(folder.resolve("file"));
        Path below = file.resolve("a.safetensors");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Safetensors.save(below, Map.of(), Map.of()))
                .withMessageStartingWith("cannot write " + below + ": ");

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Safetensors.save(folder, Map.of(), Map.of()))
                .withMessage("cannot write " + folder + ": not a regular file");
    }

    @Test
    void whatCannotBeReadIsNamed() {
        Path missing = folder.resolve("missing.safetensors");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Safetensors.load(missing))
                .withMessage("cannot read " + missing + ": no such file or folder");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Safetensors.load(folder))
                .withMessageStartingWith("cannot read " + folder + ": ");
    }

    @Test
    void mapsOfWhatWasLoadedDoNotChange() {
        Map<String, Tensor> tensors = new LinkedHashMap<>(Map.of("w", Tensor.scalar(1)));
        Safetensors content = new Safetensors(tensors, Map.of(), Map.of());
        tensors.clear();

        assertThat(content.tensors()).containsOnlyKeys("w");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> content.tensors().clear());
    }

    @Test
    void filesAreListedInTheOrderOfTheirData() {
        Path file = folder.resolve("a");
        Safetensors.save(file, Map.of("b", Tensor.of(1), "a", Tensor.of(2), "B", Tensor.of(3)), Map.of());

        assertThat(List.copyOf(Safetensors.load(file).tensors().keySet())).containsExactly("B", "a", "b");
    }
}
