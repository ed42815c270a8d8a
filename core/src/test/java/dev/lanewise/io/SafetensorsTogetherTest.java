package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lanewise.ChildJvm;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saves in several files beside other saves, readers, links and folders, and in any language. */
class SafetensorsTogetherTest {
    private static final SaveOptions EACH = SaveOptions.f32().shards(100);
    private static final SaveOptions PAIRS = SaveOptions.f32().shards(200);

    @TempDir
    Path folder;

    private Path file;
    private Path index;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("model.safetensors");
        index = folder.resolve("model.safetensors.index.json");
    }

    private static Map<String, Tensor> tensors(int count, float value) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            tensors.put("t" + i, Tensor.full(value, 25)); // 100 bytes
        }
        return tensors;
    }

    private Path save(float value, SaveOptions options) {
        return Safetensors.save(file, tensors(6, value), Map.of(), options);
    }

    private static Set<Float> values(Path saved) {
        Set<Float> values = new TreeSet<>();
        Safetensors.load(saved).tensors().values().forEach(tensor -> values.add(tensor.toArray()[0]));
        return values;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void ofTwoSavesAtTheSameTimeOneIsTheLast() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int i = 0; i < 40; i++) {
                SaveOptions other = i % 2 == 0 ? EACH : PAIRS;
                List<Callable<Path>> saves = List.of(() -> save(1, EACH), () -> save(2, other));
                for (Future<Path> each : threads.invokeAll(saves)) {
                    assertThat(each.get()).isEqualTo(index);
                }
                assertThat(values(index)).hasSize(1);
                assertThat(files()).hasSizeBetween(4, 7);
            }
        }
    }

    @Test
    void whoReadsWhileItIsReplacedSeesNoMixture() throws Exception {
        save(0, EACH);
        int seen = 0;
        int refused = 0;
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            for (int i = 1; i < 60; i++) {
                float value = i;
                Future<Path> saved = threads.submit(() -> save(value, EACH));
                while (!saved.isDone()) {
                    try {
                        assertThat(values(index)).hasSize(1);
                        seen++;
                    } catch (UncheckedIOException | FormatException e) { // there is none, or another one by now
                        assertThat(e.getMessage()).contains(folder.toString());
                        refused++;
                    }
                }
                assertThat(saved.get()).isEqualTo(index);
            }
        }
        assertThat(seen).as("besides %s refused", refused).isPositive();
        assertThat(values(index)).containsExactly(59f);
    }

    @Test
    void anIndexThatIsALinkStaysOne() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere")).resolve("blob");
        save(1, EACH);
        Files.move(index, elsewhere);
        Files.createSymbolicLink(index, Path.of("elsewhere", "blob"));
        assertThat(save(2, PAIRS)).isEqualTo(index).isSymbolicLink();
        assertThat(values(index)).containsExactly(2f);
        assertThat(files()).hasSize(5);
    }

    @Test
    void foldersOfSuchNamesStay() throws IOException {
        Files.createDirectory(file);
        Files.createDirectory(folder.resolve("model-00001-of-00009.safetensors"));
        assertThat(values(save(3, PAIRS))).containsExactly(3f);
        assertThat(file).isEmptyDirectory();
        assertThat(files()).hasSize(6);
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> save(4, SaveOptions.f32().shards(1000)))
                .withMessage("cannot write " + file + ": not a regular file");
        assertThat(values(index)).containsExactly(3f);
    }

    @Test
    void namesHaveTheSameDigitsInEveryLanguage() throws Exception {
        ChildJvm.run(List.of("-Duser.language=ar", "-Duser.country=EG", "-Duser.extensions=u-nu-arab"), Save.class,
                file.toString());
        assertThat(files()).contains("model-00001-of-00006.safetensors").hasSize(7);
        assertThat(values(save(2, PAIRS))).containsExactly(2f);
        assertThat(files()).hasSize(4);
    }

    /** Saves six files. */
    static final class Save {
        private Save() {}

        public static void main(String[] args) {
            Safetensors.save(Path.of(args[0]), tensors(6, 1), Map.of(), EACH);
        }
    }

    /** A buffer for each of these files would take four times the memory. */
    @Test
    void manyFilesAreReadInLittleMemory() throws Exception {
        List<String> places = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Path part = folder.resolve("m" + i + ".safetensors");
            Files.write(part, bytes("t" + i));
            places.add("\"t" + i + "\": \"m" + i + ".safetensors\"");
        }
        Files.writeString(index, "{\"weight_map\": {" + String.join(", ", places) + "}}");
        assertThat(ChildJvm.run(List.of("-Xmx32m"), ReadAll.class, index.toString())).containsExactly("1000 floats");
    }

    /** A file of one float, not forced to the disk. */
    private static byte[] bytes(String name) {
        String header = "{\"" + name + "\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
        byte[] bytes = new byte[Long.BYTES + header.length() + Float.BYTES];
        bytes[0] = (byte) header.length();
        System.arraycopy(header.getBytes(StandardCharsets.US_ASCII), 0, bytes, Long.BYTES, header.length());
        return bytes;
    }

    /** Reads all tensors of a file one by one. */
    static final class ReadAll {
        private ReadAll() {}

        public static void main(String[] args) {
            int floats = 0;
            try (SafetensorsFile model = Safetensors.open(Path.of(args[0]))) {
                for (Tensor each : model.stateDict().values()) {
                    floats += each.size();
                }
            }
            System.out.println(floats + " floats");
        }
    }
}
