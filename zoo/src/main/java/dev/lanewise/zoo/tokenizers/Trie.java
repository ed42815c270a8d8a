package dev.lanewise.zoo.tokenizers;

import dev.lanewise.text.Printable;
import java.util.Arrays;

/** Words by their beginnings, for the longest match; edges stand in a table with open addressing. */
final class Trie {
    /** Longer words are not taken: at each character of a text so many may be looked at. */
    static final int LONGEST = 1000;

    private long[] edges = new long[64]; // node << 16 | char, plus 1
    private int[] targets = new int[64];
    private int[] values = new int[32];
    private int nodes = 1;

    Trie() {
        Arrays.fill(values, -1);
    }

    /** The words of a vocabulary, with their numbers. */
    static Trie of(Vocabulary vocabulary, Part part) {
        Trie trie = new Trie();
        for (int id = 0; id < vocabulary.size(); id++) {
            String token = vocabulary.token(id);
            if (token != null) {
                trie.add(token, id, part);
            }
        }
        return trie;
    }

    /**
     * Adds a word; its value, not negative, replaces an earlier one.
     *
     * @param part where it is from
     */
    void add(String word, int value, Part part) {
        if (word.length() > LONGEST) {
            throw part.error("the token " + Printable.quoted(word) + " has " + word.length()
                    + " characters, more than the " + LONGEST + " that are read");
        }
        int node = 0;
        for (int i = 0; i < word.length(); i++) {
            int next = next(node, word.charAt(i));
            node = next >= 0 ? next : grow(node, word.charAt(i));
        }
        values[node] = value;
    }

    boolean isEmpty() {
        return nodes == 1;
    }

    /** The node that a character leads to, or -1; 0 is the root. */
    int next(int node, char c) {
        long key = key(node, c);
        for (int slot = slot(key);; slot = (slot + 1) & (edges.length - 1)) {
            if (edges[slot] == key) {
                return targets[slot];
            }
            if (edges[slot] == 0) {
                return -1;
            }
        }
    }

    /** The value of the word that ends at this node, or -1. */
    int value(int node) {
        return values[node];
    }

    private int grow(int node, char c) {
        if (4 * nodes >= 3 * edges.length) {
            long[] keys = edges;
            int[] old = targets;
            edges = new long[2 * keys.length];
            targets = new int[2 * keys.length];
            for (int i = 0; i < keys.length; i++) {
                if (keys[i] != 0) {
                    put(keys[i], old[i]);
                }
            }
        }
        if (nodes == values.length) {
            values = Arrays.copyOf(values, 2 * nodes);
            Arrays.fill(values, nodes, values.length, -1);
        }
        put(key(node, c), nodes);
        return nodes++;
    }

    private void put(long key, int target) {
        int slot = slot(key);
        while (edges[slot] != 0) {
            slot = (slot + 1) & (edges.length - 1);
        }
        edges[slot] = key;
        targets[slot] = target;
    }

    private static long key(int node, char c) {
        return ((long) node << 16 | c) + 1;
    }

    private int slot(long key) {
        return Hashing.slot(key, edges.length);
    }
}
