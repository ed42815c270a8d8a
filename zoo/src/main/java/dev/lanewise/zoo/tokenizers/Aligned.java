package dev.lanewise.zoo.tokenizers;

import org.jspecify.annotations.Nullable;

/**
 * A text, or a part of it, as it is after normalisation, which knows for each of its characters what part of the text
 * before normalisation it comes from. Parts share the characters of the whole.
 */
final class Aligned {
    final char[] chars;
    final int from;
    final int to;
    private final int @Nullable [] begins; // null: character i comes from that at base + i
    private final int @Nullable [] ends;
    private final int base;
    private final int origin;

    /** What may be done to the text, all of its parts together. */
    final Budget budget;

    Aligned(char[] chars, int from, int to, int @Nullable [] begins, int @Nullable [] ends, int base, int origin,
            Budget budget) {
        this.chars = chars;
        this.from = from;
        this.to = to;
        this.begins = begins;
        this.ends = ends;
        this.base = base;
        this.origin = origin;
        this.budget = budget;
    }

    /** All of a text; half a surrogate pair, which is no character, becomes U+FFFD. */
    static Aligned of(String text) {
        return of(text, new Budget(text.length()));
    }

    /** The same, for one of several texts that have one budget. */
    static Aligned of(String text, Budget budget) {
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (Character.isSurrogate(chars[i])) {
                if (i + 1 < chars.length && Character.isSurrogatePair(chars[i], chars[i + 1])) {
                    i++;
                } else {
                    chars[i] = '\uFFFD';
                }
            }
        }
        return new Aligned(chars, 0, chars.length, null, null, 0, 0, budget);
    }

    int length() {
        return to - from;
    }

    boolean isEmpty() {
        return from == to;
    }

    int codePointAt(int index) {
        return Character.codePointAt(chars, index, to);
    }

    /** Where in the original text the character at this index of {@code chars} begins. */
    int begin(int index) {
        return begins == null ? base + index : begins[index];
    }

    /** Where in the original text the character at this index of {@code chars} ends. */
    int end(int index) {
        return ends == null ? base + index + 1 : ends[index];
    }

    /** Where in the original text this part begins. */
    int origin() {
        return origin;
    }

    /** A part of its own, which begins in the original text where its first character does. */
    Aligned part(int start, int stop) {
        return start == from && stop == to
                ? this
                : new Aligned(chars, start, stop, begins, ends, base, start == stop ? origin : begin(start),
                        budget);
    }

    /** This part without some of its ends. */
    Aligned trimmed(int start, int stop) {
        return new Aligned(chars, start, stop, begins, ends, base, origin, budget);
    }

    /** Other characters in the place of these, as many. */
    Aligned withChars(char[] replaced) {
        if (begins == null || ends == null) {
            return new Aligned(replaced, 0, replaced.length, null, null, base + from, origin, budget);
        }
        return new Aligned(replaced, 0, replaced.length, java.util.Arrays.copyOfRange(begins, from, to),
                java.util.Arrays.copyOfRange(ends, from, to), 0, origin, budget);
    }

    boolean isAscii() {
        for (int i = from; i < to; i++) {
            if (chars[i] >= 0x80) {
                return false;
            }
        }
        return true;
    }

    boolean startsWith(int codePoint) {
        return from < to && codePointAt(from) == codePoint;
    }

    @Override
    public String toString() {
        return new String(chars, from, to - from);
    }
}
