package dev.lanewise.text;

import java.util.Collection;
import java.util.Comparator;

/** Finds what was meant by a misspelt name. */
public final class Nearest {
    private Nearest() {}

    /**
     * The first of those names whose {@link #distance} is the least.
     *
     * @throws IllegalArgumentException if there are no names
     */
    public static String of(String name, Collection<String> names) {
        Required.nonNull("nearest: the name", name);
        return Required.nonNull("nearest: the collection of names", names).stream()
                .min(Comparator.comparingInt(each -> distance(name, each)))
                .orElseThrow(() -> new IllegalArgumentException("nearest: no names are given"));
    }

    /**
     * The edit distance of two words, after Damerau: insertions, deletions, replacements and swaps of adjacent letters.
     */
    public static int distance(String a, String b) {
        Required.nonNull("distance: the first word", a);
        Required.nonNull("distance: the second word", b);
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int least = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + same);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    least = Math.min(least, d[i - 2][j - 2] + 1);
                }
                d[i][j] = least;
            }
        }
        return d[a.length()][b.length()];
    }
}
