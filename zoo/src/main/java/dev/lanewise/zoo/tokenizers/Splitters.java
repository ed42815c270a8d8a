package dev.lanewise.zoo.tokenizers;

import dev.lanewise.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The pre-tokenizers of a tokenizer's file. */
final class Splitters {
    private Splitters() {}

    /** Reads one. */
    static Splitting read(Part part) {
        return switch (part.type()) {
            case "BertPreTokenizer" -> {
                part.only();
                yield Splitters::bert;
            }
            case "Whitespace" -> {
                part.only();
                yield Splitters::words;
            }
            case "WhitespaceSplit" -> {
                part.only();
                yield removed(Characters::isWhitespace);
            }
            case "CharDelimiterSplit" -> {
                int delimiter = part.only("delimiter").character("delimiter");
                yield removed(c -> c == delimiter);
            }
            case "Punctuation" -> {
                part.only("behavior");
                Behavior behavior = part.has("behavior") ? Behavior.read(part, "behavior") : Behavior.ISOLATED;
                yield split(behavior, Matching.each(Characters::isPunctuation), false);
            }
            case "Digits" -> {
                boolean each = part.only("individual_digits").flag("individual_digits", false);
                yield split(each ? Behavior.ISOLATED : Behavior.CONTIGUOUS, Matching.each(Characters::isNumeric),
                        false);
            }
            case "Split" -> {
                part.only("pattern", "behavior", "invert");
                yield split(Behavior.read(part, "behavior"), Matching.read(part, "pattern"),
                        part.flag("invert", false));
            }
            case "ByteLevel" -> ByteLevel.read(part);
            case "Metaspace" -> Metaspace.read(part);
            case "Sequence" -> Splitting.all(
                    part.only("pretokenizers").list("pretokenizers").stream().map(Splitters::read).toList());
            default -> throw part.unknown("pre-tokenizer");
        };
    }

    private static Splitting split(Behavior behavior, Matching matching, boolean invert) {
        return (text, parts) -> behavior.split(text, matching, invert, parts);
    }

    private static Splitting removed(java.util.function.IntPredicate delimiter) {
        return (text, parts) -> {
            int start = text.from;
            for (int i = text.from; i < text.to;) {
                int c = text.codePointAt(i);
                int next = i + Character.charCount(c);
                if (delimiter.test(c)) {
                    accept(text, start, i, parts);
                    start = next;
                }
                i = next;
            }
            accept(text, start, text.to, parts);
        };
    }

    private static void accept(Aligned text, int from, int to, Consumer<Aligned> parts) {
        if (from < to) {
            parts.accept(text.part(from, to));
        }
    }

    /** Words between white space, and each sign of punctuation by itself. */
    private static void bert(Aligned text, Consumer<Aligned> parts) {
        int start = text.from;
        for (int i = text.from; i < text.to;) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            boolean space = Characters.isWhitespace(c);
            if (space || Characters.isPunctuation(c)) {
                accept(text, start, i, parts);
                if (!space) {
                    parts.accept(text.part(i, next));
                }
                start = next;
            }
            i = next;
        }
        accept(text, start, text.to, parts);
    }

    /** Runs of letters and digits, and runs of all else, between white space. */
    private static void words(Aligned text, Consumer<Aligned> parts) {
        int start = text.from;
        int kind = 0; // of the characters since then: 0 white space, 1 of words, 2 others
        for (int i = text.from; i < text.to;) {
            int c = text.codePointAt(i);
            int each = Characters.isWord(c) ? 1 : Characters.isWhitespace(c) ? 0 : 2;
            if (each != kind) {
                if (kind != 0) {
                    accept(text, start, i, parts);
                }
                start = i;
                kind = each;
            }
            i += Character.charCount(c);
        }
        if (kind != 0) {
            accept(text, start, text.to, parts);
        }
    }

    /**
     * SentencePiece's: a sign for each space, and one before the text.
     *
     * @param always whether one is put before each part, not only before that at the beginning of the text
     */
    private record Metaspace(int sign, boolean prepends, boolean always, boolean splits) implements Splitting {
        static Metaspace read(Part part) {
            part.only("replacement", "prepend_scheme", "split", "add_prefix_space", "str_rep");
            String scheme = part.text("prepend_scheme", "always");
            if (!List.of("always", "first", "never").contains(scheme)) {
                throw part.unsupported("prepend_scheme", "always, first or never");
            }
            if (!part.flag("add_prefix_space", !scheme.equals("never")) && !scheme.equals("never")
                    && part.has("prepend_scheme")) {
                throw part.error("\"add_prefix_space\" is false, but \"prepend_scheme\" is "
                        + Printable.quoted(scheme));
            }
            boolean prepends = part.has("prepend_scheme")
                    ? !scheme.equals("never")
                    : part.flag("add_prefix_space", true);
            return new Metaspace(part.has("replacement") ? part.character("replacement") : '\u2581', prepends,
                    scheme.equals("always"), part.flag("split", true));
        }

        @Override
        public void split(Aligned text, Consumer<Aligned> parts) {
            Aligned marked = Normalizers.map(text, c -> c == ' ' ? sign : c);
            if (prepends && !marked.startsWith(sign) && (always || text.origin() == 0)) {
                marked = Normalizers.prepended(marked, Character.toString(sign));
            }
            if (!splits) {
                accept(marked, marked.from, marked.to, parts);
                return;
            }
            int start = marked.from;
            for (int i = marked.from; i < marked.to;) {
                int c = marked.codePointAt(i);
                if (c == sign && i > start) {
                    accept(marked, start, i, parts);
                    start = i;
                }
                i += Character.charCount(c);
            }
            accept(marked, start, marked.to, parts);
        }
    }

    /** GPT-2's: words as its expression finds them, if that is wanted, then each byte as a character. */
    private record ByteLevel(boolean prefixSpace, boolean words) implements Splitting {
        static ByteLevel read(Part part) {
            part.only("add_prefix_space", "trim_offsets", "use_regex");
            return new ByteLevel(part.flag("add_prefix_space", true), part.flag("use_regex", true));
        }

        @Override
        public void split(Aligned text, Consumer<Aligned> parts) {
            Aligned spaced = prefixSpace && !text.startsWith(' ') ? Normalizers.prepended(text, " ") : text;
            if (!words) {
                parts.accept(Bytes.encoded(spaced));
                return;
            }
            if (spaced.isAscii()) { // a byte for each character: the bytes are split where the characters are
                Aligned bytes = Bytes.encoded(spaced);
                int shift = bytes.from - spaced.from;
                for (int i = spaced.from; i < spaced.to;) {
                    int end = Gpt2Words.end(spaced, i);
                    parts.accept(bytes.part(i + shift, end + shift));
                    i = end;
                }
                return;
            }
            for (int i = spaced.from; i < spaced.to;) {
                int end = Gpt2Words.end(spaced, i);
                parts.accept(Bytes.encoded(spaced.part(i, end)));
                i = end;
            }
        }
    }

    /** Lists what a step hands on. */
    static List<Aligned> list(Splitting step, Aligned text) {
        List<Aligned> parts = new ArrayList<>();
        step.split(text, parts::add);
        return parts;
    }
}
