package dev.lanewise.zoo;

import java.util.SplittableRandom;

/** Damages texts of a format: characters change, pieces repeat, the end is missing, values are others. */
public final class DamagedText {
    private static final String[] VALUES = {"null", "-1", "0", "1e308", "99999999999999999999", "2147483647", "\"\"",
        "\"\\u0000\\u001b[2J\"", "[]", "{}", "true", "\"\\ud800\"", "[[\"a\",\"b\"]]", "\"(a*)*\"", "\"Left\""};

    private DamagedText() {}

    /** A copy with one to three edits; halves of surrogate pairs, which UTF-8 lacks, are question marks. */
    public static String of(String text, SplittableRandom random) {
        StringBuilder result = new StringBuilder(text.isEmpty() ? " " : text);
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            int at = random.nextInt(result.length());
            switch (random.nextInt(4)) {
                case 0 -> result.setCharAt(at, (char) random.nextInt(32, 127));
                case 1 -> result.setLength(Math.max(1, at));
                case 2 -> result.insert(at, result.substring(at, Math.min(result.length(), at + random.nextInt(60))));
                default -> value(result, at, random);
            }
        }
        return withoutHalves(result.toString());
    }

    /** Question marks for halves of surrogate pairs, and for pairs. */
    static String withoutHalves(String text) {
        StringBuilder result = null;
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                result = result == null ? new StringBuilder(text) : result;
                result.setCharAt(i, '?');
            }
        }
        return result == null ? text : result.toString();
    }

    /** A value that is seldom right. */
    static String value(SplittableRandom random) {
        return VALUES[random.nextInt(VALUES.length)];
    }

    /** Another value after the next colon. */
    private static void value(StringBuilder json, int at, SplittableRandom random) {
        int from = json.indexOf(":", at) + 1;
        int to = from;
        while (from > 0 && to < json.length() && ",}".indexOf(json.charAt(to)) < 0) {
            to++;
        }
        if (from > 0) {
            json.replace(from, to, value(random));
        }
    }
}
