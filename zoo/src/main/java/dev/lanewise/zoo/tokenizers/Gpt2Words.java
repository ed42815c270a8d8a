package dev.lanewise.zoo.tokenizers;

/**
 * Where words end as GPT-2's expression finds them: an English contraction; letters, digits or other signs, each with a
 * space before them if there is one; or white space, without the last of it if a word follows.
 */
final class Gpt2Words {
    private Gpt2Words() {}

    /** Where the word ends that begins at this index. */
    static int end(Aligned text, int from) {
        int contraction = contraction(text, from);
        if (contraction > 0) {
            return contraction;
        }
        int first = text.codePointAt(from);
        int start = first == ' ' && from + 1 < text.to ? from + 1 : from;
        int kind = kind(text.codePointAt(start));
        if (kind != 0) {
            return run(text, start, kind);
        }
        int end = run(text, from, 0);
        int last = end - 1; // white space is one char each
        return end < text.to && last > from ? last : end;
    }

    private static int contraction(Aligned text, int from) {
        if (text.chars[from] != '\'' || from + 1 >= text.to) {
            return -1;
        }
        char next = text.chars[from + 1];
        if (next == 's' || next == 't' || next == 'm' || next == 'd') {
            return from + 2;
        }
        char after = from + 2 < text.to ? text.chars[from + 2] : 0;
        boolean two = (next == 'r' && after == 'e') || (next == 'v' && after == 'e') || (next == 'l' && after == 'l');
        return two ? from + 3 : -1;
    }

    private static int run(Aligned text, int from, int kind) {
        int i = from;
        while (i < text.to) {
            int c = text.codePointAt(i);
            if (kind(c) != kind) {
                break;
            }
            i += Character.charCount(c);
        }
        return i;
    }

    /** 0 for white space, 1 for letters, 2 for numbers, 3 for all else. */
    private static int kind(int c) {
        if (c < 0x80) {
            return c == ' ' || (c >= 9 && c <= 13)
                    ? 0
                    : (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
                            ? 1
                            : c >= '0' && c <= '9'
                                    ? 2
                                    : 3;
        }
        return Characters.isWhitespace(c) ? 0 : Character.isLetter(c) ? 1 : Characters.isNumeric(c) ? 2 : 3;
    }
}
