package dev.lanewise.zoo.tokenizers;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/** The normalizers of a tokenizer's file, and what they are made of. */
final class Normalizers {
    private Normalizers() {}

    /** Reads one. */
    static Normalizing read(Part part) {
        return switch (part.type()) {
            case "BertNormalizer" -> BertNormalizer.read(part);
            case "NFC" -> form(part, UnicodeForm.NFC);
            case "NFD" -> form(part, UnicodeForm.NFD);
            case "NFKC" -> form(part, UnicodeForm.NFKC);
            case "NFKD" -> form(part, UnicodeForm.NFKD);
            case "Lowercase" -> {
                part.only();
                yield Normalizers::lowercase;
            }
            case "StripAccents" -> {
                part.only();
                yield text -> filter(text, c -> !Characters.isMark(c));
            }
            case "Nmt" -> {
                part.only();
                yield text -> map(filter(text, c -> !isNmtControl(c)), c -> isNmtSpace(c) ? ' ' : c);
            }
            case "Strip" -> strip(part.only("strip_left", "strip_right"));
            case "Prepend" -> prepend(part.only("prepend").text("prepend"));
            case "Replace" -> replace(part.only("pattern", "content"));
            case "ByteLevel" -> {
                part.only();
                yield Bytes::encoded;
            }
            case "Precompiled" -> CharsMap.read(part.only("precompiled_charsmap"));
            case "Sequence" ->
                Normalizing.all(part.only("normalizers").list("normalizers").stream().map(Normalizers::read).toList());
            default -> throw part.unknown("normalizer");
        };
    }

    private static Normalizing form(Part part, UnicodeForm form) {
        part.only();
        return form;
    }

    /** Without the characters that are not wanted. */
    static Aligned filter(Aligned text, IntPredicate wanted) {
        int i = text.from;
        while (i < text.to && wanted.test(text.codePointAt(i))) {
            i += Character.charCount(text.codePointAt(i));
        }
        if (i == text.to) {
            return text;
        }
        Rewrite rewrite = new Rewrite(text);
        for (int k = text.from; k < text.to;) {
            int c = text.codePointAt(k);
            k += Character.charCount(c);
            if (wanted.test(c)) {
                rewrite.replace(c);
            } else {
                rewrite.skip(1);
            }
        }
        return rewrite.done();
    }

    /** Other characters in their places. */
    static Aligned map(Aligned text, IntUnaryOperator mapping) {
        int i = text.from;
        while (i < text.to && mapping.applyAsInt(text.codePointAt(i)) == text.codePointAt(i)) {
            i += Character.charCount(text.codePointAt(i));
        }
        if (i == text.to) {
            return text;
        }
        Rewrite rewrite = new Rewrite(text);
        for (int k = text.from; k < text.to;) {
            int c = text.codePointAt(k);
            k += Character.charCount(c);
            rewrite.replace(mapping.applyAsInt(c));
        }
        return rewrite.done();
    }

    /** In lower case, each character by itself: a sigma at the end of a word is no other. */
    static Aligned lowercase(Aligned text) {
        if (text.isAscii()) {
            char[] chars = Arrays.copyOfRange(text.chars, text.from, text.to);
            for (int i = 0; i < chars.length; i++) {
                if (chars[i] >= 'A' && chars[i] <= 'Z') {
                    chars[i] += 'a' - 'A';
                }
            }
            return text.withChars(chars);
        }
        Rewrite rewrite = new Rewrite(text);
        for (int i = text.from; i < text.to;) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            rewrite.replace(Character.toLowerCase(c));
            if (c == 0x130) { // the one letter that becomes two: i and a dot above
                rewrite.insert(0x307);
            }
        }
        return rewrite.done();
    }

    private static Normalizing strip(Part part) {
        boolean left = part.flag("strip_left", true);
        boolean right = part.flag("strip_right", true);
        return text -> {
            int from = text.from;
            int to = text.to;
            while (left && from < to && Characters.isWhitespace(text.chars[from])) {
                from++;
            }
            while (right && to > from && Characters.isWhitespace(text.chars[to - 1])) {
                to--;
            }
            return text.trimmed(from, to);
        };
    }

    private static Normalizing prepend(String prefix) {
        return text -> prepended(text, prefix);
    }

    /** With this before the first character, if there is one. */
    static Aligned prepended(Aligned text, String prefix) {
        if (text.isEmpty() || prefix.isEmpty()) {
            return text;
        }
        Rewrite rewrite = new Rewrite(text);
        int[] added = prefix.codePoints().toArray();
        rewrite.replace(added[0]);
        for (int i = 1; i < added.length; i++) {
            rewrite.insert(added[i]);
        }
        int first = text.codePointAt(text.from);
        rewrite.insert(first);
        for (int i = text.from + Character.charCount(first); i < text.to;) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            rewrite.replace(c);
        }
        return rewrite.done();
    }

    private static Normalizing replace(Part part) {
        Matching pattern = Matching.read(part, "pattern");
        int[] content = part.text("content").codePoints().toArray();
        return text -> {
            List<Matching.Range> found = pattern.find(text);
            if (found.isEmpty()) {
                return text;
            }
            Rewrite rewrite = new Rewrite(text);
            int done = text.from;
            for (Matching.Range range : found) {
                keep(rewrite, text, done, range.from());
                rewrite.skip(Character.codePointCount(text.chars, range.from(), range.to() - range.from()));
                for (int c : content) {
                    rewrite.insert(c);
                }
                done = range.to();
            }
            keep(rewrite, text, done, text.to);
            return rewrite.done();
        };
    }

    private static void keep(Rewrite rewrite, Aligned text, int from, int to) {
        for (int i = from; i < to;) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            rewrite.replace(c);
        }
    }

    private static boolean isNmtControl(int c) {
        return (c >= 0x01 && c <= 0x08) || c == 0x0B || (c >= 0x0E && c <= 0x1F) || c == 0x7F || c == 0x8F || c == 0x9F;
    }

    private static boolean isNmtSpace(int c) {
        return switch (c) {
            case 0x09, 0x0A, 0x0C, 0x0D, 0x1680, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF,
                    0xFFFD ->
                true;
            default -> false;
        };
    }
}
