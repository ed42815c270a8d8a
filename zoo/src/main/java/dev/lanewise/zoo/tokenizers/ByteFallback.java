package dev.lanewise.zoo.tokenizers;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Tokens {@code <0x00>} to {@code <0xFF>} for the bytes of characters that a vocabulary lacks, and back. */
final class ByteFallback {
    private ByteFallback() {}

    /** The numbers of the tokens of all bytes; -1 for those that the vocabulary lacks. */
    static int[] ids(Vocabulary vocabulary) {
        int[] ids = new int[256];
        for (int b = 0; b < 256; b++) {
            ids[b] = vocabulary.id("<0x" + HexFormat.of().withUpperCase().toHexDigits((byte) b) + ">");
        }
        return ids;
    }

    /** Adds tokens for the bytes of these characters, each at the place of all; nothing if one is lacking. */
    static boolean add(int[] ids, Aligned part, int from, int to, Tokens tokens) {
        byte[] utf8 = new String(part.chars, from, to - from).getBytes(StandardCharsets.UTF_8);
        for (byte each : utf8) {
            if (ids[each & 0xFF] < 0) {
                return false;
            }
        }
        for (byte each : utf8) {
            tokens.add(ids[each & 0xFF], from, to);
        }
        return true;
    }

    /** Runs of bytes become the text that they are, or U+FFFD each if they are none. */
    static List<String> decoded(List<String> tokens) {
        List<String> decoded = new ArrayList<>();
        byte[] bytes = new byte[tokens.size()];
        int count = 0;
        for (String token : tokens) {
            int value = value(token);
            if (value >= 0) {
                bytes[count++] = (byte) value;
                continue;
            }
            flush(bytes, count, decoded);
            count = 0;
            decoded.add(token);
        }
        flush(bytes, count, decoded);
        return decoded;
    }

    private static void flush(byte[] bytes, int count, List<String> decoded) {
        String text = Bytes.text(bytes, count);
        if (text.indexOf('\uFFFD') < 0 || isUtf8(bytes, count, text)) {
            if (count > 0) {
                decoded.add(text);
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            decoded.add("\uFFFD");
        }
    }

    private static boolean isUtf8(byte[] bytes, int count, String text) {
        byte[] again = text.getBytes(StandardCharsets.UTF_8);
        return java.util.Arrays.equals(again, 0, again.length, bytes, 0, count);
    }

    private static int value(String token) {
        if (token.length() != 6 || !token.startsWith("<0x") || !token.endsWith(">")) {
            return -1;
        }
        String digits = token.substring(3, 5).toUpperCase(Locale.ROOT);
        return HexFormat.isHexDigit(digits.charAt(0)) && HexFormat.isHexDigit(digits.charAt(1))
                ? HexFormat.fromHexDigits(digits)
                : -1;
    }
}
