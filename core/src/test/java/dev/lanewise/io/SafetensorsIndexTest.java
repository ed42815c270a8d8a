package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models in several files, which an index lists: they open as one, and an index that is not true is refused. */
class SafetensorsIndexTest {
    private static final String A = "a.safetensors";
    private static final String B = "b.safetensors";

    @TempDir
    Path folder;

    private Path index;

    @BeforeEach
    void twoParts() {
        index = folder.resolve("model.safetensors.index.json");
        save(A, Map.of("one", Tensor.of(1), "two", Tensor.of(2, 2)));
        save(B, Map.of("three", Tensor.of(3, 3, 3)));
    }

    private void save(String name, Map<String, Tensor> tensors) {
        Safetensors.save(folder.resolve(name), tensors, Map.of("file", name, name, ""));
    }

    private Path write(String json) {
        try {
            return Files.writeString(index, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An index of names of tensors, each with the file it is in. */
    private Path list(String... pairs) {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            members.add("\"" + pairs[i] + "\": \"" + pairs[i + 1] + "\"");
        }
        return write("{\"metadata\": {\"total_size\": 24}, \"weight_map\": {" + String.join(", ", members) + "}}");
    }

    private void assertRefused(Path file, String reason) {
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> Safetensors.open(index).close())
                .withMessageStartingWith(file + ", byte ").withMessageContaining(reason)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(600));
    }

    @Test
    void whatHuggingFacesLibrariesHaveDividedIsReadAsOne() throws IOException {
        List<String> names = List.of("model.safetensors.index.json", "model-00001-of-00004.safetensors",
                "model-00002-of-00004.safetensors", "model-00003-of-00004.safetensors",
                "model-00004-of-00004.safetensors");
        for (String name : names) {
            try (InputStream in = SafetensorsIndexTest.class.getResourceAsStream("sharded/" + name)) {
                Files.copy(Objects.requireNonNull(in), folder.resolve(name));
            }
        }
        try (SafetensorsFile file = Safetensors.open(index)) {
            assertThat(file.entries().keySet()).containsExactly("embed.weight", "layers.0.weight", "big",
                    "layers.0.bias", "layers.10.weight", "layers.2.weight", "norm", "head.weight");
            assertThat(file.metadata()).isEqualTo(Map.of("format", "pt"));
            assertThat(file).hasToString(index.toString());
            Map<String, Tensor> all = Safetensors.load(index).tensors();
            assertThat(all.keySet()).isEqualTo(file.entries().keySet());
            for (int part = 1; part < names.size(); part++) {
                Safetensors.load(folder.resolve(names.get(part))).tensors().forEach((name, values) -> {
                    assertThat(file.tensor(name).toArray()).as(name).isEqualTo(values.toArray());
                    assertThat(Objects.requireNonNull(all.get(name)).toArray()).as(name).isEqualTo(values.toArray());
                });
            }
            assertThatIllegalArgumentException().isThrownBy(() -> file.tensor("tail"))
                    .withMessageStartingWith(index + " has no tensor \"tail\"; its tensors: \"embed.weight\", ");
        }
    }

    @Test
    void onlyWhatIsListedIsOpened() throws IOException {
        Files.write(folder.resolve("c.safetensors"), new byte[3]);
        list("one", A, "two", A);
        try (SafetensorsFile file = Safetensors.open(index)) {
            assertThat(file.entries().keySet()).containsExactly("one", "two");
        }
        Files.delete(folder.resolve(B));
        assertThat(Safetensors.load(index).tensors()).containsOnlyKeys("one", "two");
    }

    /** An index may be older than its files, or know only what some reader needs. */
    @Test
    void tensorsOfItsFilesThatItDoesNotListAreReadToo() {
        list("two", A, "three", B);
        assertThat(Safetensors.load(index).tensors()).containsOnlyKeys("one", "two", "three");
    }

    @Test
    void metadataAreThoseOfTheFilesAndTheFirstCounts() {
        list("three", B, "two", A);
        assertThat(Safetensors.load(index).metadata()).isEqualTo(Map.of("file", A, A, "", B, ""));
    }

    @Test
    void anIndexOfNothingIsEmpty() {
        write("{\"weight_map\": {}}");
        assertThat(Safetensors.load(index).tensors()).isEmpty();
    }

