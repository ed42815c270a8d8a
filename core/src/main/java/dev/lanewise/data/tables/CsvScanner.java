package dev.lanewise.data.tables;

import dev.lanewise.io.FormatException;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Divides a text into records and cells, in one pass and with one buffer, which grows beyond a block only for a cell
 * that is longer. Quoted cells are unpacked where they stand.
 */
final class CsvScanner {
    private static final int FIRST_BLOCK = 1 << 13;
    private static final int BLOCK = 1 << 18;
    private static final int GUESSED_FROM = 1 << 16;
    private static final int SHOWN = 1000;
    private static final byte QUOTE = '"';

    private final ByteSource source;
    private final CsvDialect dialect;
    private final CsvFaults faults;
    private final NumberParser numbers;
    private final boolean[] stops = new boolean[256];
    private byte delimiter;

    /** Whether a number may be read before it is known where its cell ends. */
    private boolean direct;

    /** Behind the last byte comes a 0, at which every loop stops. */
    private byte[] buffer = new byte[FIRST_BLOCK];

    private int at;
    private int limit;
    private boolean ended;
    private boolean full;

    private int start;
    private int end;
    private boolean last;
    private long line = 1;

    /** Where the cell begins, which may have several lines. */
    private long cellLine = 1;

    private int column;

    /** A scanner at the beginning of a text. */
    CsvScanner(ByteSource source, CsvDialect dialect, CsvFaults faults) {
        this.source = source;
        this.dialect = dialect;
        this.faults = faults;
        this.numbers = new NumberParser(dialect.point());
        delimitBy((byte) dialect.delimiter());
    }

    private void delimitBy(byte separator) {
        delimiter = separator;
        Arrays.fill(stops, false);
        for (int stop : new int[] {0, '\n', '\r', separator}) {
            stops[stop] = true;
        }
        direct = separator != dialect.point() && dialect.missingNumbers().isEmpty();
    }

    /**
     * Settles the delimiter: a first line {@code sep=;}, which spreadsheets write, names it and is left out; otherwise
     * it is the dialect's, or what the first lines suggest if that was asked for.
     */
    void settle() throws IOException {
        boolean more = true;
        while (more && limit - at < (dialect.guessed() ? GUESSED_FROM : 8)) {
            more = fill(true);
        }
        char named = DelimiterGuess.named(buffer, at, limit);
        if (named != 0) {
            delimitBy((byte) named);
            at += 5;
            if (at < limit) {
                endOfLine();
            }
        } else if (dialect.guessed()) {
            delimitBy((byte) DelimiterGuess.of(buffer, at, limit, dialect, faults));
        }
        if (delimiter == dialect.comment()) {
            throw faults.of("the delimiter is " + Printable.quoted(String.valueOf((char) delimiter))
                    + ", which begins comments, too");
        }
    }

    /** Goes to the next record, over comments and blank lines; returns how many of these, or -1 if none follows. */
    int record() throws IOException {
        int blanks = 0;
        while (true) {
            start = at;
            column = -1;
            cellLine = line;
            byte next = peek();
            if (next == '\n' || next == '\r') {
                endOfLine();
                blanks++;
            } else if (at == limit) {
                return -1;
            } else if (dialect.comment() != 0 && next == dialect.comment()) {
                skipLine();
                blanks--; // its own end is none
            } else {
                return blanks;
            }
        }
    }

    private void skipLine() throws IOException {
        for (byte next = peek(); at < limit && next != '\n' && next != '\r'; next = peek()) {
            start = ++at;
        }
    }

    /** Reads the next cell if it is a plain number, all of it at hand; otherwise reads nothing. */
    boolean number() {
        if (!direct) {
            return false;
        }
        int p = numbers.parse(buffer, at);
        byte next = buffer[p];
        int skipped = next == delimiter || next == '\n' ? 1 : next == '\r' && buffer[p + 1] == '\n' ? 2 : 0;
        if (p == at || p == limit || skipped == 0) {
            return false;
        }
        last = next != delimiter;
        line += last ? 1 : 0;
        at = p + skipped;
        column++;
        return true;
    }

    /** The number that {@link #number} read or {@link #isNumber} found; NaN if it stands for a missing one. */
    double value() {
        return dialect.value(numbers.value());
    }

    /** Reads the next cell. */
    void next() throws IOException {
        column++;
        cellLine = line;
        start = at;
        skipBlanks();
        start = at;
        if (peek() == QUOTE) {
            quoted();
            return;
        }
        int p = at;
        while (true) {
            while (!stops[buffer[p] & 0xFF]) {
                p++;
            }
            if (buffer[p] != 0) {
                break;
            }
            refuseNul(p);
            int length = p - start;
            boolean more = fill();
            p = start + length;
            if (!more) {
                break;
            }
        }
        at = p;
        end = p;
        while (dialect.trim() && end > start && isBlank(buffer[end - 1])) {
            end--;
        }
        finish();
    }

