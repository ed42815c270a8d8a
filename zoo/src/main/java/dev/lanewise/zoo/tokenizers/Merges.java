package dev.lanewise.zoo.tokenizers;

/** Which two tokens become one, and in what order: a table with open addressing. */
final class Merges {
    private final long[] pairs; // left << 32 | right, plus 1
    private final int[] ranks;
    private final int[] wholes;

    Merges(int count) {
        int capacity = Math.max(16, Integer.highestOneBit(Math.max(1, count)) << 2);
        pairs = new long[capacity];
        ranks = new int[capacity];
        wholes = new int[capacity];
    }

    /** Adds a pair; a later one replaces it. */
    void add(int left, int right, int rank, int whole) {
        int slot = slot(key(left, right));
        pairs[slot] = key(left, right);
        ranks[slot] = rank;
        wholes[slot] = whole;
    }

    /** The place of a pair for {@link #rank} and {@link #whole}, or -1. */
    int find(int left, int right) {
        int slot = slot(key(left, right));
        return pairs[slot] == 0 ? -1 : slot;
    }

    int rank(int place) {
        return ranks[place];
    }

    int whole(int place) {
        return wholes[place];
    }

    private static long key(int left, int right) {
        return ((long) left << 32 | right) + 1;
    }

    private int slot(long key) {
        int slot = Hashing.slot(key, pairs.length);
        while (pairs[slot] != 0 && pairs[slot] != key) {
            slot = (slot + 1) & (pairs.length - 1);
        }
        return slot;
    }
}
