package dev.lanewise.zoo.tokenizers;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes of UTF-8 written as characters that can be seen (Radford et al. 2019, GPT-2): those of Latin-1 that can be seen
 * stand for themselves, the others for the characters from U+0100 on.
 */
final class Bytes {
    private static final char[] CHARS = new char[256];
    private static final short[] BYTES = new short[0x144];

    static {
        Arrays.fill(BYTES, (short) -1);
        int next = 0x100;
        for (int b = 0; b < 256; b++) {
            boolean seen = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || (b >= 0xAE && b <= 0xFF);
            CHARS[b] = (char) (seen ? b : next++);
            BYTES[CHARS[b]] = (short) b;
        }
    }

    private Bytes() {}

    /** The character of a byte. */
    static char character(int b) {
        return CHARS[b & 0xFF];
    }

    /** The byte of a character, or -1. */
    static int of(char c) {
        return c < BYTES.length ? BYTES[c] : -1;
    }

    /** The characters of a text's bytes. */
    static Aligned encoded(Aligned text) {
        if (text.isAscii()) {
            char[] chars = new char[text.length()];
            for (int i = 0; i < chars.length; i++) {
                chars[i] = CHARS[text.chars[text.from + i]];
            }
            return text.withChars(chars);
        }
        Rewrite rewrite = new Rewrite(text);
        for (int i = text.from; i < text.to;) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c < 0x80) {
                rewrite.replace(CHARS[c]);
                continue;
            }
            int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
            rewrite.replace(CHARS[(0xF00 >> more & 0xFF) | (c >> 6 * more)]);
            for (int k = more - 1; k >= 0; k--) {
                rewrite.insert(CHARS[0x80 | (c >> 6 * k & 0x3F)]);
            }
        }
        return rewrite.done();
    }

    /** The text of bytes; what is no UTF-8 becomes U+FFFD. */
    static String text(byte[] bytes, int length) {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
