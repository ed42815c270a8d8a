package dev.lanewise.zoo.gguf;

import java.nio.ByteBuffer;

/**
 * Blocks of 32 elements: whole numbers of 4, 5 or 8 bits times a scale, in some types plus an offset; both are halves.
 * Of the numbers of 4 bits the first 16 are the lower halves of the bytes, the last 16 the upper ones.
 */
final class SmallBlocks {
    private static final int SIZE = 32;
    private static final int HALF = SIZE / 2;

    private SmallBlocks() {}

    static void q80(ByteBuffer from, int at, float[] to, int first) {
        float scale = half(from, at);
        for (int i = 0; i < SIZE; i++) {
            to[first + i] = from.get(at + 2 + i) * scale;
        }
    }

    static void q40(ByteBuffer from, int at, float[] to, int first) {
        float scale = half(from, at);
        for (int i = 0; i < HALF; i++) {
            int pair = from.get(at + 2 + i);
            to[first + i] = ((pair & 0xF) - 8) * scale;
            to[first + HALF + i] = ((pair >> 4 & 0xF) - 8) * scale;
        }
    }

    static void q41(ByteBuffer from, int at, float[] to, int first) {
        float scale = half(from, at);
        float offset = half(from, at + 2);
        for (int i = 0; i < HALF; i++) {
            int pair = from.get(at + 4 + i);
            to[first + i] = (pair & 0xF) * scale + offset;
            to[first + HALF + i] = (pair >> 4 & 0xF) * scale + offset;
        }
    }

    static void q50(ByteBuffer from, int at, float[] to, int first) {
        float scale = half(from, at);
        int fifth = from.getInt(at + 2);
        for (int i = 0; i < HALF; i++) {
            int pair = from.get(at + 6 + i);
            to[first + i] = ((pair & 0xF | (fifth >> i & 1) << 4) - 16) * scale;
            to[first + HALF + i] = ((pair >> 4 & 0xF | (fifth >> HALF + i & 1) << 4) - 16) * scale;
        }
    }

    static void q51(ByteBuffer from, int at, float[] to, int first) {
        float scale = half(from, at);
        float offset = half(from, at + 2);
        int fifth = from.getInt(at + 4);
        for (int i = 0; i < HALF; i++) {
            int pair = from.get(at + 8 + i);
            to[first + i] = (pair & 0xF | (fifth >> i & 1) << 4) * scale + offset;
            to[first + HALF + i] = (pair >> 4 & 0xF | (fifth >> HALF + i & 1) << 4) * scale + offset;
        }
    }

    static float half(ByteBuffer from, int at) {
        return Float.float16ToFloat(from.getShort(at));
    }
}
