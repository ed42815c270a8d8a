package dev.lanewise.zoo.tokenizers;

import org.jspecify.annotations.Nullable;

/**
 * The tokens of words that were seen before: each word has one place, and the later one stays. Entries are immutable,
 * so that threads may race: at worst a word is taken apart again.
 */
final class WordCache {
    private static final int PAGE_BITS = 7;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final int PAGES = 1 << 7;
    private static final int LONGEST = 32;

    /** Made when a word first wants a place there. */
    private final @Nullable Page[] pages = new Page[PAGES];

    private static final class Page {
        final @Nullable Entry[] entries = new Entry[PAGE];
    }

    /** A word and its tokens; the places are counted from its beginning. */
    private record Entry(char[] word, int[] ids, int[] begins, int[] ends) {}

    private static int place(Aligned part) {
        int hash = 0;
        for (int i = part.from; i < part.to; i++) {
            hash = 31 * hash + part.chars[i];
        }
        hash *= 0x9E3779B9;
        return hash >>> 32 - 14; // of a page and a place there, 7 bits each
    }

    /** Adds the tokens of a word, if it is there. */
    boolean find(Aligned part, Tokens tokens) {
        if (part.length() > LONGEST) {
            return false;
        }
        int place = place(part);
        Page page = pages[place >>> PAGE_BITS];
        Entry entry = page == null ? null : page.entries[place & PAGE - 1];
        if (entry == null || !java.util.Arrays.equals(entry.word, 0, entry.word.length, part.chars, part.from,
                part.to)) {
            return false;
        }
        for (int i = 0; i < entry.ids.length; i++) {
            tokens.add(entry.ids[i], part.from + entry.begins[i], part.from + entry.ends[i]);
        }
        return true;
    }

    /** Keeps the tokens of a word: those from this one on. */
    void keep(Aligned part, Tokens tokens, int first) {
        if (part.length() > LONGEST) {
            return;
        }
        int count = tokens.size - first;
        int[] ids = new int[count];
        int[] begins = new int[count];
        int[] ends = new int[count];
        for (int i = 0; i < count; i++) {
            ids[i] = tokens.ids[first + i];
            begins[i] = tokens.begins[first + i] - part.from;
            ends[i] = tokens.ends[first + i] - part.from;
        }
        int place = place(part);
        Page page = pages[place >>> PAGE_BITS];
        if (page == null) {
            page = new Page();
            pages[place >>> PAGE_BITS] = page;
        }
        page.entries[place & PAGE - 1] = new Entry(java.util.Arrays.copyOfRange(part.chars, part.from, part.to), ids,
                begins,
                ends);
    }
}
