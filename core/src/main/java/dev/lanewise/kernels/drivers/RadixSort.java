package dev.lanewise.kernels.drivers;

/**
 * Sorts keys whose upper 32 bits are a signed int to sort by, and whose lower 32 bits are their places, in ascending
 * order: three stable passes, by 11 bits of the upper half each, the lowest first. A pass counts and moves chunk by
 * chunk, so that threads can share a long line; each key has one place to go, whoever moves it.
 */
final class RadixSort {
    /** Keys that are counted and moved by one thread. */
    static final int CHUNK = 1 << 17;

    /**
     * Fewer keys are sorted faster by {@link java.util.Arrays#sort(long[])}: counters have to be cleared and summed.
     */
    static final int LEAST = 2048;

    private static final int BITS = 11;
    private static final int DIGITS = 1 << BITS;

    private RadixSort() {}

    /**
     * Sorts the keys, with another array of their length, and returns the one of the two that holds them in the end.
     */
    static long[] sort(long[] keys, long[] spare) {
        long[] from = keys;
        long[] to = spare;
        for (int shift = 32; shift < 64; shift += BITS) {
            int[][] next = new int[Math.ceilDiv(keys.length, CHUNK)][];
            count(from, shift, next);
            if (places(next, keys.length)) {
                move(from, shift, next, to);
                long[] moved = to;
                to = from;
                from = moved;
            }
        }
        return from;
    }

    /** The digit at some bits; the sign is turned, as negative keys come first. */
    private static int digit(long key, int shift) {
        return (int) ((key ^ Long.MIN_VALUE) >>> shift) & DIGITS - 1;
    }

    private static void count(long[] keys, int shift, int[][] counts) {
        Split.range(keys.length, CHUNK, (first, end) -> {
            int[] own = new int[DIGITS];
            for (int i = first; i < end; i++) {
                own[digit(keys[i], shift)]++;
            }
            counts[first / CHUNK] = own;
        });
    }

    /** Makes of the counts of each chunk the places of its first keys; false if all keys have one digit. */
    private static boolean places(int[][] counts, int size) {
        int place = 0;
        for (int digit = 0; digit < DIGITS; digit++) {
            int before = place;
            for (int[] own : counts) {
                int count = own[digit];
                own[digit] = place;
                place += count;
            }
            if (place - before == size) {
                return false;
            }
        }
        return true;
    }

    private static void move(long[] keys, int shift, int[][] next, long[] to) {
        Split.range(keys.length, CHUNK, (first, end) -> {
            int[] own = next[first / CHUNK];
            for (int i = first; i < end; i++) {
                to[own[digit(keys[i], shift)]++] = keys[i];
            }
        });
    }
}
