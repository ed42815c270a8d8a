package dev.lanewise.data.tables;

import dev.lanewise.io.FormatException;
import dev.lanewise.text.Printable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the delimiter that a text names, or that is as often in each of its first records. */
final class DelimiterGuess {
    private static final char[] CANDIDATES = {',', ';', '\t', '|'};
    private static final int MOST_RECORDS = 100;

    private DelimiterGuess() {}

    /** The delimiter that a line {@code sep=;} at the beginning of a text names; 0 if there is no such line. */
    static char named(byte[] text, int from, int to) {
        boolean ends = to - from == 5 || to - from > 5 && (text[from + 5] == '\n' || text[from + 5] == '\r');
        char named = ends ? (char) (text[from + 4] & 0xFF) : 0;
        return CsvDialect.mayDelimit(named)
                && new String(text, from, 4, StandardCharsets.ISO_8859_1).equalsIgnoreCase("sep=") ? named : 0;
    }

    /**
     * The candidate that every whole record has as often; a comma if the first record has none of them.
     *
     * @param dialect tells what begins lines that do not count, and the decimal sign, which yields to other candidates
     * @throws FormatException if there is no such candidate, or several
     */
    static char of(byte[] text, int from, int to, CsvDialect dialect, CsvFaults faults) {
        int[] counts = new int[CANDIDATES.length];
        int[] agreed = new int[CANDIDATES.length];
        int records = 0;
        int p = from;
        while (p < to && records < MOST_RECORDS) {
            int end = recordEnd(text, p, to, counts);
            boolean counted = end > p && text[p] != dialect.comment() && (end < to || records == 0);
            for (int i = 0; counted && i < counts.length; i++) {
                agreed[i] = records == 0 || agreed[i] == counts[i] ? counts[i] : -1;
            }
            if (counted && records == 0 && max(agreed) == 0) {
                return CANDIDATES[0];
            }
            records += counted ? 1 : 0;
            p = end + 1;
        }
        return records == 0 ? CANDIDATES[0] : choose(agreed, dialect.point(), faults);
    }

    private static char choose(int[] agreed, char point, CsvFaults faults) {
        List<Character> fitting = new ArrayList<>();
        for (int i = 0; i < agreed.length; i++) {
            if (agreed[i] > 0) {
                fitting.add(CANDIDATES[i]);
            }
        }
        if (fitting.size() > 1) {
            fitting.remove((Character) point);
        }
        if (fitting.size() == 1) {
            return fitting.getFirst();
        }
        if (fitting.size() > 1) {
            throw faults.of("the delimiter is not clear from the first lines: " + fitting.stream()
                    .map(c -> Printable.quoted(String.valueOf(c))).collect(Collectors.joining(" and "))
                    + " are each as often in all of them; name it with Csv.delimiter");
        }
        throw faults.of(
                "the delimiter is not clear from the first lines, in which no one of \",\", \";\", tab and \"|\" is "
                        + "as often in each; name it with Csv.delimiter");
    }

    /** Counts the candidates of a record outside quotes; returns the place of its end. */
    private static int recordEnd(byte[] text, int from, int to, int[] counts) {
        Arrays.fill(counts, 0);
        boolean quoted = false;
        int p = from;
        for (; p < to && (quoted || text[p] != '\n' && text[p] != '\r'); p++) {
            quoted ^= text[p] == '"';
            for (int i = 0; !quoted && i < counts.length; i++) {
                counts[i] += text[p] == CANDIDATES[i] ? 1 : 0;
            }
        }
        return p;
    }

    private static int max(int... numbers) {
        int max = -1;
        for (int number : numbers) {
            max = Math.max(max, number);
        }
        return max;
    }
}
