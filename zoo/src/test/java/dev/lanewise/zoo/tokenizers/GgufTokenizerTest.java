package dev.lanewise.zoo.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.io.FormatException;
import dev.lanewise.zoo.gguf.GgufBuilder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokenizers in the metadata of files that are written here; those of real layouts are beside their models. */
class GgufTokenizerTest {
    @TempDir
    Path folder;

    private Path write(GgufBuilder builder) {
        return builder.write(folder.resolve("t.gguf"), new byte[0]);
    }

    private static byte[][] texts(String... texts) {
        byte[][] parts = new byte[texts.length + 2][];
        parts[0] = GgufBuilder.i32(GgufBuilder.STRING);
        parts[1] = GgufBuilder.i64(texts.length);
        for (int i = 0; i < texts.length; i++) {
            parts[i + 2] = GgufBuilder.text(texts[i]);
        }
        return parts;
    }

    private static byte[][] floats(double... values) {
        byte[][] parts = new byte[values.length + 2][];
        parts[0] = GgufBuilder.i32(GgufBuilder.FLOAT32);
        parts[1] = GgufBuilder.i64(values.length);
        for (int i = 0; i < values.length; i++) {
            parts[i + 2] = GgufBuilder.f32((float) values[i]);
        }
        return parts;
    }

    private static byte[][] ints(int... values) {
        byte[][] parts = new byte[values.length + 2][];
        parts[0] = GgufBuilder.i32(5);
        parts[1] = GgufBuilder.i64(values.length);
        for (int i = 0; i < values.length; i++) {
            parts[i + 2] = GgufBuilder.i32(values[i]);
        }
        return parts;
    }

    private static GgufBuilder byteLevel(String pre) {
        return new GgufBuilder().value("general.architecture", GgufBuilder.STRING, GgufBuilder.text("llama"))
                .value("tokenizer.ggml.model", GgufBuilder.STRING, GgufBuilder.text("gpt2"))
                .value("tokenizer.ggml.pre", GgufBuilder.STRING, GgufBuilder.text(pre))
                .value("tokenizer.ggml.tokens", GgufBuilder.ARRAY, texts("1", "2", "12", "121", "1212", "e", "\u00cc",
                        "\u0123", "\u00c3", "\u00a9", "f", "\u00c3\u00a9", "<b>"))
                .value("tokenizer.ggml.token_type", GgufBuilder.ARRAY, ints(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3))
                .value("tokenizer.ggml.merges", GgufBuilder.ARRAY, texts("1 2", "12 1", "121 2", "12 12",
                        "\u00c3 \u00a9"))
                .value("tokenizer.ggml.bos_token_id", GgufBuilder.UINT32, GgufBuilder.i32(12));
    }

    private static List<String> tokens(Tokenizer tokenizer, String text) {
        return Arrays.stream(tokenizer.encode(text).ids()).mapToObj(tokenizer::token).toList();
    }

    /** The text is 1212 with an e and an accent of its own, which only Qwen composes. */
    @ParameterizedTest
    @CsvSource({"gpt-2, 1212 e \u00cc \u0123", "llama-bpe, <b> 121 2 e \u00cc \u0123", "qwen2, 1 2 1 2 \u00c3\u00a9",
        "deepseek-r1-qwen, 1 2 1 2 e \u00cc \u0123", "smollm, 1 2 1 2 e \u00cc \u0123"})
    void wordsAreDividedAsTheNameSays(String pre, String expected) {
        Tokenizer tokenizer = Tokenizer.open(write(byteLevel(pre)));
        assertThat(String.join(" ", tokens(tokenizer, "1212e\u0301")))
                .isEqualTo(expected);
    }

    @Test
    void theFileSaysWhatBeginsAndEndsATextAndPair() {
        Tokenizer tokenizer = Tokenizer.open(write(byteLevel("gpt-2")
                .value("tokenizer.ggml.add_bos_token", GgufBuilder.BOOL, new byte[] {1})
                .value("tokenizer.ggml.add_eos_token", GgufBuilder.BOOL, new byte[] {1})
                .value("tokenizer.ggml.eos_token_id", GgufBuilder.UINT32, GgufBuilder.i32(5))));
        assertThat(tokenizer.encode("1").ids()).containsExactly(12, 0, 5);
        assertThat(tokenizer.encode("1", "2").ids()).containsExactly(12, 0, 5, 12, 1, 5);
    }

    private static GgufBuilder pieces() {
        return new GgufBuilder().value("tokenizer.ggml.model", GgufBuilder.STRING, GgufBuilder.text("llama"))
                .value("tokenizer.ggml.tokens", GgufBuilder.ARRAY, texts("<unk>", "<s>", "\u2581", "a", "b", "c",
                        "ab", "bc", "\u2581a", "abc", "<x>"))
                .value("tokenizer.ggml.token_type", GgufBuilder.ARRAY, ints(2, 3, 1, 1, 1, 1, 1, 1, 1, 1, 4))
                .value("tokenizer.ggml.bos_token_id", GgufBuilder.UINT32, GgufBuilder.i32(1))
                .value("tokenizer.ggml.unknown_token_id", GgufBuilder.UINT32, GgufBuilder.i32(0));
    }

