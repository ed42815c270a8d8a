package dev.lanewise.zoo.tokenizers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tokens and their numbers, found by a range of {@code char}s without making a string of it: a table with open
 * addressing.
 */
final class Vocabulary {
    private final @Nullable String[] tokens;
    private final int[] slots; // id + 1, or 0
    private final int count;

    /**
     * @param names the tokens, all different
     * @param ids the number of each, all different and not negative
     */
    Vocabulary(List<String> names, int[] ids) {
        int largest = -1;
        for (int i = 0; i < names.size(); i++) {
            largest = Math.max(largest, ids[i]);
        }
        tokens = new String[largest + 1];
        slots = new int[Math.max(16, Integer.highestOneBit(Math.max(1, names.size())) << 2)];
        count = names.size();
        for (int i = 0; i < count; i++) {
            String name = names.get(i);
            tokens[ids[i]] = name;
            int slot = slot(Hashing.of(name));
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = ids[i] + 1;
        }
    }

    /** How many tokens there are. */
    int count() {
        return count;
    }

    /** One more than the largest number. */
    int size() {
        return tokens.length;
    }

    /** The token of a number, or null. */
    @Nullable
    String token(int id) {
        return id < 0 || id >= tokens.length ? null : tokens[id];
    }

    /** The number of a token, or -1. */
    int id(String token) {
        for (int slot = slot(Hashing.of(token)); slots[slot] != 0; slot = (slot + 1) & (slots.length - 1)) {
            int id = slots[slot] - 1;
            if (token.equals(tokens[id])) {
                return id;
            }
        }
        return -1;
    }

    /** The number of the token that these characters are, or -1. */
    int id(char[] text, int from, int to) {
        return idAfter("", text, from, to);
    }

    /** The number of the token that a prefix and these characters are, or -1. */
    int idAfter(String prefix, char[] text, int from, int to) {
        long hash = Hashing.of(prefix);
        for (int i = from; i < to; i++) {
            hash = Hashing.goneOn(hash, text[i]);
        }
        for (int slot = slot(hash); slots[slot] != 0; slot = (slot + 1) & (slots.length - 1)) {
            int id = slots[slot] - 1;
            String token = tokens[id];
            if (token != null && token.length() == prefix.length() + to - from && token.startsWith(prefix)
                    && same(token, prefix.length(), text, from)) {
                return id;
            }
        }
        return -1;
    }

    private static boolean same(String token, int start, char[] text, int from) {
        for (int i = start; i < token.length(); i++) {
            if (token.charAt(i) != text[from + i - start]) {
                return false;
            }
        }
        return true;
    }

    private int slot(long hash) {
        return Hashing.slot(hash, slots.length);
    }
}