    @Test
    void whatItSaysFalselyIsNamed() throws IOException {
        list("one", A, "four", B);
        assertRefused(index, "index: tensor \"four\" is not in \"b.safetensors\"");
        list("one", A, "three", A);
        assertRefused(index, "index: tensor \"three\" is not in \"a.safetensors\"");
        list("one", A, "two", B);
        assertRefused(index, "index: tensor \"two\" is not in \"b.safetensors\", but in \"a.safetensors\"");
        list("one", A, "three", "c.safetensors");
        assertRefused(index, "index: the file \"c.safetensors\" is missing");
        save("c.safetensors", Map.of("two", Tensor.of(2)));
        list("one", A, "two", "c.safetensors");
        assertRefused(index, "index: tensor \"two\" is both in \"a.safetensors\" and in \"c.safetensors\"");
        Files.write(folder.resolve(B), new byte[7]);
        list("one", A, "three", B);
        assertRefused(folder.resolve(B), "the file ends within the length of the header");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../a.safetensors", "/etc/passwd", "sub/a.safetensors", "a.safetensors/",
        "..\\\\a.safetensors", "C:a.safetensors", "a\\u0000.safetensors", "a\\n.safetensors", "\\u007f", "\\u0085",
        "//host/share", "./a.safetensors"})
    void aNameThatMayLeadElsewhereIsRefusedBeforeAnyFileIsOpened(String name) {
        list("three", "missing.safetensors", "one", name);
        assertRefused(index, "which is no plain name of a file beside the index");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "``                                         | index: expected '{' but found the end",
        "[]                                         | expected '{' but found '['",
        "{}                                         | index: there is no weight_map",
        "{\"weight_map\": null}                     | expected '{' but found 'n'",
        "{\"weight_map\": []}                       | expected '{' but found '['",
        "{\"weight_map\": {\"a\": 1}}               | expected '\"' but found '1'",
        "{\"weight_map\": {\"a\": null}}            | expected '\"' but found 'n'",
        "{\"weight_map\": {}, \"weight_map\": {}}   | the name \"weight_map\" appears twice",
        "{\"weight_map\": {\"one\": \"a.safetensors\", \"one\": \"a.safetensors\"}} | the name \"one\" appears twice",
        "{\"weight_map\": {\"a\": \"\\ud800\"}}     | half of a surrogate pair",
        "{\"weight_map\": {}} x                     | after the end of the object",
        "{\"metadata\": 1e999, \"weight_map\": {}}  | beyond the range of a double",
    })
    void whatIsNoIndexIsRefused(String json, String reason) {
        write(json);
        assertRefused(index, reason);
    }

    @Test
    void anIndexOfManyGigabytesIsNotRead() throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(index.toFile(), "rw")) {
            sparse.setLength(1L << 35);
        }
        assertRefused(index, "the index has 34359738368 bytes, more than the 100000000 that are allowed");
    }

    @Test
    void whatIsNoFileIsNotOpened() throws IOException {
        Files.createDirectory(folder.resolve("c.safetensors"));
        list("one", "c.safetensors");
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> Safetensors.open(index))
                .withMessage("cannot read " + folder.resolve("c.safetensors") + ": not a regular file");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Safetensors.open(folder.resolve("no.index.json")))
                .withMessage("cannot read " + folder.resolve("no.index.json") + ": no such file or folder");
    }

    /** A cache of Hugging Face has the files by their hashes, and folders of links to them. */
    @Test
    void linksAreFollowedAndPartsLieBesideTheLinkToTheIndex() throws IOException {
        Path blobs = Files.createDirectory(folder.resolve("blobs"));
        Path snapshot = Files.createDirectories(folder.resolve("snapshots").resolve("1"));
        list("one", A, "three", B);
        for (Path file : List.of(index, folder.resolve(A), folder.resolve(B))) {
            Path name = file.getFileName();
            Files.move(file, blobs.resolve("hash of " + name));
            Files.createSymbolicLink(snapshot.resolve(name), Path.of("..", "..", "blobs", "hash of " + name));
        }
        assertThat(Safetensors.load(snapshot.resolve(index.getFileName())).tensors())
                .containsOnlyKeys("one", "two", "three");
    }

    private List<String> manyParts(int parts) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            String file = String.format("m-%05d.safetensors", i);
            new Safetensors(Map.of("t" + i, Tensor.full(i, 10)), Map.of("n" + i, IntTensor.of(i)), Map.of())
                    .save(folder.resolve(file));
            pairs.addAll(List.of("t" + i, file, "n" + i, file));
        }
        return pairs;
    }

    @Test
    void moreFilesThanHandlesAreRead() throws IOException {
        list(manyParts(120).toArray(String[]::new));
        Path handles = Path.of("/proc/self/fd");
        long before = Files.isDirectory(handles) ? count(handles) : 0;
        try (SafetensorsFile file = Safetensors.open(index)) {
            for (int i = 119; i >= 0; i--) {
                assertThat(file.tensor("t" + i).toArray()).containsOnly(i);
                assertThat(file.ints("n" + i).toArray()).containsExactly(i);
            }
            if (Files.isDirectory(handles)) {
                assertThat(count(handles) - before).isLessThan(80);
            }
        }
        if (Files.isDirectory(handles)) {
            assertThat(count(handles) - before).isLessThan(10);
        }
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    @Test
    void aFileThatIsReplacedBetweenTwoReadsIsNoticed() throws IOException {
        list(manyParts(70).toArray(String[]::new));
        try (SafetensorsFile file = Safetensors.open(index)) {
            Path last = folder.resolve("m-00069.safetensors");
            Safetensors.save(last, Map.of("other", Tensor.zeros(100)), Map.of());
            assertThatExceptionOfType(FormatException.class).isThrownBy(() -> file.tensor("t69"))
                    .withMessage(last + ", byte 0: the file has been replaced or changed since its header was read");
            Path first = folder.resolve("m-00000.safetensors");
            Safetensors.save(first, Map.of("other", Tensor.zeros(100)), Map.of());
            assertThat(file.tensor("t0").toArray()).as("of the file that is still open").containsOnly(0);
        }
    }

    /** Quadratic work would take minutes. */
    @Test
    void tensorsByTheThousandTakeNoTime() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < 50_000; i++) {
            tensors.put("layers." + i + ".weight", Tensor.of(i));
        }
        Path written = Safetensors.save(folder.resolve("model.safetensors"), tensors, Map.of(),
                SaveOptions.f32().shards(1000));
        assertThat(written).isEqualTo(index);
        long start = System.nanoTime();
        try (SafetensorsFile file = Safetensors.open(index)) {
            assertThat(file.entries()).hasSize(50_000);
            assertThat(file.tensor("layers.49999.weight").toArray()).containsExactly(49_999);
        }
        assertThat(System.nanoTime() - start).isLessThan(30_000_000_000L);
    }
}
