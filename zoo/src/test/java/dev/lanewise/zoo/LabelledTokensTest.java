package dev.lanewise.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.zoo.tokenizers.Encoding;
import dev.lanewise.zoo.tokenizers.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labels of tokens where texts are cut, on either side, and padded, on either side. */
@Tag("quick")
class LabelledTokensTest {
    private static final List<List<String>> WORDS = List.of(List.of("quietly", "the", "cat", "quietly", "the", "cat"),
            List.of("the", "cat"));
    private static final List<List<Integer>> LABELS = List.of(List.of(1, 2, 3, 4, 5, 6), List.of(7, 8));

    @TempDir
    private Path temporary;

    /** The sentence encoder's tokenizer with other sides. */
    private Tokenizer tokenizer(String cut, String padded) throws IOException {
        Path from = TextFolders.path("sentence");
        String file = Files.readString(from.resolve("tokenizer.json")).replace("\"truncation\": null",
                "\"truncation\": {\"direction\": \"" + cut
                        + "\", \"max_length\": 512, \"strategy\": \"LongestFirst\", \"stride\": 0}");
        Files.writeString(temporary.resolve("tokenizer.json"), file);
        Files.writeString(temporary.resolve("tokenizer_config.json"), Files.readString(
                from.resolve("tokenizer_config.json")).replace("{", "{\"padding_side\": \"" + padded + "\","));
        return Tokenizer.open(temporary);
    }

    /** Where labels are of a text that is cut, said in another way: by the tokens of each word. */
    private static List<Integer> expected(Tokenizer whole, int text, int kept, boolean left) {
        List<Integer> labels = new ArrayList<>();
        for (int word = 0; word < WORDS.get(text).size(); word++) {
            int tokens = whole.encode(WORDS.get(text).get(word)).size() - 2;
            labels.add(LABELS.get(text).get(word));
            for (int i = 1; i < tokens; i++) {
                labels.add(LabelledTokens.IGNORED);
            }
        }
        int count = Math.min(kept, labels.size());
        List<Integer> some = left
                ? labels.subList(labels.size() - count, labels.size())
                : labels.subList(0, count);
        List<Integer> framed = new ArrayList<>(some);
        framed.addFirst(LabelledTokens.IGNORED); // [CLS]
        framed.addLast(LabelledTokens.IGNORED); // [SEP]
        return framed;
    }

    @ParameterizedTest
    @CsvSource({"Right, right", "Right, left", "Left, right", "Left, left"})
    void whatIsKeptHasItsLabels(String cut, String padded) throws IOException {
        Tokenizer whole = tokenizer(cut, padded);
        boolean left = cut.equals("Left");
        assertThat(whole.cutsLeft()).isEqualTo(left);
        int longest = whole.encode(String.join(" ", WORDS.getFirst())).size();
        for (int length = 3; length <= longest; length++) {
            LabelledTokens batch = LabelledTokens.dataset(whole.truncatedTo(length), WORDS, LABELS).batch(0, 1);
            int[] labels = batch.labels().toArray();
            int[] mask = batch.texts().mask().toArray();
            int width = labels.length / 2;
            for (int text = 0; text < 2; text++) {
                List<Integer> row = IntStream.range(text * width, (text + 1) * width).filter(i -> mask[i] == 1)
                        .mapToObj(i -> labels[i]).toList();
                assertThat(row).as("text %d of %d tokens", text, length)
                        .isEqualTo(expected(whole, text, length - 2, left));
            }
            assertThat(IntStream.range(0, labels.length).filter(i -> mask[i] == 0).map(i -> labels[i]))
                    .allMatch(label -> label == LabelledTokens.IGNORED);
        }
    }

    @Test
    void aWordWithoutTokensHasNoLabel() throws IOException {
        Tokenizer tokenizer = tokenizer("Right", "right");
        Encoding cat = tokenizer.encode("cat");
        int[] labels = LabelledTokens
                .dataset(tokenizer, List.of(List.of("\u200b", "cat", "")), List.of(List.of(1, 2, 3)))
                .batch(0).labels().toArray();

        assertThat(labels).isEqualTo(IntStream.range(0, cat.size())
                .map(i -> i == 1 ? 2 : LabelledTokens.IGNORED).toArray());
    }
}
