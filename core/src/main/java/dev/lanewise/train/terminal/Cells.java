package dev.lanewise.train.terminal;

import dev.lanewise.text.Printable;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;

/** Texts from outside as a terminal shows them: in its character set, without control characters, and measured. */
final class Cells {
    private final Charset charset;
    private final Glyphs glyphs;

    Cells(Charset charset) {
        this.charset = charset;
        glyphs = Glyphs.of(charset);
    }

    /** The text, or its beginning and an ellipsis where it is wider than so many columns. */
    String within(String text, int width) {
        String shown = writable(Printable.brief(text));
        if (width(shown) <= width) {
            return shown;
        }
        int end = fitting(shown, width - width(glyphs.ellipsis));
        return shown.substring(0, end).stripTrailing() + glyphs.ellipsis;
    }

    /** What the character set does not have is a question mark, as in all that Java writes. */
    private String writable(String text) {
        if (!charset.canEncode()) {
            return text.replaceAll("[^ -~]", "?");
        }
        CharsetEncoder encoder = charset.newEncoder();
        StringBuilder writable = new StringBuilder();
        text.codePoints().mapToObj(Character::toString).forEach(each -> writable.append(
                encoder.canEncode(each) ? each : "?"));
        return writable.toString();
    }

    /** A text in lines of at most so many columns, broken at spaces where possible. */
    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (width(rest) > width) {
            int end = fitting(rest, width);
            int space = rest.lastIndexOf(' ', end);
            int cut = space > 0 ? space : end;
            lines.add(rest.substring(0, cut).stripTrailing());
            rest = rest.substring(cut).strip();
        }
        lines.add(rest);
        return lines;
    }

    /** How many chars of the beginning are at most so many columns wide. */
    private static int fitting(String text, int width) {
        int end = 0;
        int used = 0;
        PrimitiveIterator.OfInt points = text.codePoints().iterator();
        while (points.hasNext()) {
            int point = points.nextInt();
            used += width(point);
            if (used > width) {
                break;
            }
            end += Character.charCount(point);
        }
        return end;
    }

    /** Columns of a terminal. */
    static int width(String text) {
        return text.codePoints().map(Cells::width).sum();
    }

    private static int width(int point) {
        return isJoined(point) ? 0 : isWide(point) ? 2 : 1;
    }

    private static boolean isJoined(int point) {
        int type = Character.getType(point);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    /** The blocks whose characters are two columns wide (Unicode's report 11), in the rough. */
    private static boolean isWide(int point) {
        return point >= 0x1100 && point <= 0x115F || point >= 0x2E80 && point <= 0xA4CF
                || point >= 0xAC00 && point <= 0xD7A3 || point >= 0xF900 && point <= 0xFAFF
                || point >= 0xFE30 && point <= 0xFE6F || point >= 0xFF00 && point <= 0xFF60
                || point >= 0xFFE0 && point <= 0xFFE6 || point >= 0x1F300 && point <= 0x1FAFF
                || point >= 0x20000 && point <= 0x3FFFD;
    }
}
