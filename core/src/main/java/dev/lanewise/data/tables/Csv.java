package dev.lanewise.data.tables;

import dev.lanewise.io.FormatException;
import dev.lanewise.io.RegularFile;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads tables from files of comma-separated values and their relatives. Immutable: each setter returns new settings.
 *
 * {@snippet :
 * Table houses = Csv.defaults().read(Path.of("houses.csv"));
 * Table weather = Csv.defaults().delimiter(';').decimalComma().missing("NA", "?").read(Path.of("wetter.csv"));
 * }
 *
 * <p>The format is that of RFC 4180: a header with different names, then rows of as many cells. A cell that begins with
 * a double quote ends with one, may hold delimiters and line ends, and has each quote within it twice; a quote further
 * on in a cell is an ordinary character. Lines end with LF, CRLF or CR. A first line
 * {@code sep=;}, by which spreadsheets name the delimiter, is left out, and so are empty lines; in a file of one column
 * those are missing cells, but for the last ones. The encoding is UTF-8, or what a byte-order mark says.
 *
 * <p>An empty cell, quoted or not, is a missing value. A column in which all other cells are numbers, blanks around
 * them aside, is a {@link NumberColumn}, any other a {@link TextColumn}. Numbers are read as the nearest double:
 * {@code -12.5e3}, {@code .5}, {@code NaN}, {@code inf}; NaN counts as missing. Texts keep their blanks.
 *
 * <p>What does not fit is refused with line and column: rows with more or fewer cells, names that come twice, a cell
 * that contradicts a declared type, quotes that do not close, NUL characters, bytes that are not of the encoding. Lines
 * are counted as an editor does, from 1.
 *
 * <p>Source of the format: Shafranovich, <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>, 2005.
 */
public final class Csv {
    private static final Csv DEFAULTS = new Csv(',', false, '.', (char) 0, false, StandardCharsets.UTF_8, List.of(),
            List.of(), Map.of());

    private final char delimiter;
    private final boolean guessed;
    private final char point;
    private final char comment;
    private final boolean trim;
    private final Charset charset;
    private final List<String> missing;
    private final List<String> names;
    private final Map<String, Boolean> declared;

    private Csv(char delimiter, boolean guessed, char point, char comment, boolean trim, Charset charset,
            List<String> missing, List<String> names, Map<String, Boolean> declared) {
        this.delimiter = delimiter;
        this.guessed = guessed;
        this.point = point;
        this.comment = comment;
        this.trim = trim;
        this.charset = charset;
        this.missing = missing;
        this.names = names;
        this.declared = declared;
    }

    /** Commas between cells, a header, points in numbers, UTF-8. */
    public static Csv defaults() {
        return DEFAULTS;
    }

    /**
     * Sets what is between cells: a semicolon, a tab, a bar, a space.
     *
     * @throws IllegalArgumentException if it is no visible ASCII character, tab or space, or belongs to numbers or
     *     quotes, or begins comments
     */
    public Csv delimiter(char separator) {
        if (!CsvDialect.mayDelimit(separator) || separator == comment) {
            throw new IllegalArgumentException("delimiter: " + Printable.quoted(String.valueOf(separator))
                    + " cannot be between cells; it must be ASCII, and belong to no number, quote or comment");
        }
        return new Csv(separator, false, point, comment, trim, charset, missing, names, declared);
    }

    /**
     * Finds the delimiter: of comma, semicolon, tab and bar the one that each of the first lines has as often, quoted
     * cells aside. With {@link #decimalComma} the comma is it only if no other can be. Files in which none is, or more
     * than one, are refused.
     */
    public Csv guessDelimiter() {
        return new Csv(delimiter, true, point, comment, trim, charset, missing, names, declared);
    }

    /** Reads {@code 3,14} as a number, not {@code 3.14}. If commas are also between cells, such numbers are quoted. */
    public Csv decimalComma() {
        return new Csv(delimiter, guessed, ',', comment, trim, charset, missing, names, declared);
    }

    /**
     * Leaves out lines that begin with a character.
     *
     * @throws IllegalArgumentException if it is no visible ASCII character, or the delimiter
     */
    public Csv comments(char start) {
        if (start <= ' ' || start >= 127 || start == '"' || start == delimiter) {
            throw new IllegalArgumentException("comments: " + Printable.quoted(String.valueOf(start))
                    + " cannot begin them; it must be visible ASCII, and no quote or delimiter");
        }
        return new Csv(delimiter, guessed, point, start, trim, charset, missing, names, declared);
    }

