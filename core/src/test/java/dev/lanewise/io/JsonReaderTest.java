package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    private static JsonReader reader(byte[] text) {
        return new JsonReader(Path.of("f"), "header", 100, text);
    }

    private static JsonReader reader(String text) {
        return reader(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void skipAll(String text) {
        JsonReader in = reader(text);
        in.skip();
        in.end();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{}", "[]", "\"\"", "0", "-0", "1.5e+10", "-12.25E-3", "1e2", "true", "false", "null",
        " \t\r\n{ \"a\" : [ 1 , { } , [ ] , \"b\" ] , \"c\" : null }\n ",
        "{\"a\":{\"a\":1}}", "[\"\\u00e9\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", "\"\\ud83d\\ude00 \uD83D\uDE00 \u00e9\""
    })
    void acceptsWhatTheGrammarAccepts(String text) {
        skipAll(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", " ", "{", "}", "[", "]", "{]", "[}", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{,}", "{\"a\"}", "{\"a\":}",
        "{\"a\":1,}", "{a:1}", "{'a':1}", "{1:1}", "{\"a\" 1}", "\"", "\"a", "\"\\", "\"\\x\"", "\"\\u12\"",
        "\"\\u12g4\"", "\"\\ud83d\"", "\"\\ud83dx\"", "\"\\ud83d\\n\"", "\"\\ud83d\\u0041\"", "\"\\ude00\"", "\"\n\"",
        "\"\u0000\"", "01", "-", "-01", "+1", ".5", "1.", "1.e5", "1e", "1e+", "0x10", "NaN", "Infinity", "-Infinity",
        "tru", "trues", "True", "nul", "{}{}", "{} x", "[] ,", "// c\n{}", "/* c */{}", "\uFEFF{}", "\u00a0{}",
        "{\"a\":1,\"a\":2}", "[{\"x\":[{\"a\":1,\"\\u0061\":2}]}]", "\u0000", "{}\u0000"
    })
    void refusesWhatTheGrammarRefuses(String text) {
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> skipAll(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "[1, x]      | f, byte 104: header: expected a number but found 'x'",
        "{\"a\" 1}   | f, byte 105: header: expected ':' but found '1'",
        "{\"a\":1    | f, byte 106: header: expected '}' but found the end",
        "{\"a\":1,\"a\":2} | f, byte 107: header: the name \"a\" appears twice",
        "[\"\\ud800\"] | f, byte 102: header: a string has half of a surrogate pair",
        "[\"\\q\"]   | f, byte 103: header: a string has an unknown escape",
        "[\"ab       | f, byte 104: header: a string is not closed",
        "[] []       | f, byte 103: header: found '[' after the end of the object"
    })
    void namesFilePositionAndReason(String text, String message) {
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> skipAll(text))
                .withMessage(message);
    }

    @Test
    void refusesEveryKindOfMalformedUtf8() {
        byte[][] malformed = {
            {'"', (byte) 0x80, '"'}, // a continuation without a start
            {'"', (byte) 0xC3, '"'}, // a start without a continuation
            {'"', (byte) 0xC0, (byte) 0x80, '"'}, // NUL, overlong
            {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'}, // a surrogate
            {'"', (byte) 0xF5, (byte) 0x80, (byte) 0x80, (byte) 0x80, '"'}, // above U+10FFFF
            {'"', (byte) 0xFF, '"'},
            {'"', '"', (byte) 0xE2, (byte) 0x82} // cut off at the end
        };
        for (byte[] text : malformed) {
            assertThatExceptionOfType(FormatException.class)
                    .isThrownBy(() -> reader(text))
                    .withMessageMatching("f, byte 10[12]: header: not valid UTF-8");
        }
    }

    @Test
    void readsObjectsArraysStringsAndNumbers() {
        JsonReader in = reader("{\"a\\u0041\\n\": [0, 7, 9223372036854775807], \"\": []}");
        List<String> names = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        in.object(name -> {
            names.add(name);
            in.array(() -> numbers.add(in.unsigned()));
        });
        in.end();

        assertThat(names).containsExactly("aA\n", "");
        assertThat(numbers).containsExactly(0L, 7L, Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-0", "1.0", "1e2", "9223372036854775808", "99999999999999999999999999", "\"1\"",
        "null", "[]"})
    void numbersMustBeWholeAndInRange(String text) {
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> reader(text).unsigned());
    }

    @Test
    void nestingIsLimited() {
        skipAll("[".repeat(64) + "]".repeat(64));
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> skipAll("[".repeat(100_000)))
                .withMessageContaining("deeper than 64");
    }

    @Test
    void messagesStayShortWhateverTheFileHolds() {
        String name = "\"" + "n".repeat(10_000) + "\"";
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> skipAll("{" + name + ":1," + name + ":1}"))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> reader("1".repeat(10_000)).unsigned())
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }

    @Test
    void quotingIsReadBackAsItWas() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 0x300; c++) {
            all.append(c);
        }
        all.append("\uD83D\uDE00\u2028\uFFFF");
        StringBuilder quoted = new StringBuilder();
        JsonText.quote(all.toString(), quoted);

        assertThat(reader(quoted.toString()).string()).isEqualTo(all.toString());
    }
}
