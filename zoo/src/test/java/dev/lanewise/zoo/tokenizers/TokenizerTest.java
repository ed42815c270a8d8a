package dev.lanewise.zoo.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.io.FormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {
    private static final String BERT = """
            {"normalizer": {"type": "BertNormalizer"}, "pre_tokenizer": {"type": "BertPreTokenizer"},
             "post_processor": {"type": "BertProcessing", "cls": ["[CLS]", 2], "sep": ["[SEP]", 3]},
             "decoder": {"type": "WordPiece"},
             "added_tokens": [{"id": 0, "content": "[PAD]", "special": true},
                              {"id": 2, "content": "[CLS]", "special": true},
                              {"id": 3, "content": "[SEP]", "special": true}],
             "model": {"type": "WordPiece",
                       "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "cat": 4, "##s": 5, "sit": 6}}}
            """;

    @TempDir
    Path folder;

    private Tokenizer open(String json) throws IOException {
        return Tokenizer.open(Files.writeString(folder.resolve("tokenizer.json"), json));
    }

    private void refused(String json, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("tokenizer.json"), json);
        assertThatThrownBy(() -> Tokenizer.open(file)).isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file.toString()).hasMessageContaining(message);
    }

    @Test
    void aBatchIsPaddedToTheLongest() throws IOException {
        TokenBatch batch = open(BERT).batch(List.of("cats sit", "cat", ""));
        assertThat(batch.ids().toArray()).containsExactly(2, 4, 5, 6, 3, 2, 4, 3, 0, 0, 2, 3, 0, 0, 0);
        assertThat(batch.mask().toArray()).containsExactly(1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0);
        assertThat(batch.types().toArray()).containsOnly(0);
        assertThat(batch.with(batch.values())).isEqualTo(batch);
        assertThat(batch.size()).isEqualTo(3);
    }

    @Test
    void aBatchIsCutToWhatTheModelTakesAndATextIsNot() throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"model_max_length\": 4}");
        Tokenizer tokenizer = open(BERT);
        assertThat(tokenizer.batch(List.of("cats sit")).ids().toArray()).containsExactly(2, 4, 5, 3);
        assertThat(tokenizer.encode("cats sit").size()).isEqualTo(5);
        assertThat(tokenizer.truncatedTo(3).encode("cats sit").ids()).containsExactly(2, 4, 3);
        assertThatThrownBy(() -> tokenizer.truncatedTo(2)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 tokens");
    }

    @Test
    void paddingStandsOnTheLeftWhereTheFolderSaysSo() throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"),
                "{\"padding_side\": \"left\", \"pad_token\": {\"content\": \"[UNK]\"}, \"model_max_length\": 1e30}");
        assertThat(open(BERT).batch(List.of("cats", "cat")).ids().toArray())
                .containsExactly(2, 4, 5, 3, 1, 2, 4, 3);
    }

    @Test
    void aFixedLengthOfPaddingDoesNotCount() throws IOException {
        String fixed = "\"padding\": {\"strategy\": {\"Fixed\": 20}, \"pad_id\": 1, \"pad_type_id\": 0, "
                + "\"pad_token\": \"[UNK]\", \"direction\": \"Right\", \"pad_to_multiple_of\": null}, ";
        Tokenizer tokenizer = open("{" + fixed + BERT.strip().substring(1));
        assertThat(tokenizer.batch(List.of("cats", "cat")).ids().toArray()).containsExactly(2, 4, 5, 3, 2, 4, 3, 1);
        assertThat(tokenizer.encode("cat").size()).isEqualTo(3);
    }

    @Test
    void tokensAreFoundByNameAndNumber() throws IOException {
        Tokenizer tokenizer = open(BERT);
        assertThat(tokenizer.size()).isEqualTo(7);
        assertThat(tokenizer.id("##s")).hasValue(5);
        assertThat(tokenizer.id("dog")).isEmpty();
        assertThat(tokenizer.token(4)).isEqualTo("cat");
        assertThat(tokenizer.decode(2, 4, 5, 6, 3, -1, 99)).isEqualTo("cats sit");
        assertThatThrownBy(() -> tokenizer.token(7)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Tokenizer: no token has the id 7; there are 7");
        assertThat(tokenizer).hasToString("Tokenizer(7 tokens)");
    }

    @Test
    void halfASurrogatePairIsNoCharacter() throws IOException {
        Encoding encoding = open(BERT).encode("cat\uD83D cat");
        assertThat(encoding).isEqualTo(open(BERT).encode("cat\uFFFD cat"));
        assertThat(encoding.ids()).containsExactly(2, 4, 4, 3);
        assertThat(encoding.begins()).containsExactly(0, 0, 5, 0);
        assertThat(encoding.ends()).containsExactly(0, 3, 8, 0);
    }

    @Test
    void vocabularyFilesAreReadAsTheReferenceConvertsThem() throws IOException {
        Path bert = Files.createDirectory(folder.resolve("bert"));
        Files.writeString(bert.resolve("vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\ncat\n##s\nsit\n");
        assertThat(Tokenizer.open(bert).encode("CATS [SEP] sit").ids()).containsExactly(2, 4, 5, 3, 6, 3);
        Files.writeString(bert.resolve("tokenizer_config.json"), "{\"do_lower_case\": false}");
        assertThat(Tokenizer.open(bert).encode("CATS sit").ids()).containsExactly(2, 1, 6, 3);
        Path gpt = Files.createDirectory(folder.resolve("gpt"));
        Files.writeString(gpt.resolve("vocab.json"),
                "{\"a\": 0, \"b\": 1, \"\u0120\": 2, \"ab\": 3, \"\u0120ab\": 4, \"<|endoftext|>\": 5}");
        Files.writeString(gpt.resolve("merges.txt"), "#version: 0.2\na b\n\u0120 ab\n");
        Tokenizer tokenizer = Tokenizer.open(gpt);
        assertThat(tokenizer.encode("ab ab<|endoftext|>").ids()).containsExactly(3, 4, 5);
        assertThat(tokenizer.decode(3, 4, 5)).isEqualTo("ab ab");
    }

    @Test
    void aFolderWithoutAFileIsRefusedByWhatItLacks() throws IOException {
        assertThatThrownBy(() -> Tokenizer.open(folder)).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no tokenizer.json, vocab.txt, or vocab.json with merges.txt");
        Files.writeString(folder.resolve("tokenizer.model"), "");
        assertThatThrownBy(() -> Tokenizer.open(folder)).hasMessageContaining("no tokenizer.json; SentencePiece");
    }

    @Test
    void whatIsNotKnownIsRefusedByName() throws IOException {
        refused(BERT.replace("\"BertNormalizer\"", "\"Rot13\""), "normalizer: a normalizer of the type \"Rot13\"");
        refused(BERT.replace("\"BertPreTokenizer\"", "\"UnicodeScripts\""), "\"UnicodeScripts\" is not known");
        refused(BERT.replace("{\"type\": \"BertNormalizer\"", "{\"colour\": 1, \"type\": \"BertNormalizer\""),
                "normalizer: the key \"colour\" is not known");
        refused(BERT.replace("\"decoder\": {\"type\": \"WordPiece\"}", "\"decoder\": {\"type\": \"CTC\"}"), "\"CTC\"");
        refused("{\"model\": {\"type\": \"Magic\", \"vocab\": {}}}", "a model of the type \"Magic\"");
        refused("{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": [], \"dropout\": 0.1}}",
                "\"dropout\" is 0.1");
    }

    @Test
    void vocabulariesThatBreakARuleAreRefused() throws IOException {
        refused("{\"model\": {\"type\": \"WordLevel\", \"vocab\": {\"a\": 0, \"a\": 1}}}", "uplicate");
        refused("{\"model\": {\"type\": \"WordLevel\", \"vocab\": {\"a\": 0, \"b\": 0}}}",
                "the id 0 of \"b\" is that of another token");
        refused("{\"model\": {\"type\": \"WordLevel\", \"vocab\": {\"a\": -1}}}", "the id of \"a\" is -1");
        refused("{\"model\": {\"type\": \"WordLevel\", \"vocab\": {\"a\": 2000000000}}}", "is 2000000000, but there");
        refused("{\"model\": {\"type\": \"WordLevel\", \"vocab\": {\"a\u001b\": 1e3}}}", "");
        refused("{\"model\": {\"type\": \"Unigram\", \"vocab\": [[\"a\", -1], [\"a\", -2]]}}", "\"a\" is there twice");
        refused("{\"model\": {\"type\": \"Unigram\", \"vocab\": [[\"a\", -1]], \"unk_id\": 1}}", "\"unk_id\" is 1");
        refused("{\"model\": {\"type\": \"Unigram\", \"vocab\": {\"a\": 0}}}", "no scores");
        refused("{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": [\"a b\"]}}",
                "merges[0] names \"b\", which is not in the vocabulary");
        refused("{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": [\"a\"]}}", "expected two tokens");
        refused(BERT.replace("\"id\": 3, \"content\"", "\"id\": 4, \"content\""), "\"[SEP]\" has the id 4");
    }

    @Test
    void stepsThatBreakARuleAreRefused() throws IOException {
        String plain = "{\"model\": {\"type\": \"WordLevel\", \"vocab\": {\"<unk>\": 0}, \"unk_token\": \"<unk>\"}, ";
        refused(plain + "\"normalizer\": {\"type\": \"Precompiled\", \"precompiled_charsmap\": \"!\"}}", "Base64");
        refused(plain + "\"normalizer\": {\"type\": \"Precompiled\", \"precompiled_charsmap\": \"/////w==\"}}",
                "4294967295 bytes, of 0");
        refused(plain
                + "\"post_processor\": {\"type\": \"TemplateProcessing\", \"single\": [{\"SpecialToken\": {\"id\":"
                + " \"[X]\", \"type_id\": 0}}], \"pair\": [], \"special_tokens\": {}}}", "\"id\" is \"[X]\"");
        refused(plain + "\"pre_tokenizer\": {\"type\": \"Split\", \"pattern\": {\"Regex\": \"(\"}, \"behavior\":"
                + " \"Isolated\"}}", "the regular expression \"(\" cannot be read");
        refused(plain + "\"pre_tokenizer\": {\"type\": \"Split\", \"pattern\": {\"Regex\": \"\\\\X\"}, \"behavior\":"
                + " \"Isolated\"}}", "has \\X, which is not read");
        refused("{\"model\": " + "[".repeat(1000) + "}", "not valid JSON");
        refused("{}", "there is no \"model\"");
        refused("[]", "not a JSON object");
    }

    @Test
    void spacesOfTheTextAreNotTakenForTheOneThatIsAdded() throws IOException {
        Tokenizer tokenizer = open("{\"model\": {\"type\": \"BPE\", \"vocab\": {\"\u0120\": 0, \"\u0120\u0120\": 1,"
                + " \"a\": 2, \"\u0120a\": 3}, \"merges\": [\"\u0120 \u0120\", \"\u0120 a\"]}, \"pre_tokenizer\":"
                + " {\"type\": \"ByteLevel\"}, \"post_processor\": {\"type\": \"ByteLevel\"}}");
        Encoding two = tokenizer.encode("   a"); // places as the reference has them
        assertThat(two.ids()).containsExactly(1, 3);
        assertThat(two.begins()).containsExactly(2, 3);
        assertThat(two.ends()).containsExactly(2, 4);
        assertThat(tokenizer.encode("a").begins()).containsExactly(0);
    }

    @Test
    void anExpressionThatNeverEndsIsStopped() throws IOException {
        Tokenizer tokenizer = open("{\"model\": {\"type\": \"WordLevel\", \"vocab\": {\"<unk>\": 0}, \"unk_token\":"
                + " \"<unk>\"}, \"pre_tokenizer\": {\"type\": \"Split\", \"pattern\": {\"Regex\": \"(a*)*(aa*)*$b\"},"
                + " \"behavior\": \"Isolated\"}}");
        assertThatThrownBy(() -> tokenizer.encode("a".repeat(5000))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes too many steps on this text");
    }

    @Test
    void aWordThatIsUnknownWithoutATokenForItIsRefused() throws IOException {
        Tokenizer tokenizer = open("{\"model\": {\"type\": \"WordLevel\", \"vocab\": {\"a\": 0}}}");
        assertThatThrownBy(() -> tokenizer.encode("b")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("WordLevel: the vocabulary has no \"<unk>\" for the unknown word \"b\"");
    }
}
