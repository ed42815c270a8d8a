package dev.lanewise.io;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.ChildJvm;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.state.StoredTensors;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsFileTest {
    @TempDir
    Path folder;

    private Path file;
    private final List<String> entries = new ArrayList<>();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("mixed.safetensors");
    }

    private void add(String name, String dtype, String shape, byte... bytes) {
        int begin = data.size();
        data.writeBytes(bytes);
        entries.add("\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                .formatted(name, dtype, shape, begin, data.size()));
    }

    private static byte[] longs(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            bytes.putLong(value);
        }
        return bytes.array();
    }

    private SafetensorsFile open() throws IOException {
        byte[] header = ("{" + String.join(",", entries) + "}").getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(longs(header.length));
        out.writeBytes(header);
        out.writeBytes(data.toByteArray());
        Files.write(file, out.toByteArray());
        return Safetensors.open(file);
    }

    @Test
    void namesAreListedAndTensorsReadOneByOneWhateverElseIsInTheFile() throws IOException {
        add("big", "I64", "[2]", longs(1, 1L << 40));
        add("eighths", "F6_E3M2", "[4]", (byte) 1, (byte) 2, (byte) 3);
        add("half", "F16", "[2]", (byte) 0, (byte) 0x3c, (byte) 0, (byte) 0xc0);
        add("future", "Q5_X", "[3, 7]", (byte) 9);
        add("pairs", "C64", "[1]", longs(0));
        add("quarter", "F4", "[2, 3]", new byte[3]);
        add("many", "F32", "[0, 4294967296]");
        add("n", "U8", "[]", (byte) 200);

        try (SafetensorsFile open = open()) {
            assertThat(open.entries().keySet()).containsExactly(
                    "big", "eighths", "half", "future", "pairs", "quarter", "many", "n");
            assertThat(open.entries().get("half"))
                    .isEqualTo(new SafetensorsFile.Entry("half", "F16", List.of(2L), 19, 23));
            assertThat(open.entries().values().stream().filter(SafetensorsFile.Entry::isFloat))
                    .extracting(SafetensorsFile.Entry::name).containsExactly("half", "many");
            assertThat(open.entries().values().stream().filter(SafetensorsFile.Entry::isInt))
                    .extracting(SafetensorsFile.Entry::name).containsExactly("big", "n");

            assertThat(open.tensor("half").toArray()).containsExactly(1f, -2f);
            assertThat(open.ints("n")).isEqualTo(IntTensor.of(Shape.SCALAR, 200));
            assertThatExceptionOfType(FormatException.class).isThrownBy(() -> open.ints("big"))
                    .withMessageContaining(
                            "element 1 of tensor \"big\", a I64, is 1099511627776, outside the range of int");
            assertThatExceptionOfType(FormatException.class).isThrownBy(() -> open.tensor("many"))
                    .withMessageContaining("tensor \"many\" of shape [0, 4294967296] is larger than an array");
            assertThatIllegalArgumentException().isThrownBy(() -> open.tensor("eighths"))
                    .withMessage("tensor: tensor \"eighths\" has dtype \"F6_E3M2\", which cannot be read");
            assertThatIllegalArgumentException().isThrownBy(() -> open.ints("future"))
                    .withMessage("ints: tensor \"future\" has dtype \"Q5_X\", which cannot be read");
            assertThatIllegalArgumentException().isThrownBy(() -> open.tensor("n"))
                    .withMessage("tensor: tensor \"n\" has dtype \"U8\"; ints(name) reads those");
            assertThatIllegalArgumentException().isThrownBy(() -> open.ints("half"))
                    .withMessage("ints: tensor \"half\" has dtype \"F16\"; tensor(name) reads those");
            assertThatIllegalArgumentException().isThrownBy(() -> open.tensor("halves"))
                    .withMessage(file + " has no tensor \"halves\"; its tensors: \"big\", \"eighths\", \"half\","
                            + " \"future\", \"pairs\", and 3 more");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "F6_E3M2 | [4] | 4 | takes 3 bytes",
        "F4      | [3] | 1 | takes 12 bits, which are no whole bytes",
        "F6_E2M3 | [4] | 4 | takes 3 bytes",
        "C64     | [2] | 8 | takes 16 bytes"
    })
    void theSizesOfTypesThatAreOnlyListedAreChecked(String dtype, String shape, int bytes, String reason) {
        add("t", dtype, shape, new byte[bytes]);
        assertThatExceptionOfType(FormatException.class).isThrownBy(this::open)
                .withMessageContaining("tensor \"t\" of shape " + shape + " and dtype " + dtype + " " + reason);
    }

    @Test
    void loadingAllNamesTheFirstTensorThatCannotBeRead() throws IOException {
        add("w", "F32", "[1]", new byte[4]);
        add("e", "F4", "[2]", (byte) 1);
        open().close();
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> Safetensors.load(file))
                .withMessageContaining("tensor \"e\" has dtype \"F4\", not one of [F64, F32")
                .withMessageEndingWith("Safetensors.open reads the other tensors one by one");
    }

    @Test
    void anOpenFileReadsTheSameAsLoadingAll() {
        Tensor weight = Tensor.arange(50_000).reshape(50, 1000);
        new Safetensors(Map.of("weight", weight, "none", Tensor.zeros(0, 3)), Map.of("n", IntTensor.arange(20_000)),
                Map.of("key", "value")).save(file);
        Safetensors all = Safetensors.load(file);

        try (SafetensorsFile open = Safetensors.open(file)) {
            assertThat(open.metadata()).isEqualTo(all.metadata()).containsEntry("key", "value");
            assertThat(open.tensor("weight").toArray()).isEqualTo(weight.toArray());
            assertThat(open.tensor("weight").shape()).isEqualTo(weight.shape());
            assertThat(open.tensor("none")).hasShape(0, 3);
            assertThat(open.ints("n")).isEqualTo(all.ints().get("n"));
            IntStream.range(0, 20).parallel()
                    .forEach(_ -> assertThat(open.tensor("weight").toArray()).isEqualTo(weight.toArray()));
        }
    }

    @Test
    void aStateDictIsReadTensorByTensorWithIntsAsFloats() throws IOException {
        add("w", "BF16", "[2]", (byte) 0x80, (byte) 0x3f, (byte) 0, (byte) 0xc0);
        add("n", "I64", "[]", longs(12));
        add("big", "I64", "[1]", longs(1 << 25));
        add("q", "F4", "[2]", (byte) 9);
        try (SafetensorsFile open = open()) {
            StoredTensors state = open.stateDict();
            assertThat(state.keySet()).containsExactly("w", "n", "big", "q");
            assertThat(Objects.requireNonNull(state.get("w")).toArray()).containsExactly(1f, -2f);
            assertThat(Objects.requireNonNull(state.get("n")).toArray()).containsExactly(12f);
            assertThat(state.shape("n")).isEqualTo(Shape.SCALAR);
            assertThatIllegalArgumentException().isThrownBy(() -> state.get("big"))
                    .withMessage("Safetensors: \"big\" has an int 33554432, which floats may not hold: take it from "
                            + "ints()");
            assertThatIllegalArgumentException().isThrownBy(() -> state.shape("q"))
                    .withMessage("stateDict: tensor \"q\" has dtype \"F4\", which cannot be read");
            assertThatIllegalArgumentException().isThrownBy(() -> state.get("q"))
                    .withMessage("tensor: tensor \"q\" has dtype \"F4\", which cannot be read");
        }
    }

    /** The block takes 40 MB, and so does all of the file. */
    @Test
    void aBlockIsLoadedInTheMemoryOfTheBlockAndOfOneTensor() throws Exception {
        Map<String, Tensor> tensors = new HashMap<>();
        for (int i = 0; i < Load.LAYERS; i++) {
            tensors.put(i + ".weight", Tensor.full(i + 0.5f, 1024, 1024));
        }
        Safetensors.save(file, tensors, Map.of(), SaveOptions.bf16());
        assertThat(ChildJvm.run(List.of("-Xmx64m", "-XX:+UseSerialGC"), Load.class, file.toString()))
                .containsExactly("9.5");
    }

    /** Loads a block from a file; in a JVM with little memory. */
    static final class Load {
        static final int LAYERS = 10;

        private Load() {}

        public static void main(String[] args) {
            List<Layer> layers = new ArrayList<>();
            for (int i = 0; i < LAYERS; i++) {
                layers.add(new Linear(Tensor.zeros(1024, 1024), null));
            }
            Sequential model = new Sequential(layers.toArray(Layer[]::new));
            try (SafetensorsFile open = Safetensors.open(Path.of(args[0]))) {
                model.loadStateDict(open.stateDict());
            }
            float[] last = Objects.requireNonNull(model.stateDict().get("9.weight")).toArray();
            System.out.println(last[last.length - 1]);
        }
    }

    @Test
    void aClosedFileSaysSo() throws IOException {
        add("w", "F32", "[1]", new byte[4]);
        SafetensorsFile open = open();
        open.close();
        open.close();
        assertThat(open.entries()).containsKey("w");
        assertThatIllegalStateException().isThrownBy(() -> open.tensor("w"))
                .withMessage("tensor \"w\" of " + file + " is asked for, but the file has been closed");
    }

    @Test
    void aFileThatShrinksWhileItIsOpenIsNoticed() throws IOException {
        add("w", "F32", "[2]", new byte[8]);
        try (SafetensorsFile open = open()) {
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(whole, whole.length - 1));
            assertThatExceptionOfType(FormatException.class).isThrownBy(() -> open.tensor("w"))
                    .withMessageContaining("the file ended within tensor \"w\" while it was being read");
        }
    }

    @Test
    void nullAmongTheContentIsNamed() {
        Map<String, String> metadata = new HashMap<>();
        metadata.put("epoch", null);
        assertThatIllegalArgumentException().isThrownBy(() -> Safetensors.save(file, Map.of(), metadata))
                .withMessage("Safetensors: metadata: \"epoch\" is null");
        metadata.clear();
        metadata.put(null, "x");
        assertThatIllegalArgumentException().isThrownBy(() -> Safetensors.save(file, Map.of(), metadata))
                .withMessage("Safetensors: metadata: a name is null");
        Map<String, Tensor> tensors = new HashMap<>();
        tensors.put("w", null);
        assertThatIllegalArgumentException().isThrownBy(() -> Safetensors.save(file, tensors, Map.of()))
                .withMessage("Safetensors: tensors: \"w\" is null");
    }
}