    private void skipBlanks() throws IOException {
        while (dialect.trim() && isBlank(peek()) && buffer[at] != delimiter) {
            at++;
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** Takes the quotes off and every other one of those within, so that the cell lies in one piece. */
    private void quoted() throws IOException {
        start = ++at;
        int read = 0;
        int written = 0;
        while (true) {
            byte b = buffer[start + read];
            if (b == QUOTE) {
                if (start + read + 1 == limit) {
                    fill();
                }
                if (start + read + 1 == limit || buffer[start + read + 1] != QUOTE) {
                    break;
                }
                read++;
            } else if (b == 0) {
                refuseNul(start + read);
                if (!fill()) {
                    throw fault("a quoted cell begins here and does not end");
                }
                continue;
            } else if (b == '\n') {
                line++;
            } else if (b == '\r') {
                if (start + read + 1 == limit) {
                    fill();
                }
                line += buffer[start + read + 1] == '\n' ? 0 : 1;
            }
            buffer[start + written++] = b;
            read++;
        }
        at = start + read + 1;
        end = start + written;
        skipBlanks();
        byte next = peek();
        if (at < limit && next != delimiter && next != '\n' && next != '\r') {
            cellLine = line;
            throw fault("a quoted cell goes on behind its closing quote; quotes within are written twice");
        }
        finish();
    }

    private void refuseNul(int place) {
        if (place < limit) {
            cellLine = line;
            throw fault("a NUL character; if the file is UTF-16 without a byte-order mark, say so with Csv.charset");
        }
    }

    /** Steps over what ends a cell. */
    private void finish() throws IOException {
        last = true;
        if (at < limit) {
            if (buffer[at] == delimiter) {
                last = false;
                at++;
            } else {
                endOfLine();
            }
        }
    }

    private void endOfLine() throws IOException {
        line++;
        if (buffer[at++] == '\r' && peek() == '\n') {
            at++;
        }
    }

    /** The next byte; 0 at the end. */
    private byte peek() throws IOException {
        if (at == limit) {
            fill();
        }
        return buffer[at];
    }

    /** Reads a further block and drops what is before the cell; false at the end of the text. */
    private boolean fill() throws IOException {
        return fill(false);
    }

    /** With {@code ahead}, bytes that are not of the encoding wait for the reader to come to them. */
    private boolean fill(boolean ahead) throws IOException {
        if (ended) {
            return false;
        }
        System.arraycopy(buffer, start, buffer, 0, limit - start + 1);
        at -= start;
        end -= start;
        limit -= start;
        start = 0;
        if (limit > buffer.length / 2 || buffer.length < BLOCK && full) {
            grow();
        }
        int count;
        try {
            count = source.read(buffer, limit, buffer.length - 1);
        } catch (CharacterCodingException e) {
            if (ahead) {
                return false;
            }
            throw malformed();
        }
        ended = count < 0;
        limit += Math.max(0, count);
        full = limit == buffer.length - 1;
        buffer[limit] = 0;
        return !ended;
    }

    private void grow() {
        try {
            buffer = Arrays.copyOf(buffer, Math.multiplyExact(2, buffer.length));
        } catch (ArithmeticException | OutOfMemoryError e) {
            throw fault(
                    "the cell is longer than " + buffer.length / 2 + " bytes, and there is no room for more; is it a "
                            + "quoted cell that does not end?");
        }
    }

    /** Whether the cell was the last of its record. */
    boolean last() {
        return last;
    }

    /** How many cells of the record have been read. */
    int cells() {
        return column + 1;
    }

    private int strippedStart() {
        int from = start;
        while (from < end && isBlank(buffer[from])) {
            from++;
        }
        return from;
    }

    private int strippedEnd(int from) {
        int to = end;
        while (to > from && isBlank(buffer[to - 1])) {
            to--;
        }
        return to;
    }

    /** Whether the cell is empty or one of the texts that stand for a missing value, blanks around it aside. */
    boolean isMissing() {
        int from = strippedStart();
        int to = strippedEnd(from);
        if (from == to) {
            return true;
        }
        for (byte[] marker : dialect.markers()) {
            if (Arrays.equals(buffer, from, to, marker, 0, marker.length)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the cell is a number, blanks around it aside. */
    boolean isNumber() {
        int from = strippedStart();
        int to = strippedEnd(from);
        byte behind = buffer[to];
        buffer[to] = 0;
        int p = numbers.parse(buffer, from);
        buffer[to] = behind;
        return p == to && p > from;
    }

    /** The number of the cell in a dictionary. */
    int indexIn(Dictionary dictionary) {
        int index = dictionary.find(buffer, start, end);
        return index >= 0 ? index : dictionary.add(buffer, start, end, text());
    }

    /** The cell as text, without its quotes. */
    String text() {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(buffer, start, end - start)).toString();
        } catch (CharacterCodingException e) {
            throw malformed();
        }
    }

    private FormatException malformed() {
        return fault("bytes that are not " + source.charset() + "; name another encoding with Csv.charset");
    }

    /** The refusal of the cell as something else, showing it. */
    FormatException isNot(String expected) {
        int length = Math.min(end - start, SHOWN);
        return fault(
                Printable.quoted(new String(buffer, start, length, StandardCharsets.UTF_8)) + " is not " + expected);
    }

    /** A refusal that names the place of the cell. */
    FormatException fault(String reason) {
        return faults.inCell(cellLine, column, reason);
    }

    /** The line of the text that is being read, counted from 1. */
    long line() {
        return line;
    }
}