    /** Drops blanks around cells, but for those within quotes: {@code a, "b, c"} has two cells. */
    public Csv trim() {
        return new Csv(delimiter, guessed, point, comment, true, charset, missing, names, declared);
    }

    /** Sets the encoding of files without a byte-order mark: {@code ISO_8859_1}, windows-1252. */
    public Csv charset(Charset encoding) {
        return new Csv(delimiter, guessed, point, comment, trim, Required.nonNull("charset: the encoding", encoding),
                missing, names, declared);
    }

    /**
     * Further cells that stand for a missing value, besides empty ones, such as {@code NA}. In a column of numbers
     * {@code -999} stands for {@code -999.0}, too.
     */
    public Csv missing(String... cells) {
        List<String> all = new ArrayList<>(missing);
        all.addAll(list("missing", cells));
        return new Csv(delimiter, guessed, point, comment, trim, charset, Collections.unmodifiableList(all), names,
                declared);
    }

    /**
     * Names the columns of a file without a header.
     *
     * @throws IllegalArgumentException if there are none, or one comes twice
     */
    public Csv names(String... columns) {
        List<String> list = list("names", columns);
        if (list.isEmpty() || new HashSet<>(list).size() < list.size()) {
            throw new IllegalArgumentException("names: " + Printable.names(list) + ": expected different names, at "
                    + "least one");
        }
        return new Csv(delimiter, guessed, point, comment, trim, charset, missing, list, declared);
    }

    /** Columns that must be there and hold numbers: another cell is refused with its line and column. */
    public Csv numbers(String... columns) {
        return declare(list("numbers", columns), true);
    }

    /** Columns that must be there and hold texts, even if all look like numbers: article numbers, postal codes. */
    public Csv texts(String... columns) {
        return declare(list("texts", columns), false);
    }

    /** Declares the columns of an encoder to be what it needs, numbers or texts. */
    public Csv columns(Encoder encoder) {
        Csv all = this;
        for (Map.Entry<String, Boolean> column : Required.nonNull("columns: the encoder", encoder).kinds().entrySet()) {
            all = all.declare(List.of(column.getKey()), column.getValue());
        }
        return all;
    }

    private Csv declare(List<String> columns, boolean numbers) {
        Map<String, Boolean> all = new LinkedHashMap<>(declared);
        columns.forEach(column -> all.put(column, numbers));
        return new Csv(delimiter, guessed, point, comment, trim, charset, missing, names,
                Collections.unmodifiableMap(all));
    }

    private static List<String> list(String method, String... texts) {
        List<String> list = new ArrayList<>();
        for (String text : Required.nonNull(method + ": the array of texts", texts)) {
            list.add(Required.nonNull(method + ": text " + list.size(), text));
        }
        return Collections.unmodifiableList(list);
    }

    /**
     * Reads a file, in one pass over its bytes; in two if a column turns out to hold texts behind numbers. Memory holds
     * 8 bytes for each number, 4 for each text and the different texts, and the longest cell; while the file is
     * read, up to about twice as much.
     *
     * @throws FormatException if the file is not as described above, with the place; or if it does not fit into memory
     * @throws UncheckedIOException if it cannot be read, or is not a regular file
     */
    public Table read(Path file) {
        Required.nonNull("read: the path", file);
        CsvReader reader = reader(Printable.path(file));
        boolean whole;
        do {
            whole = RegularFile.read(file, channel -> reader.pass(ByteSource.of(channel, charset)));
        } while (!whole);
        return reader.table();
    }

    /**
     * Reads a text.
     *
     * @throws FormatException as {@link #read}
     */
    public Table parse(String text) {
        byte[] bytes = Required.nonNull("parse: the text", text).getBytes(StandardCharsets.UTF_8);
        CsvReader reader = reader("the text");
        try {
            while (!reader.pass(ByteSource.of(Channels.newChannel(new ByteArrayInputStream(bytes)),
                    StandardCharsets.UTF_8))) {}
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return reader.table();
    }

    /** A reader of what {@code origin} names. */
    CsvReader reader(String origin) {
        NumberParser numbers = new NumberParser(point);
        List<byte[]> markers = missing.stream().map(text -> text.strip().getBytes(StandardCharsets.UTF_8)).toList();
        List<Double> missingNumbers = new ArrayList<>();
        for (byte[] text : markers) {
            if (text.length > 0 && numbers.parse(Arrays.copyOf(text, text.length + 1), 0) == text.length) {
                missingNumbers.add(numbers.value());
            }
        }
        return new CsvReader(new CsvDialect(delimiter, guessed, point, comment, trim, markers, missingNumbers),
                names, declared, origin);
    }
}
