package dev.lanewise.workshop;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM that runs the checks tells the one that started it, a line of text each. Lines that are no events come
 * from the JVM itself, or from an exercise that knows its way around {@code System.out}.
 *
 * @param kind   what happened
 * @param check  number of the check that it is about, from 0; -1 if it is about none
 * @param text   a sentence, a name, or what was printed
 * @param where  a line of a source, {@code chapter03/Linear.java:23}, or empty
 */
record Event(Kind kind, int check, String text, String where) {
    /** What happened. */
    enum Kind {
        /** There is a check of this name. */
        PLANNED, STARTED, PASSED,
        /** It met a {@link Hole}. */
        HOLE, FAILED,
        /** The exercise has printed a line. */
        PRINTED,
        /** Nothing has happened for too long, and the JVM ends. */
        STUCK,
        /** The exercise ends the JVM. */
        EXIT,
        /** All checks have been run. */
        DONE
    }

    private static final char MARK = '\u0001';

    /** As a line, without its end. */
    String line() {
        return MARK + kind.name() + MARK + check + MARK + escape(text) + MARK + escape(where);
    }

    /** Reads a line; null if it is no event. */
    static @Nullable Event parse(String line) {
        int start = line.indexOf(MARK); // what the exercise printed without an end of line may stand before it
        if (start < 0) {
            return null;
        }
        List<String> fields = new ArrayList<>();
        int from = start + 1;
        for (int to; (to = line.indexOf(MARK, from)) >= 0; from = to + 1) {
            fields.add(line.substring(from, to));
        }
        fields.add(line.substring(from));
        if (fields.size() != 4) {
            return null;
        }
        try {
            return new Event(Kind.valueOf(fields.get(0)), Integer.parseInt(fields.get(1)), unescape(fields.get(2)),
                    unescape(fields.get(3)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace(MARK, '?');
    }

    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                i++;
                c = switch (text.charAt(i)) {
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    default -> text.charAt(i);
                };
            }
            plain.append(c);
        }
        return plain.toString();
    }
}
