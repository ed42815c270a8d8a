package dev.lanewise.io;

import dev.lanewise.text.Printable;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads JSON (RFC 8259) strictly, as a stream, without building a tree: the caller says what it expects next. Besides
 * what the grammar excludes, duplicate names, unpaired surrogates, a byte order mark, nesting deeper than
 * {@value #MAX_DEPTH} and anything after the value are refused.
 */
final class JsonReader {
    static final int MAX_DEPTH = 64;

    private final Path file;
    private final String what;
    private final long start;
    private final byte[] text;
    private int at;
    private int depth;

    /**
     * A reader at the beginning of a text.
     *
     * @param file for messages
     * @param what the text is, for messages: {@code header}
     * @param start position of the text in the file
     * @param text UTF-8
     * @throws FormatException if the text is not UTF-8
     */
    JsonReader(Path file, String what, long start, byte[] text) {
        this.file = file;
        this.what = what;
        this.start = start;
        this.text = text;
        requireUtf8();
    }

    private void requireUtf8() {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(text);
        CharBuffer out = CharBuffer.allocate(8192);
        CoderResult result;
        do {
            out.clear();
            result = decoder.decode(in, out, true);
        } while (result.isOverflow());
        if (result.isError()) {
            at = in.position();
            throw error("not valid UTF-8");
        }
    }

    /** An error at a position in the file. */
    FormatException error(long position, String reason) {
        return new FormatException(file, position, what + ": " + reason);
    }

    private FormatException errorAt(int index, String reason) {
        return error(start + index, reason);
    }

    private FormatException error(String reason) {
        return errorAt(at, reason);
    }

    /** Position in the file of the next value. */
    long position() {
        peek();
        return start + at;
    }

    /** The next byte that is not white space, without consuming it; 0 at the end of the text. */
    private int peek() {
        while (at < text.length && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) {
            at++;
        }
        return at < text.length ? text[at] : 0;
    }

    private String found() {
        if (at >= text.length) {
            return "the end";
        }
        int c = text[at] & 0xFF;
        return c > ' ' && c < 0x7F ? "'" + (char) c + "'" : String.format("byte 0x%02x", c);
    }

    private void expect(char c) {
        if (peek() != c) {
            throw error("expected '" + c + "' but found " + found());
        }
        at++;
    }

    private boolean take(char c) {
        boolean there = peek() == c;
        if (there) {
            at++;
        }
        return there;
    }

    private void enter(char bracket) {
        expect(bracket);
        if (++depth > MAX_DEPTH) {
            throw error("nested deeper than " + MAX_DEPTH);
        }
    }

    /**
     * Reads an object.
     *
     * @param member is called with each name and must read the value
     */
    void object(Consumer<String> member) {
        enter('{');
        if (!take('}')) {
            Set<String> names = new HashSet<>();
            do {
                peek();
                int begin = at;
                String name = string();
                if (!names.add(name)) {
                    throw errorAt(begin, "the name " + Printable.quoted(name) + " appears twice");
                }
                expect(':');
                member.accept(name);
            } while (take(','));
            expect('}');
        }
        depth--;
    }

    /**
     * Reads an array.
     *
     * @param element is called for each element and must read it
     */
    void array(Runnable element) {
        enter('[');
        if (!take(']')) {
            do {
                element.run();
            } while (take(','));
            expect(']');
        }
        depth--;
    }

    /** Checks that only white space is left. */
    void end() {
        peek();
        if (at < text.length) {
            throw error("found " + found() + " after the end of the object");
        }
    }

    /** Reads a string. */
    String string() {
        expect('"');
        StringBuilder value = new StringBuilder();
        int plain = at;
        while (at < text.length) {
            int c = text[at];
            if (c >= 0 && c < ' ') {
                throw error("a string has a control character, " + found());
            }
            at++;
            if (c == '"' || c == '\\') {
                value.append(new String(text, plain, at - 1 - plain, StandardCharsets.UTF_8));
                if (c == '"') {
                    return value.toString();
                }
                escape(value);
                plain = at;
            }
        }
        throw error("a string is not closed");
    }

    private void escape(StringBuilder value) {
        int c = at < text.length ? text[at++] : 0;
        switch (c) {
            case '"', '\\', '/' -> value.append((char) c);
            case 'b' -> value.append('\b');
            case 'f' -> value.append('\f');
            case 'n' -> value.append('\n');
            case 'r' -> value.append('\r');
            case 't' -> value.append('\t');
            case 'u' -> unicode(value);
            default -> throw errorAt(at - 1, "a string has an unknown escape");
        }
    }

    private void unicode(StringBuilder value) {
        int begin = at - 2;
        char unit = hex4();
        value.append(unit);
        if (Character.isHighSurrogate(unit) && at + 1 < text.length && text[at] == '\\' && text[at + 1] == 'u') {
            at += 2;
            char low = hex4();
            value.append(low);
            if (Character.isLowSurrogate(low)) {
                return;
            }
        }
        if (Character.isSurrogate(unit)) {
            throw errorAt(begin, "a string has half of a surrogate pair");
        }
    }

    private char hex4() {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < text.length && text[at] >= 0 ? Character.digit(text[at], 16) : -1;
            if (digit < 0) {
                throw error("expected four hexadecimal digits but found " + found());
            }
            unit = unit * 16 + digit;
            at++;
        }
        return (char) unit;
    }

    /** Reads a whole number from 0 to 2<sup>63</sup>-1, written without sign, fraction or exponent. */
    long unsigned() {
        peek();
        int begin = at;
        String number = number();
        if (!number.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw errorAt(begin, Printable.brief(number) + " is not a whole number of 0 or more");
        }
        try {
            return Long.parseLong(number);
        } catch (NumberFormatException tooLarge) {
            throw errorAt(begin, Printable.brief(number) + " is too large");
        }
    }

    private String number() {
        int begin = at;
        if (at < text.length && text[at] == '-') {
            at++;
        }
        if (at < text.length && text[at] == '0') {
            at++;
        } else {
            digits();
        }
        if (at < text.length && text[at] == '.') {
            at++;
            digits();
        }
        if (at < text.length && (text[at] == 'e' || text[at] == 'E')) {
            at++;
            if (at < text.length && (text[at] == '+' || text[at] == '-')) {
                at++;
            }
            digits();
        }
        return new String(text, begin, at - begin, StandardCharsets.US_ASCII);
    }

    private void digits() {
        int begin = at;
        while (at < text.length && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        if (at == begin) {
            throw error("expected a number but found " + found());
        }
    }

    /** Reads any value and discards it; a number beyond the range of a double is refused all the same. */
    void skip() {
        switch (peek()) {
            case '{' -> object(name -> skip());
            case '[' -> array(this::skip);
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> {
                int begin = at;
                String number = number();
                if (Double.isInfinite(Double.parseDouble(number))) {
                    throw errorAt(begin, Printable.brief(number) + " is beyond the range of a double");
                }
            }
        }
    }

    /** Reads null, if that comes next. */
    boolean takeNull() {
        boolean there = peek() == 'n';
        if (there) {
            word("null");
        }
        return there;
    }

    private void word(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (at >= text.length || text[at] != word.charAt(i)) {
                throw error("expected " + word + " but found " + found());
            }
            at++;
        }
    }
}
