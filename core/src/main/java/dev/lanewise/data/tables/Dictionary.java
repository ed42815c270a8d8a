package dev.lanewise.data.tables;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Numbers different texts in the order in which they appear, and finds them by their bytes. */
final class Dictionary {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    /** Not known to whoever writes a file, so that its texts cannot be chosen to collide; no result depends on it. */
    private static final long SECRET = System.nanoTime() * MULTIPLIER;

    private final List<String> texts = new ArrayList<>();

    /** The bytes of all texts, one after the other. */
    private byte[] bytes = new byte[64];

    private int[] ends = new int[16];
    private int[] hashes = new int[16];

    /** Numbers plus 1, by hash; 0 where none is. */
    private int[] slots = new int[32];

    /** All texts in their order. */
    List<String> texts() {
        return texts;
    }

    /** The number of the text that has these bytes; -1 if there is none. */
    int find(byte[] source, int from, int to) {
        int hash = hash(source, from, to);
        for (int slot = hash & slots.length - 1; slots[slot] != 0; slot = slot + 1 & slots.length - 1) {
            int index = slots[slot] - 1;
            if (hashes[index] == hash && Arrays.equals(source, from, to, bytes, start(index), ends[index])) {
                return index;
            }
        }
        return -1;
    }

    /** Takes a text that is not there yet; returns its number. */
    int add(byte[] source, int from, int to, String text) {
        int index = texts.size();
        if (index == ends.length) {
            ends = Arrays.copyOf(ends, 2 * index);
            hashes = Arrays.copyOf(hashes, 2 * index);
            rehash(4 * index);
        }
        int begin = start(index);
        int stop = begin + to - from;
        if (stop < 0) {
            throw new OutOfMemoryError("different texts of more than " + Integer.MAX_VALUE + " bytes");
        }
        if (stop > bytes.length) {
            bytes = Arrays.copyOf(bytes, Growth.of(stop));
        }
        System.arraycopy(source, from, bytes, begin, to - from);
        ends[index] = stop;
        hashes[index] = hash(source, from, to);
        texts.add(text);
        insert(index);
        return index;
    }

    private int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    private void rehash(int capacity) {
        slots = new int[capacity];
        for (int index = 0; index < texts.size(); index++) {
            insert(index);
        }
    }

    private void insert(int index) {
        int slot = hashes[index] & slots.length - 1;
        while (slots[slot] != 0) {
            slot = slot + 1 & slots.length - 1;
        }
        slots[slot] = index + 1;
    }

    private static int hash(byte[] source, int from, int to) {
        long hash = SECRET + to - from;
        int p = from;
        for (; p + Long.BYTES <= to; p += Long.BYTES) {
            hash = mix(hash ^ (long) LONGS.get(source, p));
        }
        long rest = 0;
        for (; p < to; p++) {
            rest = rest << 8 | source[p] & 0xFF;
        }
        return (int) mix(hash ^ rest);
    }

    private static long mix(long x) {
        return x * MULTIPLIER ^ Math.multiplyHigh(x, MULTIPLIER);
    }
}
