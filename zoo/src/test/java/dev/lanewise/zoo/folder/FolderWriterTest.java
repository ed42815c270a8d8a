package dev.lanewise.zoo.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.io.Safetensors;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model saved with the files of the folder that it came from. */
class FolderWriterTest {
    private static final Map<String, Tensor> TENSORS = Map.of("a.weight", Tensor.of(1, 2));

    @TempDir
    private Path temporary;

    private Path from;
    private Path to;

    @BeforeEach
    void makeFolder() throws IOException {
        from = Files.createDirectory(temporary.resolve("from"));
        to = temporary.resolve("x/to");
        Files.writeString(from.resolve("config.json"),
                "{\"model_type\": \"bert\", \"layer_norm_eps\": 1e-12, \"torch_dtype\": \"float16\", \"problem_type\": "
                        + "\"regression\", \"id2label\": "
                        + "{\"0\": \"old\"}}");
        Files.writeString(from.resolve("vocab.txt"), "[PAD]\n");
        Files.writeString(from.resolve("model.safetensors"), "not copied");
        Files.writeString(from.resolve("pytorch_model.bin"), "not copied");
        Files.writeString(from.resolve("secret.txt"), "not copied");
        Files.writeString(Files.createDirectory(from.resolve("1_Pooling")).resolve("config.json"), "{}");
    }

    private List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(file -> folder.relativize(file).toString()).sorted().toList();
        }
    }

    @Test
    void theNewFolderHasConfigurationTokenizerAndWeights() throws IOException {
        ModelFolder.open(from).save(TENSORS, to);

        assertThat(names(to)).containsExactly("1_Pooling/config.json", "config.json", "model.safetensors",
                "vocab.txt");
        ModelConfig config = ModelFolder.open(to).config();
        assertThat(config.keys()).containsExactly("model_type", "layer_norm_eps", "torch_dtype", "problem_type",
                "id2label");
        assertThat(config.number("layer_norm_eps")).isEqualTo(1e-12);
        assertThat(config.text("torch_dtype")).isEqualTo("float32"); // what is stored
        Safetensors stored = Safetensors.load(to.resolve("model.safetensors"));
        assertThat(stored.tensors().get("a.weight").toArray()).containsExactly(1, 2);
        assertThat(stored.metadata()).containsEntry("format", "pt"); // transformers asks for it
        assertThat(names(temporary.resolve("x"))).hasSize(4);
    }

    @Test
    void newLabelsReplaceTheOld() {
        ModelFolder.open(from).save(TENSORS, List.of("good", "bad"), to);

        ModelConfig config = ModelFolder.open(to).config();
        assertThat(config.below("id2label").keys()).containsExactly("0", "1");
        assertThat(config.below("id2label").text("1")).isEqualTo("bad");
        assertThat(config.has("problem_type")).isFalse();
        assertThat(config.below("label2id").keys()).containsExactly("good", "bad");
    }

    @Test
    void anEmptyFolderIsFilledAndAnyOtherIsLeftAlone() throws IOException {
        Files.createDirectories(to);
        ModelFolder.open(from).save(TENSORS, to);
        assertThat(names(to)).hasSize(4);

        assertThatThrownBy(() -> ModelFolder.open(from).save(Map.of(), to)).isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("cannot write ")
                .hasMessageEndingWith("x/to: there is something already; a model is saved to a new folder");
        assertThat(Safetensors.load(to.resolve("model.safetensors")).tensors()).isNotEmpty();
    }

    @Test
    void nothingIsLeftWhereWritingFails() throws IOException {
        Map<String, Tensor> impossible = Map.of("__metadata__", Tensor.of(1));

        assertThatThrownBy(() -> ModelFolder.open(from).save(impossible, to))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(names(temporary.resolve("x"))).isEmpty();
        assertThat(to).doesNotExist();
    }
}
