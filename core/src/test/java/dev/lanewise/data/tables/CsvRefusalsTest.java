package dev.lanewise.data.tables;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lanewise.io.FormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has no right reading is refused in one sentence with its place. */
@Tag("quick")
class CsvRefusalsTest {
    @TempDir
    Path folder;

    private static void refused(Csv csv, String text, String sentence) {
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> csv.parse(text))
                .withMessage("the text" + sentence);
    }

    private static void refused(String text, String sentence) {
        refused(Csv.defaults(), text, sentence);
    }

    private void refused(Csv csv, byte[] bytes, String sentence) throws IOException {
        Path file = Files.write(folder.resolve("a.csv"), bytes);
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> csv.read(file)).withMessage(file + sentence);
    }

    @Test
    void emptyFiles() {
        refused("\n\r\n", ": there is no line with names of columns; the file is empty");
        refused(Csv.defaults().comments('#'), "# none", ": there is no line with names of columns; the file is empty");
    }

    @Test
    void delimitersThatAreNotClear() {
        refused(Csv.defaults().guessDelimiter(), "price, net;count\n3,14;2\n",
                ": the delimiter is not clear from the first lines: \",\" and \";\" are each as often in all of them; "
                        + "name it with Csv.delimiter");
        refused(Csv.defaults().comments(';'), "sep=;\na;b\n1;2\n;3\n",
                ": the delimiter is \";\", which begins comments, too");
        refused(Csv.defaults().guessDelimiter().comments(';'), "a;b\n1;2\n;3\n",
                ": the delimiter is \";\", which begins comments, too");
    }

    @Test
    void raggedRows() {
        refused("a,b\n1,2\n\n3\n", ", line 4: the row has 1 cell, expected 2");
        refused("a,b\r\n1,2,3,\r\n", ", line 2: the row has 4 cells, expected 2");
        refused("a,b\n\"x\n\",1\n1,2,3", ", line 4: the row has 3 cells, expected 2");
        refused(Csv.defaults().names("a"), "1,2", ", line 1: the row has 2 cells, expected 1; "
                + "name another delimiter with Csv.delimiter");
        refused("a,b\n 1\n", ", line 2: the row has 1 cell, expected 2");
    }

    @Test
    void namesThatComeTwice() {
        refused("a,b,a\n", ", line 1, column 3: the name \"a\" is that of column 1, too");
        refused("\n,\n", ", line 2, column 2: the name \"\" is that of column 1, too");
    }

    @Test
    void openQuotes() {
        refused("a,b\n1,\"x\n2,y\n", ", line 2, column 2 (\"b\"): a quoted cell begins here and does not end");
        refused("\"", ", line 1, column 1: a quoted cell begins here and does not end");
        refused("a\n\"\"\"", ", line 2, column 1 (\"a\"): a quoted cell begins here and does not end");
    }

    @Test
    void textBehindQuotes() {
        String reason = "a quoted cell goes on behind its closing quote; quotes within are written twice";
        refused("a\n\"x\ny\"z\n", ", line 3, column 1 (\"a\"): " + reason);
        refused("a,b\n1,\"x\" \n", ", line 2, column 2 (\"b\"): " + reason);
        refused("a\n\"x\\\"y\"\n", ", line 2, column 1 (\"a\"): " + reason);
    }

    @Test
    void nulCharacters() {
        String reason = "a NUL character; if the file is UTF-16 without a byte-order mark, say so with Csv.charset";
        refused("a\n1\n2\0\n", ", line 3, column 1 (\"a\"): " + reason);
        refused("a,b\n1,\"\n\0\"", ", line 3, column 2 (\"b\"): " + reason);
        refused("\0", ", line 1, column 1: " + reason);
    }

    @Test
    void bytesThatAreNotOfTheEncoding() throws IOException {
        byte[] latin = "city\nRome\nK\u00f6ln\n".getBytes(StandardCharsets.ISO_8859_1);
        refused(Csv.defaults(), latin,
                ", line 3, column 1 (\"city\"): bytes that are not UTF-8; name another encoding with Csv.charset");
        refused(Csv.defaults(), new byte[] {'a', ',', (byte) 0xC0, (byte) 0x80, '\n'},
                ", line 1, column 2: bytes that are not UTF-8; name another encoding with Csv.charset");
        refused(Csv.defaults().charset(StandardCharsets.US_ASCII), latin,
                ", line 3, column 1 (\"city\"): bytes that are not US-ASCII; name another encoding with Csv.charset");
        byte[] half = "\ufeffa\n1\n2".getBytes(StandardCharsets.UTF_16LE);
        refused(Csv.defaults(), Arrays.copyOf(half, half.length - 1),
                ", line 3, column 1: bytes that are not UTF-16LE; name another encoding with Csv.charset");
    }

    @Test
    void cellsThatContradictADeclaredType() {
        refused(Csv.defaults().numbers("price"), "city,price\nRome,1\nParis,\n\"a\nb\",12 km\n",
                ", line 5, column 2 (\"price\"): \"12 km\" is not a number");
        refused(Csv.defaults().numbers("a").delimiter(';'), "a;b\n1,5;2\n",
                ", line 2, column 1 (\"a\"): \"1,5\" is not a number");
        refused(Csv.defaults().numbers("a"), "a\n\u001b[31m\n",
                ", line 2, column 1 (\"a\"): \"\\u001b[31m\" is not a number");
    }

    @Test
    void declaredColumnsThatAreNotThere() {
        refused(Csv.defaults().texts("zip"), "a,b\n1,2\n", ": there is no column \"zip\", but \"a\", \"b\"");
        refused(Csv.defaults().columns(new Standardizer("zip")), "a\n", ": there is no column \"zip\", but \"a\"");
    }

    @Test
    void unclearDelimiters() {
        refused(Csv.defaults().guessDelimiter(), "a,b;c\n1,2\n3;4\n",
                ": the delimiter is not clear from the first lines, "
                        + "in which no one of \",\", \";\", tab and \"|\" is as often in each; name it with "
                        + "Csv.delimiter");
    }
}
