package dev.lanewise.zoo.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.io.FormatException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.zoo.folder.ModelFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders of adapters as PEFT writes them, and those that do not fit. */
class AdapterFolderTest {
    private static final String CONFIG = """
            {"alpha_pattern": {}, "auto_mapping": null, "base_model_name_or_path": "x/y", "bias": "none",
             "corda_config": null, "eva_config": null, "exclude_modules": null, "fan_in_fan_out": false,
             "inference_mode": true, "init_lora_weights": true, "layer_replication": null, "layers_pattern": null,
             "layers_to_transform": null, "loftq_config": {}, "lora_alpha": 8, "lora_bias": false,
             "lora_dropout": 0.05, "megatron_config": null, "megatron_core": "megatron.core",
             "modules_to_save": null, "peft_type": "LORA", "peft_version": "0.18.0", "qalora_group_size": 16,
             "r": 2, "rank_pattern": {}, "revision": null, "target_modules": ["query"], "target_parameters": null,
             "task_type": "FEATURE_EXTRACTION", "trainable_token_indices": null, "use_dora": false,
             "use_qalora": false, "use_rslora": false}""";

    @TempDir
    private Path temporary;

    private ModelFolder folder;
    private Path adapter;

    @BeforeEach
    void makeFolders() throws IOException {
        folder = SmallNet.folder(temporary.resolve("small"));
        adapter = Files.createDirectory(temporary.resolve("adapter"));
        Files.writeString(adapter.resolve("adapter_config.json"), CONFIG);
        save(tensors("base_model.model."));
    }

    private static Map<String, Tensor> tensors(String prefix) {
        RandomSource random = RandomSource.seed(3);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String block : new String[] {"first", "second"}) {
            tensors.put(prefix + block + ".query.lora_A.weight", random.normal(2, SmallNet.WIDTH));
            tensors.put(prefix + block + ".query.lora_B.weight", random.normal(SmallNet.WIDTH, 2));
        }
        return tensors;
    }

    private void save(Map<String, Tensor> tensors) {
        Safetensors.save(adapter.resolve("adapter_model.safetensors"), tensors, Map.of());
    }

    private Adapted<SmallNet> load() {
        return Lora.load(adapter, () -> SmallNet.load(folder));
    }

    @Test
    void aFolderOfPeftIsRead() {
        Adapted<SmallNet> adapted = load();

        assertThat(adapted).hasToString(
                "Adapted(SmallNet, 2 layers, Lora(rank 2, alpha 8.0, dropout 0.05, targets \"query\"))");
        assertThat(adapted.network().isTraining()).isFalse();
        Tensor weight = SmallNet.load(folder).stateDict().get("first.query.weight");
        Map<String, Tensor> tensors = tensors("");
        Tensor expected = weight.add(tensors.get("first.query.lora_B.weight")
                .matmul(tensors.get("first.query.lora_A.weight")).mul(4));
        assertThat(adapted.mergedState().get("first.query.weight").toArray()).containsExactly(expected.toArray());
    }

    @Test
    void aPrefixOfAnotherHeadIsFound() {
        save(tensors("base_model.model.bert."));

        assertThat(load().network().stateDict().get("first.query.lora_A.weight").toArray())
                .containsExactly(tensors("").get("first.query.lora_A.weight").toArray());
    }

    @Test
    void whatIsWrittenHasPeftsNames() {
        Adapted<SmallNet> adapted = load();
        Path other = temporary.resolve("a/b");
        adapted.save(other);

        assertThat(Safetensors.load(other.resolve("adapter_model.safetensors")).tensors().keySet())
                .containsExactlyInAnyOrderElementsOf(tensors("base_model.model.").keySet());
        assertThat(other.resolve("adapter_config.json")).content()
                .contains("\"peft_type\" : \"LORA\"", "\"r\" : 2", "\"lora_alpha\" : 8,", "\"target_modules\"");
        assertThat(Lora.load(other, () -> SmallNet.load(folder)).network().stateDict().keySet())
                .isEqualTo(adapted.network().stateDict().keySet());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "use_dora": false          | "use_dora": true           | "use_dora" is true
            "bias": "none"             | "bias": "all"              | "bias" is "all", expected "none"
            "rank_pattern": {}         | "rank_pattern": {"q": 4}   | "rank_pattern" is {"q":4}
            "layers_to_transform": null | "layers_to_transform": [1] | "layers_to_transform" is [1]
            "init_lora_weights": true  | "init_lora_weights": "pissa" | "init_lora_weights" is "pissa"
            "peft_type": "LORA"        | "peft_type": "IA3"         | "peft_type" is "IA3", expected "LORA"
            "use_qalora": false        | "use_new": true            | "use_new" is true
            "r": 2                     | "r": 0                     | "r" is 0, expected a positive number
            "r": 2                     | "r": 1000000               | rank 1000000: expected 1 to 65536
            "r": 2                     | "r": 60000                 | has the shape [2, 6]
            "lora_dropout": 0.05       | "lora_dropout": 2          | dropout 2.0 is not within 0 and 1
            "lora_alpha": 8            | "lora_alpha": -1           | alpha
            "target_modules": ["query"] | "target_modules": ["value"] | no linear layer is a target ("value")
            "target_modules": ["query"] | "target_modules": 7        | "target_modules" is 7, expected a list of texts
            "target_modules": ["query"] | "target_modules": []       | targets without a name
            "target_modules": ["query"] | "target_modules": "(q"     | not a regular expression
            "target_modules": ["query"] | "target_modules": "(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)!" | too many steps
            "target_modules": ["query"] | "target_modules": ["query", "key"] | model.first.key.lora_A.weight"
            "modules_to_save": null    | "modules_to_save": ["classifier"] | no tensor "base_model.model.classifier
            """)
    void settingsThatDoNotFitAreRefusedByName(String from, String to, String message) throws IOException {
        assertThat(CONFIG).contains(from);
        Files.writeString(adapter.resolve("adapter_config.json"), CONFIG.replace(from, to));

        assertThatExceptionOfType(FormatException.class).isThrownBy(this::load).withMessageContaining(message)
                .withMessageContaining("adapter");
    }

    @Test
    void tensorsThatDoNotFitAreRefused() {
        Map<String, Tensor> tensors = tensors("base_model.model.");
        tensors.put("base_model.model.first.key.lora_A.weight", Tensor.zeros(2, SmallNet.WIDTH));
        save(tensors);
        assertThatExceptionOfType(FormatException.class).isThrownBy(this::load)
                .withMessageEndingWith("has tensors that this network has no place for: "
                        + "\"base_model.model.first.key.lora_A.weight\"");

        tensors.remove("base_model.model.first.key.lora_A.weight");
        tensors.put("base_model.model.first.query.lora_B.weight", Tensor.zeros(2, SmallNet.WIDTH));
        save(tensors);
        assertThatExceptionOfType(FormatException.class).isThrownBy(this::load)
                .withMessageContaining("has the shape [2, 6], by the network and adapter_config.json it has [6, 2]");
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        Files.delete(adapter.resolve("adapter_model.safetensors"));
        assertThatThrownBy(this::load).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("adapter_model.safetensors");
        Files.delete(adapter.resolve("adapter_config.json"));
        assertThatThrownBy(this::load).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("adapter_config.json: no such file");
    }
}
