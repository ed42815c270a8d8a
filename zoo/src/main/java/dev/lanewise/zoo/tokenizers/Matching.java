package dev.lanewise.zoo.tokenizers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Finds places in a text, from left to right; an empty one is where a text is split. */
@FunctionalInterface
interface Matching {
    /** A place, as indices of the text's {@code chars}. */
    record Range(int from, int to) {}

    /** The places that match. */
    List<Range> find(Aligned text);

    /** Reads a pattern: {@code {"String": …}} or {@code {"Regex": …}}. */
    static Matching read(Part part, String key) {
        Part pattern = part.below(key).only("String", "Regex");
        if (pattern.has("String")) {
            String sought = pattern.text("String");
            if (sought.length() > Trie.LONGEST) {
                throw pattern.error("\"String\" has " + sought.length() + " characters, more than the "
                        + Trie.LONGEST + " that are read");
            }
            return string(sought);
        }
        return new Regex(pattern, pattern.text("Regex"));
    }

    /** Each such character. */
    static Matching each(IntPredicate wanted) {
        return text -> {
            List<Range> found = new ArrayList<>();
            for (int i = text.from; i < text.to;) {
                int c = text.codePointAt(i);
                int next = i + Character.charCount(c);
                if (wanted.test(c)) {
                    found.add(new Range(i, next));
                }
                i = next;
            }
            return found;
        };
    }

    private static Matching string(String sought) {
        return text -> {
            List<Range> found = new ArrayList<>();
            for (int i = text.from; !sought.isEmpty() && i + sought.length() <= text.to;) {
                int k = 0;
                while (k < sought.length() && text.chars[i + k] == sought.charAt(k)) {
                    k++;
                }
                if (k == sought.length()) {
                    found.add(new Range(i, i + k));
                    i += k;
                } else {
                    i++;
                }
            }
            return found;
        };
    }
}
