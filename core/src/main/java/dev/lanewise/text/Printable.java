package dev.lanewise.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Makes text from outside (names in a file, metadata, paths, others' messages) safe to show in a message: on one line,
 * of bounded length, and unable to control a terminal or to pass for other text.
 *
 * <p>Invisible characters are written as escapes, {@code \}{@code u001b} for the escape character: control and format
 * characters (Unicode's classes Cc and Cf, including marks that change the direction of writing), line and paragraph
 * separators (Zl, Zp) and halves of surrogate pairs. Long text is cut, with {@code ...} for what is missing. Printable,
 * short text is left alone.
 */
public final class Printable {
    private static final int NAME = 80;
    private static final int PATH_HEAD = 80;
    private static final int PATH_TAIL = 160;
    private static final int ITEM_HEAD = 150;
    private static final int ITEM_TAIL = 50;
    private static final int SENTENCE_HEAD = 400;
    private static final int SENTENCE_TAIL = 200;
    private static final int LISTED = 5;

    private Printable() {}

    /**
     * A name or a value in double quotes, with a backslash before quotes and backslashes; only the beginning if it is
     * long.
     */
    public static String quoted(String text) {
        return '"' + cut(text, NAME, 0, true) + '"';
    }

    /** A value without quotes, such as a number as it was written; only the beginning if it is long. */
    public static String brief(String text) {
        return cut(text, NAME, 0, false);
    }

    /** A path without quotes; the middle of a long one is left out. */
    public static String path(Path path) {
        return cut(path.toString(), PATH_HEAD, PATH_TAIL, false);
    }

    /** A text that is already a message, such as that of an exception; part of the end of a long one is left out. */
    public static String sentence(String text) {
        return cut(text, SENTENCE_HEAD, SENTENCE_TAIL, false);
    }

    /** Names in quotes, for example {@code "a", "b", "c", "d", "e", and 7 more}; {@code none} if there are none. */
    public static String names(Collection<String> names) {
        return few(names.stream().limit(LISTED).map(Printable::quoted).toList(), names.size(), ", ");
    }

    /**
     * Clauses of a message, for example {@code a is missing; b is unknown}, each cut if it is long; after five comes
     * {@code ; and 7 more}.
     */
    public static String clauses(Collection<String> clauses) {
        return few(clauses.stream().limit(LISTED).map(clause -> cut(clause, ITEM_HEAD, ITEM_TAIL, false)).toList(),
                clauses.size(), "; ");
    }

    /**
     * All clauses of a report, each cut if it is long: a single one as it is, several below one another, for example
     * {@code 2 differences:} and a line for each.
     *
     * @param what the clauses are, in the plural
     */
    public static String report(String what, Collection<String> clauses) {
        List<String> cut = clauses.stream().map(clause -> cut(clause, ITEM_HEAD, ITEM_TAIL, false)).toList();
        return cut.size() == 1 ? cut.getFirst() : cut.size() + " " + what + ":\n  " + String.join("\n  ", cut);
    }

    private static String few(List<String> shown, int all, String separator) {
        if (all == 0) {
            return "none";
        }
        List<String> parts = new ArrayList<>(shown);
        if (all > shown.size()) {
            parts.add("and " + (all - shown.size()) + " more");
        }
        return String.join(separator, parts);
    }

    /**
     * About so many characters of the beginning and the end of a text; all of it if it is short enough. Reads no more
     * of the text than it shows: a name may be as long as a file.
     */
    private static String cut(String text, int head, int tail, boolean inQuotes) {
        StringBuilder front = new StringBuilder();
        int from = 0;
        while (from < text.length() && front.length() < head) {
            int c = text.codePointAt(from);
            front.append(shown(c, inQuotes));
            from += Character.charCount(c);
        }
        StringBuilder back = new StringBuilder();
        int to = text.length();
        while (to > from && back.length() < tail) {
            int c = text.codePointBefore(to);
            back.insert(0, shown(c, inQuotes));
            to -= Character.charCount(c);
        }
        return front.append(to > from ? "..." : "").append(back).toString();
    }

    private static String shown(int c, boolean inQuotes) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '"', '\\' -> (inQuotes ? "\\" : "") + (char) c;
            default -> isVisible(c) ? Character.toString(c) : escape(c);
        };
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                false;
            default -> true;
        };
    }

    private static String escape(int c) {
        StringBuilder units = new StringBuilder();
        for (char unit : Character.toChars(c)) {
            units.append(String.format("\\u%04x", (int) unit));
        }
        return units.toString();
    }
}
