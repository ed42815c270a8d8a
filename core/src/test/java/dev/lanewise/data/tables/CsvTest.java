package dev.lanewise.data.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.io.FormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Odd texts that have a right reading; {@link CsvRefusalsTest} has those that have none. */
@Tag("quick")
class CsvTest {
    private static final double NONE = Double.NaN;

    @TempDir
    Path folder;

    private static Table parse(String text) {
        return Csv.defaults().parse(text);
    }

    private static Column texts(String name, String... texts) {
        return TextColumn.of(name, texts);
    }

    private static Column numbers(String name, double... numbers) {
        return NumberColumn.of(name, numbers);
    }

    private Table read(Csv csv, byte[] bytes) throws IOException {
        return csv.read(Files.write(folder.resolve("a.csv"), bytes));
    }

    @Test
    void numbersAndTextsAreToldApart() {
        assertThat(parse("area,city\n50,Rome\n-7.5e1,\"Paris\"\n")).isEqualTo(
                Table.of(numbers("area", 50, -75), texts("city", "Rome", "Paris")));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "a,b\n1,x\n2,y", "a,b\r\n1,x\r\n2,y\r\n", "a,b\r1,x\r2,y\r", "a,b\n1,x\r\n2,y\r",
        "\n\na,b\n\n1,x\n\r\n\r2,y\n\n",
        "\"a\",\"b\"\n\"1\",\"x\"\n\"2\",\"y\"", "sep=,\na,b\n1,x\n2,y\n", "SEP=;\r\na;b\r\n1;x\r\n2;y",
        "sep=\t\na\tb\n1\tx\n2\ty", "\ufeffa,b\n1,x\n2,y", "\ufeffsep=|\na|b\n1|x\n2|y", "a,b\n 1 ,x\n\t2,y\n"})
    void variantsAreTheSameTable(String text) {
        assertThat(parse(text)).isEqualTo(Table.of(numbers("a", 1, 2), texts("b", "x", "y")));
    }

    @Test
    void quotesHoldAnything() {
        assertThat(parse("\"a\"\"b\",c\n\"x, \"\"y\"\"\",\"1\r\n2\r3\n\"\n\"\"\"\",5\" disk\n").columns())
                .containsExactly(
                        texts("a\"b", "x, \"y\"", "\""), texts("c", "1\r\n2\r3\n", "5\" disk"));
    }

    @Test
    void blanksAreText() {
        assertThat(parse("a,b\n x , \"y\"\n")).isEqualTo(Table.of(texts("a", " x "), texts("b", " \"y\"")));
        assertThat(Csv.defaults().trim().parse(" a , b\n x , \"y, \"\t\n z,\t1\n")).isEqualTo(
                Table.of(texts("a", "x", "z"), texts("b", "y, ", "1")));
        assertThat(Csv.defaults().trim().delimiter('\t').parse("a\tb\n \t1 \n")).isEqualTo(
                Table.of(numbers("a", NONE), numbers("b", 1)));
    }

    @Test
    void emptyCellsAreMissing() {
        assertThat(parse("a,b,c\n1,,\n, ,\"\"\n3,x,\n")).isEqualTo(Table.of(
                numbers("a", 1, NONE, 3), texts("b", null, null, "x"), numbers("c", NONE, NONE, NONE)));
    }

    @Test
    void aLastCellMayBeEmpty() {
        assertThat(parse("a,b\n1,")).isEqualTo(Table.of(numbers("a", 1), numbers("b", NONE)));
        assertThat(parse("a\n\"\"\n\n1")).isEqualTo(Table.of(numbers("a", NONE, NONE, 1)));
    }

    @Test
    void emptyLinesOfASingleColumnAreMissingCells() {
        assertThat(parse("\na\n1\n\r\n\r2\n\n\n")).isEqualTo(Table.of(numbers("a", 1, NONE, NONE, 2)));
        assertThat(parse("a\n\nx\n\ny\n")).isEqualTo(Table.of(texts("a", null, "x", null, "y")));
        assertThat(parse("a\n1\n\nx\n")).isEqualTo(Table.of(texts("a", "1", null, "x")));
        assertThat(Csv.defaults().comments('#').parse("a\n#\n1\n# b\n\n#\n2\n#")).isEqualTo(
                Table.of(numbers("a", 1, NONE, 2)));
    }

    @Test
    void markersAreMissing() {
        Csv csv = Csv.defaults().missing("NA", "?", "-999", "NAN");
        assertThat(csv.parse("a,b\n1,?\nNA,x\n-999, NA \n\"?\",NaN\n")).isEqualTo(
                Table.of(numbers("a", 1, NONE, NONE, NONE), texts("b", null, "x", null, "NaN")));
        assertThat(csv.parse("a\n-999\n-999.0\n")).isEqualTo(Table.of(numbers("a", NONE, NONE)));
        assertThat(csv.parse("a\n-9.99e2\n7\n")).isEqualTo(Table.of(numbers("a", NONE, 7)));
        assertThat(csv.parse("a\n-999.0\n-999\nx\n")).isEqualTo(Table.of(texts("a", "-999.0", null, "x")));
    }

    @Test
    void markersAddUp() {
        assertThat(Csv.defaults().missing("NA").missing("?").parse("a\n1\nNA\n?\n"))
                .isEqualTo(Table.of(numbers("a", 1, NONE, NONE)));
    }

    @Test
    void nanIsAMissingNumber() {
        Table table = parse("a\nnan\nInf\n-infinity\n");
        assertThat(table.numbers("a").toArray())
                .containsExactly(NONE, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        assertThat(table.column("a").missing()).isOne();
    }

    /** Text as it was written, though the first rows looked like numbers. */
    @Test
    void aTextBehindNumbersMakesTheColumnTextFromTheStart() throws IOException {
        String text = "a,b,c\n007,1.50,1\n08,,2\n9,x,3\nB,y,4\n";
        Table expected = Table.of(texts("a", "007", "08", "9", "B"), texts("b", "1.50", null, "x", "y"),
                numbers("c", 1, 2, 3, 4));
        assertThat(parse(text)).isEqualTo(expected);
        assertThat(read(Csv.defaults(), text.getBytes(StandardCharsets.UTF_8))).isEqualTo(expected);
    }

    @Test
    void declaredTypesHold() {
        assertThat(Csv.defaults().texts("zip").numbers("n").parse("zip,n\n01234,\n")).isEqualTo(
                Table.of(texts("zip", "01234"), numbers("n", NONE)));
        assertThat(Csv.defaults().columns(new Features(new Standardizer("n"), new Vocabulary("zip")))
                .parse("zip,n\n7,8\n")).isEqualTo(Table.of(texts("zip", "7"), numbers("n", 8)));
        assertThat(Csv.defaults().texts("a").parse("a\n").texts("a").size()).isZero();
    }

    @Test
    void aFileMayLackAHeader() {
        assertThat(Csv.defaults().names("a", "b").parse("1,x\n2,y")).isEqualTo(
                Table.of(numbers("a", 1, 2), texts("b", "x", "y")));
        assertThat(Csv.defaults().names("a", "b").parse("")).isEqualTo(Table.of(numbers("a"), numbers("b")));
    }

    @Test
    void aHeaderMayBeAll() {
        assertThat(parse("a,b")).isEqualTo(Table.of(numbers("a"), numbers("b")));
        assertThat(parse("\n\r\n,x\n1,2")).isEqualTo(Table.of(numbers("", 1), numbers("x", 2)));
    }

    @Test
    void commentsAreLeftOutIfAskedFor() {
        assertThat(Csv.defaults().comments('#').parse("#1\r\n# \"\na\n#2\n3\n\"#4\"\n#")).isEqualTo(
                Table.of(texts("a", "3", "#4")));
        assertThat(parse("a\n#2\n")).isEqualTo(Table.of(texts("a", "#2")));
    }

    @Test
    void numbersMayHaveDecimalCommas() {
        Table expected = Table.of(numbers("a", 1.5, -2e3), numbers("b", 3, 0.25));
        Csv csv = Csv.defaults().decimalComma();
        assertThat(csv.delimiter(';').parse("a;b\n1,5;3\n-2,0e3;,25\n")).isEqualTo(expected);
        assertThat(csv.parse("a,b\n\"1,5\",3\n\"-2,0e3\",\"0,25\"\n")).isEqualTo(expected);
        assertThat(csv.delimiter(';').parse("a\n1.5\n")).isEqualTo(Table.of(texts("a", "1.5")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a;b\n1,5;x\n2,5;\"y;\"\n", "a\tb\n1,5\tx\n2,5\ty;\n", "a|b\n\n1,5|x\r\n2,5|\"|y\"",
        "a;b\n1,5;x\n2,5;y\n3", "a;b, c\n1,5;x\n2,5;y\n"})
    void delimitersAreFound(String text) {
        Csv csv = Csv.defaults().guessDelimiter().decimalComma();
        String whole = text.endsWith("3") ? text + ";z" : text;
        assertThat(csv.parse(whole).numbers("a").get(1)).isEqualTo(2.5);
    }

    @Test
    void aSingleColumnHasNoDelimiterToFind() {
        assertThat(Csv.defaults().guessDelimiter().parse("a\nx;y\n")).isEqualTo(Table.of(texts("a", "x;y")));
        assertThat(Csv.defaults().guessDelimiter().comments('#').parse("# a;b\nc\n").names()).containsExactly("c");
    }

    @Test
    void byteOrderMarksTellTheEncoding() throws IOException {
        Table expected = Table.of(texts("\u00e9", "\ud83d\ude00", "z\u00fcrich"));
        String text = "\u00e9\r\n\ud83d\ude00\r\nz\u00fcrich\r\n";
        for (Charset charset : new Charset[] {StandardCharsets.UTF_8, StandardCharsets.UTF_16LE,
            StandardCharsets.UTF_16BE}) {
            byte[] marked = ("\ufeff" + text).getBytes(charset);
            for (Charset given : new Charset[] {StandardCharsets.UTF_8, charset, StandardCharsets.ISO_8859_1,
                StandardCharsets.UTF_16}) {
                assertThat(read(Csv.defaults().charset(given), marked)).as(charset + " " + given).isEqualTo(expected);
            }
            assertThat(read(Csv.defaults().charset(charset), text.getBytes(charset))).isEqualTo(expected);
        }
    }

    @Test
    void olderEncodingsAreReadByRequest() throws IOException {
        assertThat(read(Csv.defaults().charset(Charset.forName("windows-1252")),
                "price\n1 \u20ac\n\u201cq\u201d\n".getBytes(Charset.forName("windows-1252"))))
                .isEqualTo(Table.of(texts("price", "1 \u20ac", "\u201cq\u201d")));
        assertThat(read(Csv.defaults().charset(StandardCharsets.ISO_8859_1), new byte[] {'a', '\n', (byte) 0xFC}))
                .isEqualTo(Table.of(texts("a", "\u00fc")));
        String large = "name\n" + "K\u00f6ln\n".repeat(200_000);
        assertThat(
                read(Csv.defaults().charset(StandardCharsets.ISO_8859_1), large.getBytes(StandardCharsets.ISO_8859_1))
                        .rows())
                .isEqualTo(200_000);
    }

    @Test
    void cellsMayBeTenMegabytesLongAndLinesHaveManyOfThem() {
        String cell = "x".repeat(10_000_000);
        assertThat(parse("a,b\n\"" + cell + "\",1\n2,3\n").texts("a").get(0)).isEqualTo(cell);
        int cells = 200_000;
        StringBuilder header = new StringBuilder("a");
        StringBuilder row = new StringBuilder("1.25");
        for (int i = 1; i < cells; i++) {
            header.append(",a").append(i);
            row.append(",1.25");
        }
        assertThat(parse(header + "\n" + row + "\n").names()).hasSize(cells);
    }

    @Test
    void aFileIsNamedIfItCannotBeRead() {
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Csv.defaults().read(folder.resolve("none.csv")))
                .withMessage("cannot read " + folder.resolve("none.csv") + ": no such file or folder");
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> Csv.defaults().read(folder))
                .withMessage("cannot read " + folder + ": not a regular file");
    }

    @Test
    void settingsThatContradictAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Csv.defaults().delimiter('5'))
                .withMessage(
                        "delimiter: \"5\" cannot be between cells; it must be ASCII, and belong to no number, quote "
                                + "or comment");
        assertThatIllegalArgumentException().isThrownBy(() -> Csv.defaults().delimiter('#').comments('#'));
        assertThatIllegalArgumentException().isThrownBy(() -> Csv.defaults().comments('#').delimiter('#'));
        assertThatIllegalArgumentException().isThrownBy(() -> Csv.defaults().comments('\n'));
        assertThatIllegalArgumentException().isThrownBy(() -> Csv.defaults().names("a", "a"))
                .withMessage("names: \"a\", \"a\": expected different names, at least one");
    }

    @Test
    void aTextThatDoesNotFitIsAFormatException() {
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> parse(""))
                .withMessage("the text: there is no line with names of columns; the file is empty");
    }
}
