package dev.lanewise.examples.chargpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.examples.TextFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorpusTest {
    @TempDir
    Path folder;

    private Path file(byte... content) throws IOException {
        return Files.write(folder.resolve("text.txt"), content);
    }

    @Test
    void theLastTenthIsValidatedInWholeWindows() {
        Corpus corpus = Corpus.of("a text", "ab".repeat(50) + "abcdefghijk", 3);
        assertThat(corpus.learned()).isEqualTo(100); // of 111
        assertThat(corpus.validationWindows()).isEqualTo(3); // 10 of its 11 characters are predicted
        assertThat(corpus.firstPredicted()).isEqualTo(101);
        assertThat(corpus.endPredicted()).isEqualTo(110);
    }

    @Test
    void charactersAreNumberedByCodePointAndOthersAreUnknown() {
        Corpus corpus = Corpus.of("a text", "b\uD83D\uDE00a".repeat(9) + "ab\u00DF", 2);
        Characters characters = corpus.characters();
        assertThat(corpus.numbers()).hasSize(30).startsWith(2, 3, 1).endsWith(1, 2, Characters.UNKNOWN);
        assertThat(characters.size()).isEqualTo(4);
        assertThat(characters.text(2, 3, 1)).isEqualTo("b\uD83D\uDE00a");
        assertThat(characters).hasToString("ab\uD83D\uDE00");
        assertThatThrownBy(() -> characters.text(0)).hasMessage("number 0 stands for no character");
    }

    @Test
    void endsOfLinesAreLineFeedsAndAMarkAtTheBeginningIsLeftOut() throws IOException {
        Path file = file("\uFEFFone\r\ntwo\rthree\nfour\uFEFF".getBytes(StandardCharsets.UTF_8));
        assertThat(TextFile.read(file)).isEqualTo("one\ntwo\nthree\nfour\uFEFF");
    }

    @ParameterizedTest
    @CsvSource({
        "61 0a 62 ff 63, byte 3 (0xff) of line 2", "c3, byte 0 (0xc3) of line 1",
        "61 ed a0 80, byte 1 (0xed) of line 1",
        "ff fe 61 00, byte 0 (0xff) of line 1", "c0 80, byte 0 (0xc0) of line 1"
    })
    void whatIsNotUtf8IsNamedWithItsPlace(String hex, String place) throws IOException {
        Path file = file(HexFormat.ofDelimiter(" ").parseHex(hex));
        assertThatThrownBy(() -> TextFile.read(file)).isInstanceOf(IOException.class)
                .hasMessage(file + ": " + place + " is not UTF-8");
    }

    @Test
    void whatIsNoFileIsRefused() {
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> TextFile.read(none)).isInstanceOf(IOException.class)
                .hasMessage(none + ": no such file");
        assertThatThrownBy(() -> TextFile.read(folder)).isInstanceOf(IOException.class)
                .hasMessage(folder + ": cannot be read (not a regular file)");
    }

    @Test
    void whatIsTooShortIsRefused() throws IOException {
        Path file = file();
        assertThatThrownBy(() -> Corpus.load(file, 128))
                .hasMessage(file + ": empty; at least 1,290 are needed, of which "
                        + "the last tenth is kept to validate windows of 128");
        assertThatThrownBy(() -> Corpus.of("a text", "x".repeat(1289), 128)).hasMessageStartingWith(
                "a text: 1,289 characters; at least 1,290 are needed");
        assertThatThrownBy(() -> Corpus.of("a text", "abc", Integer.MAX_VALUE)).hasMessage("a text: 3 characters; at "
                + "least 21,474,836,480 are needed, of which the last tenth is kept to validate windows of 2147483647");
        assertThat(Corpus.of("a text", "x".repeat(1290), 128).validationWindows()).isEqualTo(1);
    }
}
