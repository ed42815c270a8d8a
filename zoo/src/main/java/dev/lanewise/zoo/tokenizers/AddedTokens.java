package dev.lanewise.zoo.tokenizers;

import dev.lanewise.text.Printable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that are found in a text before all else, such as {@code [MASK]}: the leftmost, of these the longest. Some are
 * looked for in the text as it is, others in the normalised one.
 */
final class AddedTokens {
    private static final int MOST = 1_000_000;

    private final List<Token> tokens = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<Integer, String> contents = new HashMap<>();
    private final BitSet special = new BitSet();
    private final Trie raw = new Trie();
    private final Trie normalized = new Trie();

    private record Token(int id, boolean singleWord, boolean leftStrip, boolean rightStrip) {}

    /** What the file lists under {@code added_tokens}; numbers are the file's. */
    static AddedTokens read(List<Part> parts, Vocabulary vocabulary, @Nullable Normalizing normalizer) {
        AddedTokens added = new AddedTokens();
        for (Part part : parts) {
            part.only("id", "content", "single_word", "lstrip", "rstrip", "normalized", "special");
            String content = part.text("content");
            int id = part.number("id");
            int known = vocabulary.id(content);
            String other = vocabulary.token(id);
            if (known >= 0 ? known != id : other != null) {
                throw part.error(Printable.quoted(content) + " has the id " + id + ", but the vocabulary has "
                        + (known >= 0 ? known + " for it" : Printable.quoted(String.valueOf(other)) + " there"));
            }
            if (id > vocabulary.size() + MOST) {
                throw part.error("\"id\" is " + id + ", but the vocabulary ends at " + vocabulary.size());
            }
            if (added.contents.putIfAbsent(id, content) != null || added.ids.putIfAbsent(content, id) != null) {
                throw part.error(Printable.quoted(content) + " with the id " + id + " has a token or an id that is"
                        + " there before it");
            }
            added.add(part, content, id, normalizer);
        }
        return added;
    }

    private void add(Part part, String content, int id, @Nullable Normalizing normalizer) {
        boolean isSpecial = part.flag("special", false);
        special.set(id, isSpecial);
        boolean isNormalized = part.flag("normalized", !isSpecial);
        String sought = content;
        if (isNormalized && normalizer != null) {
            try {
                sought = normalizer.apply(Aligned.of(content)).toString();
            } catch (IllegalArgumentException e) {
                throw part.error(Printable.quoted(content) + " cannot be normalized: " + e.getMessage());
            }
        }
        Trie trie = isNormalized ? normalized : raw;
        if (!sought.isEmpty()) {
            trie.add(sought, tokens.size(), part);
        }
        contents.put(id, sought); // the reference decodes to what it looks for
        tokens.add(new Token(id, part.flag("single_word", false), part.flag("lstrip", false),
                part.flag("rstrip", false)));
    }

    /** The number of an added token, or -1. */
    int id(String token) {
        return ids.getOrDefault(token, -1);
    }

    /** The added token of a number, or null. */
    @Nullable
    String token(int id) {
        return contents.get(id);
    }

    /** Whether the token is left out of what is decoded. */
    boolean isSpecial(int id) {
        return special.get(id);
    }

    /** One more than the largest number. */
    int size() {
        return contents.keySet().stream().mapToInt(id -> id + 1).max().orElse(0);
    }

    /** Splits a text as it is at the tokens that are sought there. */
    void splitRaw(Aligned text, Consumer<Aligned> parts, Tokens found) {
        split(raw, text, parts, found);
    }

    /** Splits a normalised text at the tokens that are sought there. */
    void splitNormalized(Aligned text, Consumer<Aligned> parts, Tokens found) {
        split(normalized, text, parts, found);
    }

    private void split(Trie trie, Aligned text, Consumer<Aligned> parts, Tokens found) {
        if (trie.isEmpty()) {
            parts.accept(text);
            return;
        }
        char[] chars = text.chars;
        int done = text.from;
        for (int from = text.from; from < text.to;) {
            int to = -1;
            int token = -1;
            int node = 0;
            for (int i = from; i < text.to && (node = trie.next(node, chars[i])) >= 0; i++) {
                if (trie.value(node) >= 0) {
                    token = trie.value(node);
                    to = i + 1;
                }
            }
            if (token < 0) {
                from++;
                continue;
            }
            Token each = tokens.get(token);
            int start = from;
            int stop = to;
            from = to;
            if (each.singleWord && ((start > text.from
                    && Characters.isWord(Character.codePointBefore(chars, start, text.from)))
                    || (stop < text.to && Characters.isWord(text.codePointAt(stop))))) {
                continue;
            }
            while (each.leftStrip && start > done && Characters.isWhitespace(chars[start - 1])) {
                start--;
            }
            stop = Math.max(stop, done); // what is stripped already is not looked at again
            while (each.rightStrip && stop < text.to && Characters.isWhitespace(chars[stop])) {
                stop++;
            }
            start = Math.max(start, done);
            if (done < start) {
                parts.accept(text.part(done, start));
            }
            if (start < stop) {
                found.add(each.id, start, stop);
                found.toOriginal(found.size - 1, text);
            }
            done = Math.max(done, stop);
        }
        if (done < text.to) {
            parts.accept(text.part(done, text.to));
        }
    }
}
