package dev.lanewise.io;

import dev.lanewise.text.Printable;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses the header's text, a Python dict with exactly the keys {@code descr}, {@code fortran_order} and {@code shape}
 * in any order. Of Python's literals it takes those that writers use: strings without escapes, {@code True} and
 * {@code False}, tuples of decimal ints, to which Python 2 may have given an {@code L}. Nothing is evaluated.
 */
final class NpyDict {
    private final NpyBytes bytes;
    private final int start;
    private final byte[] text;
    private final Charset charset;
    private final boolean hasLongs;
    private final Set<String> seen = new HashSet<>();
    private int at;
    private @Nullable String descr;
    private @Nullable Boolean fortranOrder;
    private long @Nullable [] shape;
    private int descrAt;
    private int shapeAt;

    /**
     * A parser at the beginning of a text.
     *
     * @param bytes for messages
     * @param start position of the text in them
     * @param hasLongs whether ints may end in {@code L}
     */
    NpyDict(NpyBytes bytes, int start, byte[] text, Charset charset, boolean hasLongs) {
        this.bytes = bytes;
        this.start = start;
        this.text = text;
        this.charset = charset;
        this.hasLongs = hasLongs;
    }

    /** Parses the text; then the values can be asked for. */
    NpyDict parse() {
        expect('{');
        while (!take('}')) {
            entry();
            if (!take(',')) {
                expect('}');
                break;
            }
        }
        peek();
        if (at < text.length) {
            throw error("found " + found() + " after the end of the dict");
        }
        required(descr, "descr");
        required(fortranOrder, "fortran_order");
        required(shape, "shape");
        return this;
    }

    /** The element type as it is written, such as {@code <f4}. */
    String descr() {
        return required(descr, "descr");
    }

    /** Whether the first axis, not the last, is the one whose neighbours are adjacent. */
    boolean fortranOrder() {
        return required(fortranOrder, "fortran_order");
    }

    /** The sizes of the dimensions, at most {@value SafetensorsHeader#MAX_RANK}. */
    long[] shape() {
        return required(shape, "shape");
    }

    /** An error at the element type. */
    FormatException errorInDescr(String reason) {
        return errorAt(descrAt, reason);
    }

    /** An error at the shape. */
    FormatException errorInShape(String reason) {
        return errorAt(shapeAt, reason);
    }

    private <T> T required(@Nullable T value, String key) {
        if (value == null) {
            throw errorAt(0, "there is no " + Printable.quoted(key));
        }
        return value;
    }

    private void entry() {
        peek();
        int begin = at;
        String key = string();
        if (!seen.add(key)) {
            throw errorAt(begin, "the key " + Printable.quoted(key) + " appears twice");
        }
        expect(':');
        int next = peek();
        switch (key) {
            case "descr" -> {
                descrAt = at;
                if (next == '[' || next == '(' || next == '{') {
                    throw error("the elements are structured (records of several fields, or arrays themselves), not"
                            + " floats, ints or booleans");
                }
                descr = string();
            }
            case "fortran_order" -> fortranOrder = bool();
            case "shape" -> {
                shapeAt = at;
                shape = tuple();
            }
            default -> throw errorAt(begin, "unknown key " + Printable.quoted(key));
        }
    }

    private String string() {
        int quote = peek();
        if (quote != '\'' && quote != '"') {
            throw error("expected a string but found " + found());
        }
        int begin = ++at;
        while (at < text.length && text[at] != quote) {
            if (text[at] == '\\' || text[at] == '\n' || text[at] == '\r') {
                throw error("a string has an escape or a line break, " + found());
            }
            at++;
        }
        if (at == text.length) {
            throw error("a string is not closed");
        }
        return new String(text, begin, at++ - begin, charset);
    }

    private boolean bool() {
        if (takeWord("True")) {
            return true;
        }
        if (takeWord("False")) {
            return false;
        }
        throw error("expected True or False but found " + found());
    }

    private boolean takeWord(String word) {
        boolean there = at + word.length() <= text.length
                && new String(text, at, word.length(), charset).equals(word);
        at += there ? word.length() : 0;
        return there;
    }

    private long[] tuple() {
        int begin = at;
        expect('(');
        long[] dims = new long[SafetensorsHeader.MAX_RANK];
        int rank = 0;
        while (!take(')')) {
            if (rank == dims.length) {
                throw errorAt(begin, "more than " + dims.length + " dimensions");
            }
            dims[rank++] = unsigned();
            if (!take(',')) {
                expect(')');
                if (rank == 1) {
                    throw errorAt(begin, "(" + dims[0] + ") is an int, not a tuple: that would be (" + dims[0] + ",)");
                }
                break;
            }
        }
        return Arrays.copyOf(dims, rank);
    }

    private long unsigned() {
        peek();
        int begin = at;
        while (at < text.length && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        if (at == begin) {
            throw error("expected the size of a dimension but found " + found());
        }
        String digits = new String(text, begin, at - begin, charset);
        if (digits.length() > 1 && digits.startsWith("0")) {
            throw errorAt(begin, Printable.brief(digits) + " begins with a zero");
        }
        if (hasLongs && at < text.length && text[at] == 'L') {
            at++;
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException tooLarge) {
            throw errorAt(begin, "the size " + Printable.brief(digits) + " is too large");
        }
    }

    /** The next byte that is not white space, without consuming it; 0 at the end of the text. */
    private int peek() {
        while (at < text.length && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) {
            at++;
        }
        return at < text.length ? text[at] : 0;
    }

    private void expect(char c) {
        if (!take(c)) {
            throw error("expected '" + c + "' but found " + found());
        }
    }

    private boolean take(char c) {
        boolean there = peek() == c;
        at += there ? 1 : 0;
        return there;
    }

    private String found() {
        if (at >= text.length) {
            return "the end";
        }
        int c = text[at] & 0xFF;
        return c > ' ' && c < 0x7F ? "'" + (char) c + "'" : String.format("byte 0x%02x", c);
    }

    private FormatException error(String reason) {
        return errorAt(at, reason);
    }

    private FormatException errorAt(int index, String reason) {
        return bytes.error((long) start + index, "header: " + reason);
    }
}
