package dev.lanewise.examples.chargpt;

import java.util.Arrays;

/**
 * The characters that a text is made of, numbered in the order of their code points. Number 0 stands for all that did
 * not occur in the text that they were taken from.
 */
final class Characters {
    /** The number of a character that is not known. */
    static final int UNKNOWN = 0;

    private static final char REPLACEMENT = '\uFFFD';

    private final int[] known;

    private Characters(int... known) {
        this.known = known;
    }

    /** The characters of a text. */
    static Characters of(String text) {
        return new Characters(text.codePoints().sorted().distinct().toArray());
    }

    /** How many numbers there are, with the one for unknown characters. */
    int size() {
        return known.length + 1;
    }

    /** The number of a character. */
    int number(int codePoint) {
        return Math.max(UNKNOWN, Arrays.binarySearch(known, codePoint) + 1);
    }

    /** The numbers of the characters of a text. */
    int[] numbers(String text) {
        return text.codePoints().map(this::number).toArray();
    }

    /** The characters with these numbers, to be shown: a terminal cannot be controlled by them. */
    String text(int... numbers) {
        StringBuilder text = new StringBuilder();
        for (int number : numbers) {
            if (number == UNKNOWN) {
                throw new IllegalArgumentException("number " + UNKNOWN + " stands for no character");
            }
            int c = known[number - 1];
            text.appendCodePoint(c == '\n' || c == '\t' || !isInvisible(c) ? c : REPLACEMENT);
        }
        return text.toString();
    }

    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** All known characters. */
    @Override
    public String toString() {
        return new String(known, 0, known.length);
    }
}
