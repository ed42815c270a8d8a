package dev.lanewise.zoo.tokenizers;

import java.util.Arrays;

/**
 * Makes a text of another, character by character from left to right, and keeps what each comes from. This is how the
 * reference aligns: a character that replaces others has the place of the first of them, one that is inserted has that
 * of the character before it.
 */
final class Rewrite {
    private final Aligned source;
    private int position;
    private char[] chars;
    private int[] begins;
    private int[] ends;
    private int length;

    Rewrite(Aligned source) {
        this.source = source;
        position = source.from;
        int capacity = source.length() + (source.length() >> 2) + 8;
        chars = new char[capacity];
        begins = new int[capacity];
        ends = new int[capacity];
    }

    /** The next character of the source becomes this one. */
    Rewrite replace(int codePoint) {
        return put(codePoint, 0);
    }

    /** This one is new. */
    Rewrite insert(int codePoint) {
        return put(codePoint, 1);
    }

    /** The next characters of the source are left out. */
    Rewrite skip(int count) {
        for (int i = 0; i < count && position < source.to; i++) {
            position += Character.charCount(source.codePointAt(position));
        }
        return this;
    }

    /**
     * A character.
     *
     * @param change positive: it is new; 0: it replaces the next one of the source; -n: it replaces the next one, and
     *     the n after it are left out
     */
    Rewrite put(int codePoint, int change) {
        int begin;
        int end;
        if (change > 0) {
            boolean first = position == source.from;
            begin = first ? source.origin() : source.begin(last());
            end = first ? source.origin() : source.end(position - 1);
        } else {
            int at = Math.min(position, source.to - 1);
            int next = at + Character.charCount(source.codePointAt(at));
            begin = source.begin(at);
            end = source.end(next - 1);
            position = next;
            skip(-change);
        }
        int units = Character.charCount(codePoint);
        if (length + units > chars.length) {
            source.budget.requireRoomFor(length - source.length());
            chars = Arrays.copyOf(chars, 2 * chars.length);
            begins = Arrays.copyOf(begins, chars.length);
            ends = Arrays.copyOf(ends, chars.length);
        }
        Character.toChars(codePoint, chars, length);
        for (int i = 0; i < units; i++, length++) {
            begins[length] = begin;
            ends[length] = end;
        }
        return this;
    }

    private int last() {
        return position - (position - 2 >= source.from && Character.isLowSurrogate(source.chars[position - 1]) ? 2 : 1);
    }

    /** The text that was made. */
    Aligned done() {
        source.budget.grow(Math.max(0, length - source.length()));
        return new Aligned(chars, 0, length, begins, ends, 0, source.origin(), source.budget);
    }
}
