package dev.lanewise.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrintableTest {
    private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    @Test
    void whatIsPrintableAndShortStaysAsItIs() {
        for (String text : List.of("", "0.weight", "größe 重み 😀", "C:\\models\\a.st", "say \"a\"", "e\u0301")) {
            assertThat(Printable.brief(text)).isEqualTo(text);
            assertThat(Printable.sentence(text)).isEqualTo(text);
        }
        assertThat(Printable.path(Path.of("models", "a b.safetensors"))).isEqualTo(Path.of("models/a b.safetensors")
                .toString());
    }

    @Test
    void quotesTellWhereANameEnds() {
        assertThat(Printable.quoted("a\" is missing; \"b")).isEqualTo("\"a\\\" is missing; \\\"b\"");
        assertThat(Printable.quoted("a\\")).isEqualTo("\"a\\\\\"");
    }

    @Test
    void whatSteersATerminalIsEscaped() {
        assertThat(Printable.brief("\u001b]0;title\u0007\u001b[2J")).isEqualTo("\\u001b]0;title\\u0007\\u001b[2J");
        assertThat(Printable.sentence("a\r\nprediction 7\tb")).isEqualTo("a\\r\\nprediction 7\\tb");
        assertThat(Printable.quoted("\u009b1m \u202e\u200b\u2066 \u2028\u2029 \u007f \ufeff"))
                .isEqualTo("\"\\u009b1m \\u202e\\u200b\\u2066 \\u2028\\u2029 \\u007f \\ufeff\"");
        assertThat(Printable.brief("tag \udb40\udc41, halves \ud83d and \ude00"))
                .isEqualTo("tag \\udb40\\udc41, halves \\ud83d and \\ude00");
    }

    @Test
    void noCharacterOfTheHiddenClassesIsLeft() {
        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT).filter(c -> {
            String text = Character.toString(c);
            return HIDDEN.matcher(Printable.brief(text) + Printable.quoted(text) + Printable.sentence(text)).find();
        }).mapToObj("U+%04x"::formatted)).isEmpty();
    }

    @Test
    void whatIsLongIsCut() {
        assertThat(Printable.quoted("x".repeat(80))).isEqualTo("\"" + "x".repeat(80) + "\"");
        assertThat(Printable.quoted("x".repeat(81))).isEqualTo("\"" + "x".repeat(80) + "...\"");
        assertThat(Printable.quoted("\u001b".repeat(100_000))).hasSizeLessThan(100).endsWith("\\u001b...\"");
        assertThat(Printable.brief("😀".repeat(100))).isEqualTo("😀".repeat(40) + "...");
        assertThat(Printable.path(Path.of("a" + "/folder".repeat(100) + "/model.st")))
                .startsWith("a/folder").contains("...").endsWith("/folder/model.st").hasSizeLessThan(250);
        String sentence = "no: " + "why ".repeat(1000) + "therefore";
        assertThat(Printable.sentence(sentence)).startsWith("no: why").endsWith("therefore").hasSizeLessThan(620);
    }

    @Test
    void listsEndAfterAFew() {
        assertThat(Printable.names(List.of())).isEqualTo("none");
        assertThat(Printable.names(List.of("a", "b"))).isEqualTo("\"a\", \"b\"");
        assertThat(Printable.names(Collections.nCopies(12, "w"))).isEqualTo("\"w\", ".repeat(5) + "and 7 more");
        assertThat(Printable.clauses(List.of("a is missing", "b is unknown"))).isEqualTo("a is missing; b is unknown");
        assertThat(Printable.clauses(Collections.nCopies(1000, "x".repeat(10_000)))).endsWith("; and 995 more")
                .hasSizeLessThan(1100);
    }
}
