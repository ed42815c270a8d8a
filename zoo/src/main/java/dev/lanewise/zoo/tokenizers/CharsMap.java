package dev.lanewise.zoo.tokenizers;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * SentencePiece's table of what characters become: a double-array trie over bytes of UTF-8, whose values are positions
 * of texts that end with a zero. Like the reference, what a user sees as one character is looked up whole if it is
 * short, then by its parts.
 */
final class CharsMap implements Normalizing {
    private static final int MOST_BYTES = 6; // of a cluster that is looked up whole, exclusive

    private final int[] units;
    private final byte[] texts;

    private CharsMap(int[] units, byte[] texts) {
        this.units = units;
        this.texts = texts;
    }

    static Normalizing read(Part part) {
        if (!part.has("precompiled_charsmap")) {
            return text -> text;
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(part.text("precompiled_charsmap"));
        } catch (IllegalArgumentException e) {
            throw part.error("\"precompiled_charsmap\" is not Base64");
        }
        if (bytes.length < 4) {
            throw part.error("\"precompiled_charsmap\" has " + bytes.length + " bytes, which hold no trie");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int size = buffer.getInt();
        if (size < 4 || size % 4 != 0 || size > bytes.length - 4) {
            throw part.error("\"precompiled_charsmap\" says that its trie has " + Integer.toUnsignedString(size)
                    + " bytes, of " + (bytes.length - 4));
        }
        int[] units = new int[size / 4];
        buffer.slice().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(units);
        return new CharsMap(units, Arrays.copyOfRange(bytes, 4 + size, bytes.length));
    }

    @Override
    public Aligned apply(Aligned text) {
        Rewrite rewrite = new Rewrite(text);
        boolean changed = false;
        String whole = text.toString();
        Matcher clusters = Clusters.PATTERN.matcher(whole);
        for (int from = 0; from < whole.length();) {
            int to = whole.charAt(from) < 0x80 && (from + 1 == whole.length() || whole.charAt(from + 1) < 0x80)
                    && whole.charAt(from) != '\r'
                            ? from + 1
                            : clusters.find(from) ? clusters.end() : whole.length();
            String cluster = whole.substring(from, to);
            byte[] bytes = cluster.getBytes(StandardCharsets.UTF_8);
            String mapped = bytes.length < MOST_BYTES ? mapped(bytes) : null;
            if (mapped != null) {
                put(rewrite, mapped, cluster.codePointCount(0, cluster.length()));
                changed = true;
            } else {
                changed |= each(rewrite, cluster);
            }
            from = to;
        }
        return changed ? rewrite.done() : text;
    }

    private boolean each(Rewrite rewrite, String cluster) {
        boolean changed = false;
        for (int c : cluster.codePoints().toArray()) {
            String mapped = mapped(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            if (mapped == null) {
                rewrite.replace(c);
            } else {
                put(rewrite, mapped, 1);
                changed = true;
            }
        }
        return changed;
    }

    /** In the place of so many characters: the reference's way of counting, which decides what they are aligned to. */
    private static void put(Rewrite rewrite, String mapped, int old) {
        int[] put = mapped.codePoints().toArray();
        for (int i = 0; i < put.length; i++) {
            rewrite.put(put[i], i == 0 ? put.length - old : i);
        }
    }

    /** What the shortest beginning of these bytes that the trie has becomes, or null. */
    private @Nullable String mapped(byte[] bytes) {
        int unit = units[0];
        int position = offset(unit);
        for (byte each : bytes) {
            if (each == 0) {
                return null;
            }
            position ^= each & 0xFF;
            if (position < 0 || position >= units.length) {
                return null;
            }
            unit = units[position];
            if ((unit & 0x800000FF) != (each & 0xFF)) {
                return null;
            }
            position ^= offset(unit);
            if ((unit >>> 8 & 1) == 1) {
                return position < 0 || position >= units.length ? null : text(units[position] & 0x7FFFFFFF);
            }
        }
        return null;
    }

    private @Nullable String text(int from) {
        if (from >= texts.length) {
            return null;
        }
        int to = from;
        while (to < texts.length && texts[to] != 0) {
            to++;
        }
        return new String(texts, from, to - from, StandardCharsets.UTF_8);
    }

    private static int offset(int unit) {
        return (unit >>> 10) << ((unit & 1 << 9) >>> 6);
    }

    /** What a user sees as one character (UAX #29). */
    private static final class Clusters {
        private static final Pattern PATTERN = Pattern.compile("\\X");
    }
}
