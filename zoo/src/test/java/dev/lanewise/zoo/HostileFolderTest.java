package dev.lanewise.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lanewise.io.FormatException;
import dev.lanewise.zoo.folder.ModelFolder;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders of strangers: whatever they say, one sentence that names the file, soon and without much memory. */
final class HostileFolderTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final Map<String, Consumer<ModelFolder>> FAMILIES = Map.of(
            "resnet/basic", ResNet::load, "resnet/bottleneck", ResNet::load, "vit/classifier", Vit::load,
            "vit/teacher", Vit::load, "bert/bert", TextEncoder::load, "bert/distilbert", TextEncoder::load,
            "bert/bert-classifier", SequenceClassifier::load, "gpt2/gpt2", CausalModel::open,
            "llama/llama-3", CausalModel::open, "llama/qwen3", CausalModel::open);

    private static final List<String> ABSURD = List.of("2147483647", "-1", "0", "1e999", "99999999999999999999",
            "\"text\"", "[]", "{}", "true", "0.5");

    private static final Pattern NUMBER = Pattern.compile("\"(\\w+)\": -?[0-9][^,\\n}]*");

    @TempDir
    Path to;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        resnet/basic | embedding_size | 2147483647 | 2147483647
        resnet/basic | embedding_size | -1 | "embedding_size" is -1
        resnet/basic | embedding_size | "8" | "embedding_size" is "8"
        resnet/basic | embedding_size | 1e3 | "embedding_size" is 1000
        resnet/basic | num_channels | 2147483647 | 2147483647
        resnet/basic | hidden_sizes | [2147483647, 2147483647] | 2147483647
        resnet/basic | hidden_sizes | [8] | as many depths as hidden_sizes
        resnet/basic | hidden_sizes | [] | "hidden_sizes" is []
        resnet/basic | hidden_sizes | {"0": 8} | "hidden_sizes" is {"0":8}
        resnet/basic | depths | [1000000000, 2] | resnet.encoder.stages.0.layers.1.
        resnet/basic | depths | [1, 1000000000] | resnet.encoder.stages.1.layers.2.
        resnet/basic | depths | [1.5, 2] | "depths" is [1.5,2]
        resnet/basic | depths | [1, 1] | no place for
        resnet/basic | layer_type | "bottle" | "layer_type" is "bottle"
        resnet/basic | layer_type | "\\u001b[2J" | "layer_type" is
        resnet/basic | hidden_act | "gelu" | "hidden_act" is "gelu"
        resnet/basic | id2label | {} | "id2label" is {}
        resnet/basic | id2label | {"0": "a"} | classifier.1
        resnet/basic | model_type | 7 | "model_type" is 7
        resnet/bottleneck | hidden_sizes | [1, 2] | "hidden_sizes" is [1,2]
        vit/classifier | hidden_size | 2147483647 | "num_attention_heads" is 4
        vit/classifier | hidden_size | 2147483644 | 2147483644
        vit/classifier | hidden_size | 0 | "hidden_size" is 0
        vit/classifier | num_hidden_layers | 1000000000 | vit.encoder.layer.2.
        vit/classifier | num_hidden_layers | 1 | no place for
        vit/classifier | intermediate_size | 2147483647 | 2147483647
        vit/classifier | num_attention_heads | 5 | "num_attention_heads" is 5
        vit/classifier | image_size | 2147483647 | at most 16777216 patches
        vit/classifier | image_size | [4, 4] | "patch_size" is 8
        vit/classifier | patch_size | 1 | vit.embeddings
        vit/classifier | patch_size | [8, 8, 8] | "patch_size" is [8,8,8]
        vit/classifier | layer_norm_eps | "NaN" | "layer_norm_eps" is "NaN"
        vit/classifier | layer_norm_eps | -1 | "layer_norm_eps" is -1
        vit/classifier | qkv_bias | "no" | "qkv_bias" is "no"
        vit/classifier | hidden_dropout_prob | 1.5 | "hidden_dropout_prob" is 1.5
        vit/classifier | hidden_act | "mish" | "hidden_act" is "mish"
        vit/classifier | model_type | "vit", "quantization_config": {"bits": 4} | "quantization_config" is
        vit/teacher | num_channels | 2147483647 | 2147483647
        """)
    void configurationsOfAbsurdValues(String family, String key, String value, String part) throws Exception {
        String config = Files.readString(Fixtures.path(family + "/config.json"));
        String changed = config.replaceAll("(?s)\"" + key + "\": (\\{[^}]*}|\\[[^]]*]|[^,\\n]*)",
                "\"" + key + "\": " + value.replace("\\", "\\\\"));
        assertThat(changed).isNotEqualTo(config);
        Files.writeString(to.resolve("config.json"), changed);
        Files.copy(Fixtures.path(family + "/model.safetensors"), to.resolve("model.safetensors"));
        assertRefused(family, part);
    }

    /** Each number in turn: refused, or of no consequence. */
    @ParameterizedTest
    @ValueSource(
        strings = {"resnet/basic", "resnet/bottleneck", "vit/classifier", "vit/teacher", "bert/bert", "bert/distilbert",
            "bert/bert-classifier", "gpt2/gpt2", "llama/llama-3", "llama/qwen3"})
    void everyNumberOfEveryFamily(String family) throws Exception {
        String config = Files.readString(Fixtures.path(family + "/config.json"));
        Files.copy(Fixtures.path(family + "/model.safetensors"), to.resolve("model.safetensors"));
        List<String> faults = new ArrayList<>();
        int refused = 0;
        Matcher number = NUMBER.matcher(config);
        while (number.find()) {
            for (String value : ABSURD) {
                Files.writeString(to.resolve("config.json"), config.substring(0, number.start()) + '"' + number.group(1)
                        + "\": " + value + config.substring(number.end()));
                Throwable thrown = load(family);
                refused += thrown == null ? 0 : 1;
                if (thrown != null && !(thrown instanceof FormatException
                        && thrown.getMessage().contains(to.toString()) && thrown.getMessage().length() < 1200)) {
                    faults.add(number.group(1) + " = " + value + ": " + thrown);
                }
            }
        }
        assertThat(faults).isEmpty();
        assertThat(refused).isGreaterThanOrEqualTo(20);
    }

    private @Nullable Throwable load(String family) {
        return Assertions.assertTimeoutPreemptively(SOON, () -> catchThrowable(
                () -> Objects.requireNonNull(FAMILIES.get(family)).accept(ModelFolder.open(to))));
    }

    @ParameterizedTest
    @CsvSource({"resnet/basic", "vit/classifier", "bert/bert", "gpt2/gpt2", "llama/qwen3"})
    void filesThatAreMissingOrCut(String family) throws Exception {
        Files.copy(Fixtures.path(family + "/config.json"), to.resolve("config.json"));
        assertRefused(family, "model.safetensors");
        byte[] whole = Files.readAllBytes(Fixtures.path(family + "/model.safetensors"));
        for (int length : List.of(0, 7, 8, 100, whole.length / 2, whole.length - 1)) {
            Files.write(to.resolve("model.safetensors"), Arrays.copyOf(whole, length));
            assertRefused(family, "model.safetensors");
        }
        Files.write(to.resolve("model.safetensors"), whole);
        for (String config : List.of("", "[]", "{", "{}", "null", "{\"model_type\": null}", "{} {}",
                "{\"a\": 1, \"a\": 2}")) {
            Files.writeString(to.resolve("config.json"), config);
            assertRefused(family, "config.json");
        }
    }

    private void assertRefused(String family, String part) {
        Throwable thrown = load(family);
        assertThat(thrown).isInstanceOfAny(FormatException.class, UncheckedIOException.class);
        assertThat(thrown).hasMessageContaining(to.toString()).hasMessageContaining(part);
        assertThat(thrown.getMessage()).doesNotContain("\n", "\u001b").hasSizeLessThan(1200);
    }
}
