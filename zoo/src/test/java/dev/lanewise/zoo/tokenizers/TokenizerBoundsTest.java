package dev.lanewise.zoo.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.io.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that would take time or memory without end, or with the square of a text's length. */
@Timeout(60)
class TokenizerBoundsTest {
    private static final String WORDS = "\"model\": {\"type\": \"WordLevel\", \"unk_token\": \"<unk>\", \"vocab\":"
            + " {\"<unk>\": 0, \"a\": 1, \"\u0120\": 2}}}";
    private static final String DOUBLING = "{\"type\": \"Replace\", \"pattern\": {\"String\": \"a\"}, \"content\":"
            + " \"aa\"}";
    private static final int MANY = 300_000;

    @TempDir
    Path folder;

    private Tokenizer open(String json) throws IOException {
        Path file = folder.resolve("tokenizer.json");
        Files.writeString(file, json);
        return Tokenizer.open(file);
    }

    private Tokenizer withWords(String part) throws IOException {
        return open("{" + part + ", " + WORDS);
    }

    private static String sequence(String key, String list, String step, int count) {
        return "\"" + key + "\": {\"type\": \"Sequence\", \"" + list + "\": ["
                + String.join(", ", Collections.nCopies(count, step)) + "]}";
    }

    private static void assertTooLong(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("makes this text more than 64 times longer");
    }