    private static GgufBuilder scored() {
        return pieces().value("tokenizer.ggml.scores", GgufBuilder.ARRAY, floats(0, 0, -8, -9, -10, -11, -3, -2, -1,
                -4, 0));
    }

    @Test
    void pairsOfTheHighestScoreBecomeOneFirst() {
        Tokenizer tokenizer = Tokenizer.open(write(scored()));
        assertThat(tokens(tokenizer, "abc")).containsExactly("<s>", "\u2581a", "bc"); // not abc: its a is taken
        assertThat(tokens(tokenizer, "cabc")).containsExactly("<s>", "\u2581", "c", "abc");
        assertThat(tokens(tokenizer, "a\u00e9<x>b")).containsExactly("<s>", "\u2581a", "<unk>", "<x>", "\u2581", "b");
        assertThat(tokenizer.decode(tokenizer.encode("b abc").ids())).isEqualTo("b abc");
    }

    @Test
    void aSpaceIsPutBeforeTheTextUnlessTheFileSaysNo() {
        Tokenizer tokenizer = Tokenizer.open(write(scored().value("tokenizer.ggml.add_space_prefix", GgufBuilder.BOOL,
                new byte[1]).value("tokenizer.ggml.add_bos_token", GgufBuilder.BOOL, new byte[1])));
        assertThat(tokens(tokenizer, "abc a")).containsExactly("abc", "\u2581a");
        assertThat(tokenizer.decode(tokenizer.encode(" a").ids())).isEqualTo(" a");
    }

    private static GgufBuilder llama() {
        return new GgufBuilder().value("tokenizer.ggml.model", GgufBuilder.STRING, GgufBuilder.text("llama"))
                .value("tokenizer.ggml.add_bos_token", GgufBuilder.BOOL, new byte[1]);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertRefused(pieces(), "has no \"tokenizer.ggml.scores\"");
        assertRefused(pieces().value("tokenizer.ggml.scores", GgufBuilder.ARRAY, floats(1, 2)),
                "\"tokenizer.ggml.scores\" is a list of 2 (float32), expected one for each of the 11 tokens");
        assertRefused(pieces().value("tokenizer.ggml.scores", GgufBuilder.ARRAY, floats(0, 0, 0, Double.NaN, 0, 0, 0,
                0, 0, 0, 0)), "the score of token 3 is not a number");
        assertRefused(new GgufBuilder().value("tokenizer.ggml.model", GgufBuilder.STRING, GgufBuilder.text("t5")),
                "\"tokenizer.ggml.model\" is \"t5\", expected gpt2 or llama");
        assertRefused(new GgufBuilder(), "has no \"tokenizer.ggml.model\"");
        assertRefused(byteLevel("tekken"), "\"tokenizer.ggml.pre\" is \"tekken\", expected one of");
        assertRefused(byteLevel("gpt-2").value("tokenizer.ggml.add_eos_token", GgufBuilder.BOOL, new byte[] {1}),
                "has no \"tokenizer.ggml.eos_token_id\"");
        assertRefused(llama()
                .value("tokenizer.ggml.scores", GgufBuilder.ARRAY, floats(0, 0))
                .value("tokenizer.ggml.tokens", GgufBuilder.ARRAY, texts("a", "a")),
                "tokenizer.ggml.tokens: the token \"a\" is there twice");
        assertRefused(llama()
                .value("tokenizer.ggml.scores", GgufBuilder.ARRAY, floats(0))
                .value("tokenizer.ggml.tokens", GgufBuilder.ARRAY, texts("a".repeat(5000))),
                "has 5000 characters, more than the 256 that are read");
        assertRefused(llama()
                .value("tokenizer.ggml.scores", GgufBuilder.ARRAY, floats(0))
                .value("tokenizer.ggml.token_type", GgufBuilder.ARRAY, ints(7))
                .value("tokenizer.ggml.tokens", GgufBuilder.ARRAY, texts("a")),
                "\"tokenizer.ggml.token_type\" of token 0 is 7, expected 1 to 6");
    }

    @Test
    void refusesVocabulariesThatWouldTakeMuchMoreMemoryThanTheirFile() {
        assertRefused(llama().value("tokenizer.ggml.tokens", GgufBuilder.ARRAY, GgufBuilder.i32(GgufBuilder.STRING),
                GgufBuilder.i64(1_100_000), new byte[8_800_000]), "expected at most 1048576 tokens");
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 250; i++) {
            text.append((char) random.nextInt('\u4e00', '\u9fa5'));
        }
        TreeSet<String> parts = new TreeSet<>(); // n^2 parts can be divided in n^3 ways
        for (int from = 0; from < text.length(); from++) {
            for (int to = from + 1; to <= text.length(); to++) {
                parts.add(text.substring(from, to));
            }
        }
        assertRefused(llama().value("tokenizer.ggml.tokens", GgufBuilder.ARRAY, texts(parts.toArray(String[]::new)))
                .value("tokenizer.ggml.scores", GgufBuilder.ARRAY, floats(new double[parts.size()])),
                "more than 2097152 pairs of tokens are a token again");
    }

    private void assertRefused(GgufBuilder builder, String message) {
        Path file = write(builder);
        assertThatThrownBy(() -> Tokenizer.open(file)).isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file.toString()).hasMessageContaining(message);
    }
}
