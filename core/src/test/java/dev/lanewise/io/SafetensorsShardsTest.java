package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.ChildJvm;
import dev.lanewise.state.StoredTensors;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saves in several files: divided as Hugging Face's libraries do, tensor by tensor, and all or nothing. */
class SafetensorsShardsTest {
    private static final String INDEX = "model.safetensors.index.json";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("model.safetensors");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static Map<String, Tensor> tensors(int count, float value) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            tensors.put("t" + i, Tensor.full(value, 25)); // 100 bytes
        }
        return tensors;
    }

    private static Path copy(String name, Path target) throws IOException {
        try (InputStream in = SafetensorsShardsTest.class.getResourceAsStream("sharded/" + name)) {
            Files.copy(Objects.requireNonNull(in), target);
        }
        return target;
    }

    @Test
    void theFilesAreThoseThatHuggingFacesLibrariesWrite() throws IOException {
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        List<String> names = List.of("model-00001-of-00004.safetensors", "model-00002-of-00004.safetensors",
                "model-00003-of-00004.safetensors", "model-00004-of-00004.safetensors", INDEX);
        for (String name : names) {
            copy(name, theirs.resolve(name));
        }
        Path ours = Files.createDirectory(folder.resolve("ours"));
        try (SafetensorsFile model = Safetensors.open(theirs.resolve(INDEX))) {
            Map<String, Tensor> inOrder = new LinkedHashMap<>();
            for (String name : List.of("embed.weight", "layers.0.weight", "layers.0.bias", "layers.10.weight",
                    "layers.2.weight", "big", "norm", "head.weight")) {
                inOrder.put(name, model.tensor(name));
            }
            Path index = Safetensors.save(ours.resolve("model.safetensors"), inOrder, model.metadata(),
                    SaveOptions.f32().shards(200));
            assertThat(index).isEqualTo(ours.resolve(INDEX));
        }
        for (String name : names) {
            assertThat(ours.resolve(name)).hasSameBinaryContentAs(theirs.resolve(name));
        }
        try (Stream<Path> files = Files.list(ours)) {
            assertThat(files).hasSize(names.size());
        }
    }

    @Test
    void whatFitsIntoOneFileIsOne() throws IOException {
        SaveOptions options = SaveOptions.f32().shards(300);
        assertThat(Safetensors.save(file, tensors(3, 1), Map.of(), options)).isEqualTo(file);
        assertThat(files()).containsExactly("model.safetensors");
        assertThat(Safetensors.save(file, Map.of(), Map.of(), options)).isEqualTo(file);
        assertThat(Safetensors.load(file).tensors()).isEmpty();
    }

    @Test
    void halvesTakeHalfTheRoom() throws IOException {
        assertThat(Safetensors.save(file, tensors(6, 1), Map.of(), SaveOptions.bf16().shards(300))).isEqualTo(file);
        Safetensors.save(file, tensors(7, 1), Map.of(), SaveOptions.f16().shards(300));
        assertThat(files()).containsExactly("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
                INDEX);
    }

    @Test
    void intsAreDividedTooAndAllIsReadAgain() {
        Safetensors content = new Safetensors(tensors(5, 3), Map.of("n", IntTensor.arange(100)), Map.of("k", "v"));
        Safetensors read = Safetensors.load(content.save(file, SaveOptions.f32().shards(250)));
        assertThat(read.tensors().keySet()).isEqualTo(content.tensors().keySet());
        assertThat(read.ints()).isEqualTo(content.ints());
        assertThat(read.metadata()).isEqualTo(content.metadata());
    }

    @Test
    void aLaterSaveReplacesAllThatAnEarlierOneHasWritten() throws IOException {
        Files.write(folder.resolve("model-00001-of-00002.txt"), new byte[1]);
        Files.write(folder.resolve("models-00001-of-00002.safetensors"), new byte[1]);
        List<String> others = files();
        Safetensors.save(file, tensors(5, 1), Map.of());
        Safetensors.save(file, tensors(5, 2), Map.of(), SaveOptions.f32().shards(100));
        assertThat(files()).hasSize(8).doesNotContain("model.safetensors").containsAll(others);
        Path index = Safetensors.save(file, tensors(5, 3), Map.of(), SaveOptions.f32().shards(300));
        assertThat(files()).hasSize(5).contains("model-00002-of-00002.safetensors").containsAll(others);
        assertThat(Safetensors.load(index).tensors().values())
                .allSatisfy(values -> assertThat(values.toArray()).containsOnly(3));
        Safetensors.save(file, tensors(5, 4), Map.of(), SaveOptions.f32().shards(1000));
        assertThat(files()).hasSize(3).contains("model.safetensors").containsAll(others);
    }

    /** The disk is full, or a tensor cannot be read, while the last file is written. */
    @Test
    void aSaveThatFailsMidwayChangesNothing() throws IOException {
        Path index = Safetensors.save(file, tensors(5, 1), Map.of(), SaveOptions.f32().shards(200));
        List<String> before = files();
        Map<String, Tensor> tensors = tensors(5, 2);
        StoredTensors failing = StoredTensors.of(tensors.keySet(), name -> Shape.of(25), name -> {
            if (name.equals("t4")) {
                throw new UncheckedIOException(new IOException("No space left on device"));
            }
            return tensors.get(name);
        });
        for (SaveOptions options : List.of(SaveOptions.f32().shards(200), SaveOptions.f32().shards(300),
                SaveOptions.bf16().shards(1000), SaveOptions.f32())) {
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> Safetensors.save(file, failing, Map.of(), options))
                    .withMessageContaining("No space left on device");
            assertThat(files()).isEqualTo(before);
            assertThat(Safetensors.load(index).tensors().values())
                    .allSatisfy(values -> assertThat(values.toArray()).containsOnly(1));
        }
    }

    @Test
    void aTensorOfAnotherShapeThanWasSaidIsRefused() throws IOException {
        StoredTensors wrong = StoredTensors.of(Map.of("w", 1).keySet(), name -> Shape.of(3), name -> Tensor.zeros(4));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Safetensors.save(file, wrong, Map.of(), SaveOptions.f32().shards(4)))
                .withMessage("save: tensor \"w\" was to have the shape [3], and has [4]");
        assertThat(files()).isEmpty();
    }

    @Test
    void aNameThatCannotBecomeSeveralIsRefused() throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Safetensors.save(folder.resolve("model.bin"), tensors(1, 1), Map.of(),
                        SaveOptions.f32().shards(1000)))
                .withMessage("save: the name of a file that may become several ends in .safetensors, and "
                        + folder.resolve("model.bin") + " does not");
        assertThatIllegalArgumentException().isThrownBy(() -> SaveOptions.f16().shards(0))
                .withMessage("shards: a file of at most 0 bytes holds nothing");
        assertThat(files()).isEmpty();
        assertThat(SaveOptions.bf16().shards(5)).hasToString("SaveOptions(BF16, shards of 5 bytes)");
    }

    /** Another element type takes the memory of one tensor, whatever the file's size. */
    @Test
    void aFileIsConvertedInTheMemoryOfOneTensor() throws Exception {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < 40; i++) {
            tensors.put("t" + i, Tensor.full(i, 1 << 20)); // 160 MB in all
        }
        Safetensors.save(file, tensors, Map.of());
        assertThat(ChildJvm.run(List.of("-Xmx40m"), Convert.class, file.toString(),
                folder.resolve("half.safetensors").toString())).containsExactly("40 tensors");
        assertThat(Safetensors.load(folder.resolve("half.safetensors" + ".index.json")).tensors().get("t7").toArray())
                .hasSize(1 << 20).containsOnly(7);
    }

    /** Converts a file; in a JVM with little memory. */
    static final class Convert {
        private Convert() {}

        public static void main(String[] args) {
            try (SafetensorsFile in = Safetensors.open(Path.of(args[0]))) {
                Path written = Safetensors.save(Path.of(args[1]), in.stateDict(), in.metadata(),
                        SaveOptions.bf16().shards(20_000_000));
                try (SafetensorsFile out = Safetensors.open(written)) {
                    System.out.println(out.entries().size() + " tensors");
                }
            }
        }
    }

    /** Whenever it is killed: what can be opened is of one save, and the next save leaves no temporary files. */
    @Test
    void aKilledSaveLeavesNoMixture() throws Exception {
        int seen = 0;
        for (int kill = 0; kill < Integer.getInteger("check.kills", 4); kill++) {
            Process process = ChildJvm.start(List.of("-Xshare:auto"), SaveShards.class, file.toString());
            try {
                while (!Files.exists(folder.resolve(INDEX)) && process.isAlive()) {
                    Thread.sleep(1);
                }
                assertThat(process.isAlive()).as("the saving process lives").isTrue();
                Thread.sleep(20 + 17 * kill % 50);
            } finally {
                process.destroyForcibly();
            }
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            if (Files.exists(folder.resolve(INDEX))) {
                List<Float> values = new ArrayList<>();
                Safetensors.load(folder.resolve(INDEX)).tensors().values()
                        .forEach(tensor -> values.add(tensor.toArray()[0]));
                assertThat(values).hasSize(8).containsOnly(values.getFirst());
                seen++;
            }
        }
        assertThat(seen).isPositive();
        Leftovers.sweepNow(folder);
        assertThat(files()).noneMatch(name -> name.endsWith(".tmp"));
    }

    /** Saves eight tensors of one number in as many files again and again, until it is killed. */
    static final class SaveShards {
        private SaveShards() {}

        public static void main(String[] args) {
            for (int i = 0; i < Integer.MAX_VALUE; i++) {
                Safetensors.save(Path.of(args[0]), tensors(8, i), Map.of(), SaveOptions.f32().shards(100));
            }
        }
    }
}
