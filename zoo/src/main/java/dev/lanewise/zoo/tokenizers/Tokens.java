package dev.lanewise.zoo.tokenizers;

import java.util.Arrays;

/** Tokens in the making: the number of each, and where it stands. */
final class Tokens {
    int[] ids = new int[32];
    int[] begins = new int[32];
    int[] ends = new int[32];
    int size;

    void add(int id, int begin, int end) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, 2 * size);
            begins = Arrays.copyOf(begins, 2 * size);
            ends = Arrays.copyOf(ends, 2 * size);
        }
        ids[size] = id;
        begins[size] = begin;
        ends[size++] = end;
    }

    /** Exchanges indices in the part's characters, of the tokens from this one on, for those in the original text. */
    void toOriginal(int first, Aligned part) {
        for (int i = first; i < size; i++) {
            if (begins[i] == ends[i]) {
                ends[i] = begins[i] = part.origin();
                continue;
            }
            int begin = part.begin(begins[i]);
            ends[i] = part.end(ends[i] - 1);
            begins[i] = begin;
        }
    }

    /** Keeps these tokens only. */
    void keep(int from, int to) {
        System.arraycopy(ids, from, ids, 0, to - from);
        System.arraycopy(begins, from, begins, 0, to - from);
        System.arraycopy(ends, from, ends, 0, to - from);
        size = to - from;
    }
}
