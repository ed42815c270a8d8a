package dev.lanewise.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanewise.io.FormatException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.io.SafetensorsFile;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.zoo.folder.Json;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import dev.lanewise.zoo.folder.ModelTensors;
import dev.lanewise.zoo.gguf.GgufBuilder;
import dev.lanewise.zoo.tokenizers.Tokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models in GGUF files, beside {@code transformers} with the same files ({@code src/test/python/gguf_models.py}).
 * {@code -Dcheck.files=1000000} is the long form of what is damaged.
 */
class GgufModelTest {
    private static final double BOUND = 2e-5;
    private static final int PROMPT = 4;
    private static final int FILES = Integer.getInteger("check.files", 500);

    @TempDir
    Path folder;

    private static Path path(String name) {
        return CausalFixture.resource("gguf/" + name + ".gguf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama3", "qwen2", "qwen3", "gpt2"})
    void givesTheLogitsAndTokensOfTransformers(String name) {
        CausalModel model = CausalModel.open(ModelFolder.open(path(name)));
        try (SafetensorsFile expected = Safetensors.open(CausalFixture.resource("gguf/" + name + ".safetensors"));
                GradMode.Scope _ = GradMode.noGrad()) {
            Tensor logits = expected.tensor("logits");
            Tensor found = model.forward(expected.ints("tokens"));
            double largest = logits.abs().max().item();
            assertThat((double) found.sub(logits).abs().max().item()).isLessThanOrEqualTo(BOUND * largest);
            int[] greedy = expected.ints("greedy").toArray();
            assertThat(Generator.of(model).generate(Arrays.copyOf(greedy, PROMPT),
                    GenerationOptions.defaults().mostTokens(greedy.length - PROMPT), RandomSource.seed(1)).tokens())
                    .containsExactlyElementsOf(Arrays.stream(greedy).skip(PROMPT).boxed().toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama3", "qwen2", "qwen3", "gpt2"})
    void givesTheTokensOfTheTokenizerThatItsOwnWasMadeFrom(String name) {
        Tokenizer tokenizer = Tokenizer.open(path(name));
        for (Map.Entry<String, JsonNode> each : Json.object(CausalFixture.resource("gguf/" + name + ".json"), 10_000)
                .properties()) {
            List<Integer> expected = each.getValue().valueStream().map(JsonNode::intValue).toList();
            int[] ids = tokenizer.encode(each.getKey()).ids();
            assertThat(ids).as(each.getKey()).containsExactly(expected.stream().mapToInt(id -> id).toArray());
            if (!each.getKey().contains("<") && !each.getKey().contains("\u0301")) { // special ones; composed by NFC
                assertThat(tokenizer.decode(ids)).isEqualTo(each.getKey());
            }
        }
    }

    @Test
    void tokensThatEndATextAreThoseOfTheFile() {
        assertThat(GenerationOptions.of(ModelFolder.open(path("llama3"))).ends()).containsExactlyInAnyOrder(1, 2);
        assertThat(GenerationOptions.of(ModelFolder.open(path("qwen2"))).ends()).containsExactly(2);
    }

    @Test
    void aTextGeneratorOpensAFile() {
        TextGenerator writer = TextGenerator.open(path("gpt2"));
        TextGenerator.Written written = writer.write("the cat", writer.options().mostTokens(5), RandomSource.seed(1),
                _ -> {});
        assertThat(written.generation().tokens()).isNotEmpty();
    }

    @Test
    void aModelIsReadAsTheFolderThatItWasMadeFrom() {
        ModelFolder gpt2 = ModelFolder.open(path("gpt2"));
        assertThat(gpt2.config().modelType()).isEqualTo("gpt2");
        assertThat(gpt2.has("generation_config.json")).isFalse();
        try (ModelTensors tensors = gpt2.tensors()) {
            assertThat(tensors.names()).isEqualTo(Set.copyOf(Gpt2.load(gpt2).stateDict().keySet().stream()
                    .filter(name -> !name.endsWith("random")).collect(Collectors.toSet())));
            assertThat(tensors.shape("transformer.h.1.mlp.c_fc.weight")).containsExactly(32L, 128L);
            assertThatThrownBy(() -> tensors.tensor("x")).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(path("gpt2") + " has no tensor \"x\"");
        }
        assertThatThrownBy(() -> gpt2.save(Map.of(), folder.resolve("new"))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is a GGUF file");
        assertThatThrownBy(() -> ModelFolder.open(CausalFixture.resource("gguf/types.safetensors")))
                .hasMessageContaining("types.safetensors: neither a folder nor a GGUF file");
    }

    // ---- what is refused

    /** A copy with other bytes behind, or instead of, the first place of a text. */
    private ModelFolder changed(String name, String place, byte[] other, boolean behind) throws IOException {
        byte[] bytes = Files.readAllBytes(path(name));
        byte[] sought = place.getBytes(StandardCharsets.UTF_8);
        int at = 0;
        while (!Arrays.equals(bytes, at, at + sought.length, sought, 0, sought.length)) {
            at++;
        }
        System.arraycopy(other, 0, bytes, behind ? at + sought.length + 4 : at, other.length); // a type before a value
        return ModelFolder.open(Files.write(folder.resolve("changed.gguf"), bytes));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "llama.attention.head_count|3|\"llama.attention.head_count\" is 3, expected a divisor of",
        "llama.attention.head_count_kv|3|\"llama.attention.head_count_kv\" is 3, expected a divisor",
        "llama.attention.head_count_kv|0|\"llama.attention.head_count_kv\" is 0, expected a positive number",
        "llama.rope.dimension_count|8|\"llama.rope.dimension_count\" is 8, expected 16, the width of a head",
        "llama.rope.freq_base|0|\"llama.rope.freq_base\" is 0.0, expected a number above 0",
        "llama.block_count|2|has no tensor \"model.layers.1.input_layernorm.weight\"",
        "llama.block_count|-1|\"llama.block_count\" is 4294967295, expected a positive number",
        "llama.feed_forward_length|2000000000|by the configuration it has [2000000000, 64]",
        "llama.vocab_size|9|by the configuration it has [9, 64]",
        "tokenizer.ggml.bos_token_id|320|\"tokenizer.ggml.bos_token_id\" is 320, expected the number of one of the 320",
        "tokenizer.ggml.unknown_token_id|-1|\"tokenizer.ggml.unknown_token_id\" is 4294967295"})
    void refusesNumbersThatCannotBe(String key, int value, String message) {
        byte[] number = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
        assertRefused("llama", key, number, true, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "llama|general.architecture|general.architecturf|has no \"general.architecture\"",
        "llama|llama.vocab_size|llama.vocab_sizf|\"llama.vocab_sizf\" is 320, expected no value, as it is not",
        "llama|llama.context_length|other.context_length|has no \"llama.context_length\"",
        "llama|layer_norm_rms_epsilon|layer_norm_rms_epsilom|is 1.0E-5, expected no value",
        "llama|blk.0.attn_v.weight|blk.0.attn_x.weight|tensor \"blk.0.attn_x.weight\" is none that models of",
        "llama|blk.0.attn_v.weight|blk.1.attn_v.weight|has no tensor \"model.layers.0.self_attn.v_proj.weight\"",
        "llama|blk.0.attn_v.weight|blk.0.attn_q.weight|tensor \"blk.0.attn_q.weight\" is there twice",
        "llama|output_norm.weight|model.norm.weight2|tensor \"model.norm.weight2\" is none that models",
        "llama|tokenizer.ggml.scores|tokenizer.ggml.scored|has no \"tokenizer.ggml.scores\"",
        "llama|tokenizer.ggml.tokens|tokenizer.ggml.tokenz|has no \"tokenizer.ggml.tokens\"",
        "llama3|llama-bpe|llama-xxx|\"tokenizer.ggml.pre\" is \"llama-xxx\", expected one of",
        "llama3|rope_freqs.weight|rope_freqz.weight|tensor \"rope_freqz.weight\" is none that",
        "gpt2|tokenizer.ggml.merges|tokenizer.ggml.mergez|has no \"tokenizer.ggml.merges\""})
    void refusesWhatIsMissingOrNotKnown(String name, String place, String other, String message) {
        assertRefused(name, place, other.getBytes(StandardCharsets.UTF_8), false, message);
    }

    @Test
    void aFactorOfRotationScalesLinearlyUnlessItsTypeIsNone() throws IOException {
        GgufBuilder factor = new GgufBuilder().value("llama.rope.scaling.factor", GgufBuilder.FLOAT32,
                GgufBuilder.f32(4));
        ModelConfig alone = Objects.requireNonNull(with("llama", factor).config().below("rope_parameters"));
        assertThat(alone.text("rope_type")).isEqualTo("linear");
        assertThat(alone.number("factor")).isEqualTo(4);
        assertThatThrownBy(() -> with("llama3", factor)).isInstanceOf(FormatException.class)
                .hasMessageContaining("\"llama.rope.scaling.factor\" is 4.0, expected no value, as there is a tensor");
        String type = "llama.rope.scaling.type";
        factor.value(type, GgufBuilder.STRING, GgufBuilder.text("none"));
        ModelConfig none = Objects.requireNonNull(with("llama", factor).config().below("rope_parameters"));
        assertThat(none.has("rope_type")).isFalse();
        assertThatThrownBy(() -> with("llama",
                new GgufBuilder().value(type, GgufBuilder.STRING, GgufBuilder.text("yarn"))))
                .hasMessageContaining("\"llama.rope.scaling.type\" is \"yarn\", expected none or linear");
        assertThatThrownBy(() -> with("llama",
                new GgufBuilder().value(type, GgufBuilder.STRING, GgufBuilder.text("linear"))))
                .hasMessageContaining("has no \"llama.rope.scaling.factor\"");
    }

    private ModelFolder with(String name, GgufBuilder values) throws IOException {
        return ModelFolder.open(Files.write(folder.resolve("more.gguf"),
                values.valuesInto(Files.readAllBytes(path(name)))));
    }

    private void assertRefused(String name, String place, byte[] other, boolean behind, String message) {
        assertThatThrownBy(() -> {
            ModelFolder changed = changed(name, place, other, behind);
            Tokenizer.open(changed.path());
            CausalModel.open(changed);
        }).isInstanceOf(FormatException.class).hasMessageStartingWith(folder.resolve("changed.gguf").toString())
                .hasMessageContaining(message);
    }

    @Test
    void aDamagedModelIsReadOrRefused() throws IOException {
        Path memory = Path.of("/dev/shm");
        Path file = Files.isWritable(memory)
                ? Files.createTempFile(memory, "lanewise-hostile", ".gguf")
                : folder.resolve("damaged.gguf");
        int refused = 0;
        try {
            for (int seed = 0; seed < FILES; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                byte[] bytes = Files.readAllBytes(path(random.nextBoolean() ? "qwen3" : "llama3"));
                for (int i = random.nextInt(1, 6); i > 0; i--) {
                    bytes[random.nextInt(4, 10_000)] = (byte) random.nextInt(); // of metadata mostly
                }
                Files.write(file, bytes);
                try {
                    TextGenerator writer = TextGenerator.open(file);
                    writer.tokenizer().encode("Hello  a\u0301 \u4f60 12!");
                } catch (FormatException e) {
                    refused++;
                    assertThat(e.getMessage()).as("seed " + seed).startsWith(file.toString()).hasSizeLessThan(2048)
                            .matches(message -> message.codePoints().noneMatch(Character::isISOControl), "no controls");
                } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                    throw new AssertionError("seed " + seed + " threw " + e, e);
                }
            }
        } finally {
            Files.deleteIfExists(file);
        }
        assertThat(refused).isBetween(FILES / 10, FILES - 1);
    }
}
