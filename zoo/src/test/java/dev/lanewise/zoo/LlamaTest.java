package dev.lanewise.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.io.FormatException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.zoo.folder.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LlamaTest {
    private static final double BOUND = 2e-5;
    private static final String LONG = "\"rope_type\": \"llama3\"|'rope_type': 'longrope', 'attention_factor': ";

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama-3", "llama-linear", "llama-bf16", "mistral", "qwen2", "qwen3"})
    void givesTheLogitsOfTransformers(String name) {
        CausalFixture fixture = CausalFixture.of("llama/" + name);
        fixture.assertLogits(CausalModel.open(fixture.folder()), BOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama-3", "mistral", "qwen2", "qwen3"})
    void isSavedUnderTheNamesThatItWasReadBy(String name) {
        CausalFixture fixture = CausalFixture.of("llama/" + name);
        assertEquals(Safetensors.open(fixture.path().resolve("model.safetensors")).entries().keySet(),
                Set.copyOf(Llama.load(fixture.folder()).stateDict().keySet()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama-3", "qwen3"})
    void cachesGiveTheSameBits(String name) {
        CausalFixture fixture = CausalFixture.of("llama/" + name);
        Llama llama = Llama.load(fixture.folder());
        var caches = llama.caches(2, 20);
        Tensor all = llama.forward(fixture.tokens());
        assertArrayEquals(all.select(1, 6).toArray(), llama.next(fixture.tokens().slice(1, 0, 7), caches).toArray());
        for (int i = 7; i < 12; i++) {
            assertArrayEquals(all.select(1, i).toArray(),
                    llama.next(fixture.tokens().slice(1, i, i + 1), caches).toArray());
        }
    }

    @Test
    void theContextEndsWithTheWindow() {
        Llama mistral = Llama.load(CausalFixture.of("llama/mistral").folder());
        assertEquals(30, mistral.context());
        assertThrows(IllegalArgumentException.class, () -> mistral.forward(IntTensor.of(Shape.of(1, 31), new int[31])));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"rope_type\": \"llama3\"|\"rope_type\": \"yarn\"|rope_type",
        "\"rope_type\": \"llama3\"|\"rope_type\": \"longrope\"|short_factor",
        LONG + "1, 'short_factor': [1, 2, 3], 'long_factor': [1, 2, 4]|long_factor",
        LONG + "2, 'short_factor': [1, 2, 3], 'long_factor': [1, 2, 3]|attention_factor",
        LONG + "1, 'short_factor': [1, 0, 3], 'long_factor': [1, 0, 3]|short_factor",
        "\"factor\": 8.0|\"factor\": 0|factor", "\"factor\": 8.0|\"factor\": 1e300|factor",
        "\"high_freq_factor\": 4.0|\"high_freq_factor\": 1|high_freq_factor",
        "\"rope_theta\": 5000.0|\"rope_theta\": -1|rope_theta",
        "\"hidden_act\": \"silu\"|\"hidden_act\": \"gelu\"|hidden_act",
        "\"head_dim\": 6|\"head_dim\": 5|head_dim", "\"head_dim\": 6|\"head_dim\": 1000000|head_dim",
        "\"num_key_value_heads\": 2|\"num_key_value_heads\": 3|num_key_value_heads",
        "\"mlp_bias\": true|\"mlp_bias\": false|mlp.down_proj.bias",
        "\"mlp_bias\": true|\"partial_rotary_factor\": 0.5|partial_rotary_factor",
        "\"intermediate_size\": 24|\"intermediate_size\": 2000000000|gate_proj.weight",
        "\"num_hidden_layers\": 2|\"num_hidden_layers\": 2147483647|layers.2.input_layernorm.weight",
        "\"tie_word_embeddings\": true|\"tie_word_embeddings\": false|lm_head.weight",
        "\"model_type\": \"llama\"|\"model_type\": \"mamba\"|model_type"})
    void refusesWhatItCannotCompute(String from, String to, String named, @TempDir Path copy) {
        ModelFolder folder = CausalFixture.changed(CausalFixture.resource("llama/llama-3"), copy, from,
                to.replace('\'', '"'));
        FormatException refusal = assertThrows(FormatException.class, () -> CausalModel.open(folder));
        assertTrue(refusal.getMessage().contains(named), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(copy.getFileName().toString()), refusal.getMessage());
    }

    @Test
    void readsTheScalingOfOlderFiles(@TempDir Path copy) {
        CausalFixture fixture = CausalFixture.of("llama/llama-linear");
        CausalFixture.changed(fixture.path(), copy, "\"rope_parameters\": {", "\"rope_theta\": 10000.0, "
                + "\"rope_scaling\": {");
        ModelFolder folder = CausalFixture.changed(copy, copy, "\"rope_type\"", "\"type\"");
        fixture.assertLogits(Llama.load(folder), BOUND);
    }

    /** As {@code transformers} have it, whose classes have values of their own where a file does not name a key. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", value = {
        "llama|-|64|4|9999", "llama|'sliding_window': 5|64|4|9999", "mistral|-|8|4|4096",
        "mistral|'sliding_window': null, 'num_key_value_heads': null|64|4|9999", "mistral|'sliding_window': 5|8|4|5",
        "qwen2|-|32|4|9999", "qwen2|'sliding_window': 5|32|4|9999",
        "qwen2|'sliding_window': 5, 'use_sliding_window': true|32|4|9999",
        "qwen2|'sliding_window': 5, 'use_sliding_window': true, 'max_window_layers': 1|32|4|5",
        "qwen2|'use_sliding_window': true, 'layer_types': ['full_attention', 'sliding_attention']|32|4|4096",
        "qwen3|-|32|128|9999"})
    void keysThatAreMissingHaveTheirUsualValues(
            String type, @Nullable String more, int keyHeads, int headWidth, int context, @TempDir Path folder)
            throws IOException {
        Files.writeString(folder.resolve("config.json"), """
            {'model_type': '%s', 'vocab_size': 9, 'hidden_size': 256, 'num_attention_heads': 64, %s
             'intermediate_size': 8, 'num_hidden_layers': 2, 'max_position_embeddings': 9999}
            """.formatted(type, more == null ? "" : more + ",").replace('\'', '"'));
        Llama.Config config = Llama.Config.of(ModelFolder.open(folder).config());
        assertEquals(List.of(keyHeads, headWidth, context),
                List.of(config.keyHeads(), config.headWidth(), config.context()));
    }

    @Test
    void ofTwoWaysOfScalingTheOlderKeyCounts(@TempDir Path copy) {
        CausalFixture fixture = CausalFixture.of("llama/llama-linear");
        CausalFixture.changed(fixture.path(), copy, "\"rope_parameters\": {",
                "\"rope_parameters\": {\"rope_type\": \"default\"}, \"rope_scaling\": {");
        fixture.assertLogits(Llama.load(ModelFolder.open(copy)), BOUND);
    }

    @Test
    void aTiedHeadMayBeStoredInsteadOfTheTableOrBesideItIfItIsTheSame(@TempDir Path copy) {
        CausalFixture fixture = CausalFixture.of("llama/llama-3");
        CausalFixture.changed(fixture.path(), copy, "{", "{");
        Path file = copy.resolve("model.safetensors");
        Map<String, Tensor> tensors = new HashMap<>(Safetensors.load(file).tensors());
        Tensor table = Objects.requireNonNull(tensors.get("model.embed_tokens.weight"));
        tensors.put("lm_head.weight", table);
        Safetensors.save(file, tensors, Map.of());
        fixture.assertLogits(Llama.load(ModelFolder.open(copy)), BOUND);
        tensors.remove("model.embed_tokens.weight");
        Safetensors.save(file, tensors, Map.of());
        fixture.assertLogits(Llama.load(ModelFolder.open(copy)), BOUND);
        tensors.put("model.embed_tokens.weight", table.add(1));
        Safetensors.save(file, tensors, Map.of());
        FormatException refusal = assertThrows(FormatException.class, () -> Llama.load(ModelFolder.open(copy)));
        assertTrue(refusal.getMessage().contains("tie_word_embeddings"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("lm_head.weight"), refusal.getMessage());
    }

    @Test
    void allParametersGetGradients() {
        Llama.Config config = Llama.Config.of(CausalFixture.of("llama/qwen3").folder().config());
        Llama llama = new Llama(config, Weights.random(RandomSource.seed(3), 0.1));
        llama.forward(IntTensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6)).square().sum().backward();
        llama.namedParameters().forEach((name, tensor) -> assertTrue(tensor.grad() != null, name));
    }

    @Test
    void rotationsAreOfEvenWidth() {
        assertThrows(IllegalArgumentException.class, () -> Rotation.of(10_000, 5));
        assertThrows(IllegalArgumentException.class, () -> Rotation.of(0, 4));
    }
}