    @Test
    void stepsThatMakeATextLongerAndLongerAreStopped() throws IOException {
        Tokenizer normalizing = withWords(sequence("normalizer", "normalizers", DOUBLING, 100));
        assertTooLong(() -> normalizing.encode("a"));
        Tokenizer small = withWords(sequence("normalizer", "normalizers",
                "{\"type\": \"Replace\", \"pattern\": {\"String\": \"aaaaaaaaaa\"}, \"content\": \"aaaaaaaaaaa\"}",
                900));
        assertTooLong(() -> small.encode("a".repeat(1000)));
        Tokenizer splitting = withWords(sequence("pre_tokenizer", "pretokenizers",
                "{\"type\": \"ByteLevel\", \"use_regex\": false}", 100));
        assertTooLong(() -> splitting.encode("\u00e9"));
        Tokenizer decoding = withWords(sequence("decoder", "decoders", DOUBLING, 100));
        assertTooLong(() -> decoding.decode(1, 1));
        assertThatThrownBy(() -> withWords("\"added_tokens\": [{\"id\": 7, \"content\": \"aaa\"}], "
                + sequence("normalizer", "normalizers", DOUBLING, 100))).isInstanceOf(FormatException.class)
                .hasMessageContaining("added_tokens[0]: \"aaa\" cannot be normalized");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(?:|){40}(?!)", "(?:(?:a?|b?)){40}(?!)", "(?:(?:){2000000000}){2000000000}",
        "(((((){100}){100}){100}){100}){100}"})
    void anExpressionOfTooManyWaysIsRefused(String regex) {
        assertThatThrownBy(() -> withWords(split(regex))).isInstanceOf(FormatException.class)
                .hasMessageContaining("has too many branches and repetitions");
    }

    private static String split(String regex) {
        return "\"pre_tokenizer\": {\"type\": \"Split\", \"pattern\": {\"Regex\": \"" + regex.replace("\\", "\\\\")
                + "\"}, \"behavior\": \"Isolated\"}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"(?x)a #[", "(?m)a.b", "(?-s:a)"})
    void aFlagThatMeansSomethingElseHereIsRefused(String regex) {
        assertThatThrownBy(() -> withWords(split(regex))).isInstanceOf(FormatException.class)
                .hasMessageContaining("which is not read");
    }

    @Test
    void theExpressionsOfLargeModelsAreNotTooManyWays() {
        String contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
        String letters = "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
        String others = "|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
        assertThat(RegexCost.of(contractions + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+" + others)).isEqualTo(13);
        assertThat(RegexCost.of(letters + "*[\\p{Ll}\\p{M}]+" + contractions + "?|" + letters + "+[\\p{Ll}\\p{M}]*"
                + contractions + "?" + others)).isLessThan(100);
        assertThat(RegexCost.of("[(|)]\\(\\|")).isEqualTo(1);
    }

    @Test
    void listsWithinListsAreCountedTogether() {
        String inner = "{"
                + sequence("x", "pretokenizers", "{\"type\": \"Digits\"}", 500).substring("\"x\": {".length());
        assertThatThrownBy(() -> withWords(sequence("pre_tokenizer", "pretokenizers", inner, 3)))
                .isInstanceOf(FormatException.class).hasMessageContaining("the file's lists have 1003 entries");
    }

    @Test
    void aTemplateHasEachTextOnce() {
        String piece = "{\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}";
        assertThatThrownBy(() -> withWords("\"post_processor\": {\"type\": \"TemplateProcessing\", \"single\": ["
                + piece + ", " + piece + "], \"pair\": [], \"special_tokens\": {}}"))
                .isInstanceOf(FormatException.class).hasMessageContaining("\"single\" has the text A more than once");
    }

    @Test
    void aTokenThatEachCharacterMayBeginIsNotTooLong() {
        String token = "a".repeat(1001);
        assertThatThrownBy(() -> withWords("\"added_tokens\": [{\"id\": 7, \"content\": \"" + token + "\"}]"))
                .isInstanceOf(FormatException.class).hasMessageContaining("has 1001 characters, more than the 1000");
        assertThatThrownBy(() -> open("{\"model\": {\"type\": \"WordPiece\", \"vocab\": {\"" + token + "\": 0}}}"))
                .isInstanceOf(FormatException.class).hasMessageContaining("has 1001 characters, more than the 1000");
        assertThatThrownBy(() -> withWords("\"normalizer\": {\"type\": \"Replace\", \"pattern\": {\"String\": \""
                + token + "\"}, \"content\": \"\"}")).isInstanceOf(FormatException.class)
                .hasMessageContaining("\"String\" has 1001 characters, more than the 1000");
    }

    @Test
    void spacesThatAreStrippedAreLookedAtOnce() throws IOException {
        Tokenizer tokenizer = withWords(
                "\"added_tokens\": [{\"id\": 5, \"content\": \" \", \"rstrip\": true, \"special\": true}]");
        assertThat(tokenizer.encode(" ".repeat(MANY)).size()).isEqualTo(1);
        assertThat(tokenizer.encode("a  a ").ids()).containsExactly(1, 5, 1, 5);
    }

    @Test
    void theMarksOnALetterTakeNoSquareOfTheirNumber() throws IOException {
        String text = "a" + "\u0300\u0316".repeat(MANY);
        for (String form : new String[] {"NFC", "NFD", "NFKC", "NFKD"}) {
            assertThat(withWords("\"normalizer\": {\"type\": \"" + form + "\"}").encode(text).ids()).hasSize(1);
        }
    }

    @Test
    void placesWithoutSpacesTakeNoSquareOfTheText() throws IOException {
        Tokenizer tokenizer = withWords("\"pre_tokenizer\": {\"type\": \"ByteLevel\"}, \"post_processor\":"
                + " {\"type\": \"ByteLevel\"}");
        assertThat(tokenizer.encode("\u4f60" + "a  ".repeat(MANY)).size()).isGreaterThan(MANY);
    }

    @Test
    void namesThatAreMadeToCollideAreReadAsOthersAre() throws IOException {
        StringBuilder vocabulary = new StringBuilder("\"<unk>\": 0");
        for (int i = 0; i < 1 << 17; i++) { // all of the same String.hashCode()
            vocabulary.append(", \"");
            for (int bit = 0; bit < 17; bit++) {
                vocabulary.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            vocabulary.append("\": ").append(i + 1);
        }
        Tokenizer tokenizer = open("{\"model\": {\"type\": \"WordLevel\", \"unk_token\": \"<unk>\", \"vocab\": {"
                + vocabulary + "}}}");
        assertThat(tokenizer.encode("BB" + "Aa".repeat(16)).ids()).containsExactly(2);
    }
}
