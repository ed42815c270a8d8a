package dev.lanewise.io;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.nn.Flatten;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.LoadRules;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.nn.conv.Conv2d;
import dev.lanewise.nn.norm.BatchNorm2d;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.StoredTensors;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that PyTorch 2.13 has written, see {@code torch-files.py}. */
class TorchTest {
    private static final Path FILES = Path.of("src/test/resources/dev/lanewise/io/torch");

    @TempDir
    Path folder;

    static Stream<Path> formats() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.filter(file -> file.getFileName().toString().matches("tensors-.*[.]pt")).sorted().toList()
                    .stream();
        }
    }

    /** All types and layouts: transposed, parts of others, repeated, empty, parameters, with attributes. */
    @ParameterizedTest
    @MethodSource("formats")
    void eachFormatHasTheBitsOfSafetensors(Path path) {
        Safetensors expected = Safetensors.load(FILES.resolve("tensors.safetensors"));
        boolean isOlder = path.toString().contains("before-1.6") || path.toString().contains("big-endian");
        try (TorchFile file = Torch.open(path)) {
            assertThat(file.entries()).hasSize(isOlder ? 24 : 31);
            assertThat(file.entries().keySet().stream().limit(3)).containsExactly("plain", "transposed", "column");
            for (TorchFile.Entry entry : file.entries().values()) {
                if (entry.isFloat()) {
                    Tensor tensor = expected.tensors().get(entry.name());
                    assertThat(tensor).as(entry.name()).isNotNull();
                    assertThat(file.tensor(entry.name())).as(entry.name()).hasBitsOf(tensor);
                    assertThat(file.stateDict().shape(entry.name())).isEqualTo(tensor.shape());
                } else {
                    assertThat(entry.isInt()).as(entry.name()).isTrue();
                    assertThat(file.ints(entry.name())).as(entry.name())
                            .isEqualTo(expected.ints().get(entry.name()));
                }
            }
            assertThat(file.values()).isEmpty();
        }
    }

    private static Layer model() {
        RandomSource random = RandomSource.seed(1);
        return new Sequential(new Conv2d(2, 4, 3, random), new BatchNorm2d(4), new ReLU(), new Flatten(),
                new Linear(16, 3, random));
    }

    @Test
    void aModelOfPyTorchComputesTheSameHere() {
        Safetensors expected = Safetensors.load(FILES.resolve("model.safetensors"));
        Layer model = model();
        model.loadStateDict(Torch.load(FILES.resolve("model.pt")));
        model.eval();
        Tensor outputs = model.forward(expected.tensors().get("inputs"));
        assertThat(outputs.sub(expected.tensors().get("outputs")).abs().max().item()).isCloseTo(0, within(1e-6f));
    }

    @Test
    void aPartOfACheckpointIsReadByNamesWithinIt() {
        Path path = FILES.resolve("checkpoint.pt");
        Map<String, Tensor> whole = Torch.load(FILES.resolve("model.pt"));
        Map<String, Tensor> part = Torch.load(path, "model");
        assertThat(part.keySet()).containsExactlyElementsOf(whole.keySet());
        part.forEach((name, tensor) -> assertThat(tensor).hasBitsOf(whole.get(name)));
        try (TorchFile file = Torch.open(path)) {
            StoredTensors stored = file.stateDict("model");
            Layer model = model();
            model.loadStateDict(stored, LoadRules.strict());
            assertThat(model.stateDict().get("1.num_batches_tracked")).hasBitsOf(Tensor.scalar(3));
            assertThat(file.tensor("optimizer.state.0.step").item()).isEqualTo(3);
            assertThat(file.stateDict("optimizer.state.5").keySet())
                    .containsExactly("step", "exp_avg", "exp_avg_sq");
            assertThat(file.tensor("history.0.1").toArray()).containsExactly(1, 1);
            assertThatIllegalArgumentException().isThrownBy(() -> file.stateDict("net"))
                    .withMessage(path + " has no tensors in \"net\"; its tensors are in: \"model\", \"optimizer\","
                            + " \"history\"");
        }
    }

    @Test
    void plainValuesAreReadAsText() {
        try (TorchFile file = Torch.open(FILES.resolve("checkpoint.pt"))) {
            assertThat(file.values()).containsAllEntriesOf(Map.of("epoch", "3", "best", "0.125", "name", "a b",
                    "done", "false", "nothing", "null", "sizes", "[2, 3]", "device", "cpu", "dtype", "torch.float32",
                    "kinds", "[7]", "large", "1180591620717411303424"));
            assertThat(file.values()).containsAllEntriesOf(Map.of("bytes", "3 bytes",
                    "optimizer.param_groups.0.lr", "0.002", "optimizer.param_groups.0.betas", "[0.9, 0.999]",
                    "optimizer.param_groups.0.params", "[0, 1, 2, 3, 4, 5]", "history.1.0", "2"));
        }
    }

    @Test
    void aTensorMayBeTheWholeFile() {
        Map<String, Tensor> all = Torch.load(FILES.resolve("tensor.pt"));
        assertThat(all.keySet()).containsExactly("");
        assertThat(all.get("").toArray()).containsExactly(0, 1, 2);
    }

    @Test
    void tensorsOfOtherKindsAreListedAndDoNotPreventReading() {
        Path path = FILES.resolve("kinds.pt");
        try (TorchFile file = Torch.open(path)) {
            assertThat(file.tensor("plain").toArray()).containsExactly(1, 1);
            Map.of("sparse", "sparse", "csr", "sparse", "quantised", "quantised", "channels", "quantised",
                    "complex", "complex64", "meta", "a shape without elements (on the device meta)",
                    "negative", "stored as its negative or conjugate, flags \"neg\"",
                    "nested", "nested", "storage", "a storage without a shape")
                    .forEach((name, dtype) -> {
                        TorchFile.Entry entry = file.entries().get(name);
                        assertThat(entry).isNotNull();
                        assertThat(entry.dtype()).as(name).isEqualTo(dtype);
                        assertThat(entry.isFloat() || entry.isInt()).as(name).isFalse();
                        assertThatIllegalArgumentException().isThrownBy(() -> file.tensor(name))
                                .withMessageStartingWith("tensor: tensor \"" + name + "\" has dtype ")
                                .withMessageEndingWith(", which cannot be read");
                        assertThatIllegalArgumentException().isThrownBy(() -> file.ints(name));
                    });
            assertThatExceptionOfType(FormatException.class).isThrownBy(() -> file.ints("large"))
                    .withMessageContaining("element [0] of tensor \"large\", a int64, is 1099511627776,"
                            + " outside the range of int");
            assertThatIllegalArgumentException().isThrownBy(() -> file.tensor("large"))
                    .withMessage("tensor: tensor \"large\" has dtype \"int64\"; ints(name) reads those");
            assertThatIllegalArgumentException().isThrownBy(() -> file.ints("plain"))
                    .withMessage("ints: tensor \"plain\" has dtype \"float32\"; tensor(name) reads those");
            assertThatIllegalArgumentException().isThrownBy(() -> file.tensor("none"))
                    .withMessageStartingWith(path + " has no tensor \"none\"; its tensors: \"plain\", ");
        }
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> Torch.load(path))
                .withMessageMatching(
                        ".*kinds.pt, byte \\d+: member \"kinds/data.pkl\", byte \\d+: tensor \"complex\" has"
                                + " dtype \"complex64\", which is not read; Torch.open reads the other.*one by one");
        assertThatIllegalArgumentException().isThrownBy(() -> Torch.load(FILES.resolve("tensors-zip.pt")))
                .withMessageStartingWith("Torch: \"i64\" has an int ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            module.pt | the pickle names "torch.nn.modules.container.Sequential", which is none of the constructors of \
            tensors; no code is run: save a state_dict of tensors
            script.pt | this is a TorchScript program, not a state dict: save model.state_dict()
            model.safetensors | byte 0: the file begins with 0x88000000, neither with a zip archive nor with a pickle: \
            is it of torch.save?
            """)
    void whatIsNoStateDictIsRefusedByName(String name, String reason) {
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> Torch.load(FILES.resolve(name)))
                .withMessageEndingWith(reason);
    }

    @Test
    void aClosedFileSaysSo() {
        Path path = FILES.resolve("tensor.pt");
        TorchFile file = Torch.open(path);
        file.close();
        file.close();
        assertThat(file.toString()).isEqualTo(path.toString());
        assertThatIllegalStateException().isThrownBy(() -> file.tensor(""))
                .withMessage("tensor \"\" of " + path + " is asked for, but the file has been closed");
    }

    @Test
    @SuppressWarnings("NullAway") // that is the test
    void nullIsRefused() {
        try (TorchFile file = Torch.open(FILES.resolve("tensor.pt"))) {
            assertThatIllegalArgumentException().isThrownBy(() -> file.tensor(null))
                    .withMessage("read: the name is null");
            assertThatIllegalArgumentException().isThrownBy(() -> file.ints(null))
                    .withMessage("read: the name is null");
            assertThatIllegalArgumentException().isThrownBy(() -> file.stateDict(null))
                    .withMessage("stateDict: the name of the part is null");
        }
    }

    @Test
    void severalThreadsReadAtTheSameTime() {
        Safetensors expected = Safetensors.load(FILES.resolve("tensors.safetensors"));
        try (TorchFile file = Torch.open(FILES.resolve("tensors-zip.pt"))) {
            IntStream.range(0, 400).parallel().forEach(i -> {
                String name = expected.tensors().keySet().stream().skip(i % 20).findFirst().orElseThrow();
                assertThat(file.tensor(name)).as(name).hasBitsOf(expected.tensors().get(name));
            });
        }
    }

    @Test
    void aFileThatShrinksWhileItIsOpenIsNoticed() throws IOException {
        Path copy = folder.resolve("model.pt");
        Files.copy(FILES.resolve("model.pt"), copy);
        try (TorchFile open = Torch.open(copy); FileChannel other = FileChannel.open(copy, StandardOpenOption.WRITE)) {
            other.truncate(1500);
            assertThatExceptionOfType(FormatException.class).isThrownBy(() -> open.tensor("4.weight"))
                    .withMessageContaining("while it was being read");
        }
    }

    /** The formats with checksums; of the older one, no bit of an element is known to be right. */
    @Test
    void aFlippedBitNeverChangesAnElement() throws IOException {
        Path copy = folder.resolve("tensor.pt");
        byte[] whole = Files.readAllBytes(FILES.resolve("tensor.pt"));
        Files.write(copy, whole);
        int read = 0;
        try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
            for (int bit = 0; bit < 8 * whole.length; bit++) {
                byte right = whole[bit / 8];
                channel.write(ByteBuffer.wrap(new byte[] {(byte) (right ^ 1 << bit % 8)}), bit / 8);
                try {
                    assertThat(Torch.load(copy).get("")).hasBitsOf(Tensor.of(0, 1, 2));
                    read++;
                } catch (FormatException e) {
                    assertThat(e).hasMessageStartingWith(copy + ", byte ");
                }
                channel.write(ByteBuffer.wrap(new byte[] {right}), bit / 8);
            }
        }
        assertThat(read).as("files that differ in padding, a time or the like").isBetween(1000, 8000);
    }

    @Test
    void aFileThatIsCutOffAnywhereIsRefused() throws IOException {
        Path copy = folder.resolve("cut.pt");
        for (String name : new String[] {"tensor.pt", "tensors-before-1.6.pt", "tensors-before-1.6-protocol4.pt"}) {
            byte[] whole = Files.readAllBytes(FILES.resolve(name));
            Files.write(copy, whole);
            try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                for (int length = whole.length - 1; length >= 0; length--) {
                    channel.truncate(length);
                    assertThatExceptionOfType(FormatException.class).isThrownBy(() -> Torch.open(copy).close())
                            .withMessageStartingWith(copy + ", byte ");
                }
            }
        }
    }

    @Test
    void shapesOfStoredTensorsAreKnownUnread() {
        try (TorchFile file = Torch.open(FILES.resolve("tensors-zip.pt"))) {
            assertThat(file.stateDict().shape("channels last")).isEqualTo(Shape.of(2, 3, 4, 5));
            assertThat(file.entries().get("transposed").shape()).containsExactly(6L, 4L);
            assertThat(file.entries().get("transposed").dtype()).isEqualTo("float32");
        }
    }
}
