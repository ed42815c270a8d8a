package dev.lanewise.zoo.gguf;

import java.nio.ByteBuffer;

/**
 * Blocks of 256 elements ("K"): whole numbers of 2 to 6 bits in groups of 16 or 32, each with a small whole number as
 * its scale, in some types one as its offset, which are times a half for the block.
 */
final class LargeBlocks {
    private static final int SIZE = 256;

    /** Two bits of each of four groups lie in one byte. */
    private static final int QUARTER = 32;

    private LargeBlocks() {}

    static void q2(ByteBuffer from, int at, float[] to, int first) {
        float scale = SmallBlocks.half(from, at + 80);
        float offset = SmallBlocks.half(from, at + 82);
        for (int group = 0; group < SIZE / 16; group++) {
            int both = from.get(at + group);
            float times = scale * (both & 0xF);
            float minus = offset * (both >> 4 & 0xF);
            int bytes = at + 16 + group / 8 * QUARTER + group % 2 * 16;
            int shift = group % 8 / 2 * 2;
            for (int i = 0; i < 16; i++) {
                to[first + group * 16 + i] = times * (from.get(bytes + i) >> shift & 3) - minus;
            }
        }
    }

    static void q3(ByteBuffer from, int at, float[] to, int first) {
        float scale = SmallBlocks.half(from, at + 108);
        for (int group = 0; group < SIZE / 16; group++) {
            int low = from.get(at + 96 + group % 8) >> (group < 8 ? 0 : 4) & 0xF;
            int high = from.get(at + 104 + group % 4) >> group / 4 * 2 & 3;
            float times = scale * ((low | high << 4) - 32);
            int bytes = at + 32 + group / 8 * QUARTER + group % 2 * 16;
            int third = at + group % 2 * 16;
            int shift = group % 8 / 2 * 2;
            for (int i = 0; i < 16; i++) {
                int bits = from.get(bytes + i) >> shift & 3;
                to[first + group * 16 + i] = times * (bits - 4 + (from.get(third + i) >> group / 2 & 1) * 4);
            }
        }
    }

    static void q4(ByteBuffer from, int at, float[] to, int first) {
        float scale = SmallBlocks.half(from, at);
        float offset = SmallBlocks.half(from, at + 2);
        for (int group = 0; group < SIZE / QUARTER; group++) {
            float times = scale * scale(from, at + 4, group);
            float minus = offset * offset(from, at + 4, group);
            int bytes = at + 16 + group / 2 * QUARTER;
            int shift = group % 2 * 4;
            for (int i = 0; i < QUARTER; i++) {
                to[first + group * QUARTER + i] = times * (from.get(bytes + i) >> shift & 0xF) - minus;
            }
        }
    }

    static void q5(ByteBuffer from, int at, float[] to, int first) {
        float scale = SmallBlocks.half(from, at);
        float offset = SmallBlocks.half(from, at + 2);
        for (int group = 0; group < SIZE / QUARTER; group++) {
            float times = scale * scale(from, at + 4, group);
            float minus = offset * offset(from, at + 4, group);
            int bytes = at + 48 + group / 2 * QUARTER;
            int shift = group % 2 * 4;
            for (int i = 0; i < QUARTER; i++) {
                int fifth = from.get(at + 16 + i) >> group & 1;
                to[first + group * QUARTER + i] = times * (from.get(bytes + i) >> shift & 0xF | fifth << 4) - minus;
            }
        }
    }

    static void q6(ByteBuffer from, int at, float[] to, int first) {
        float scale = SmallBlocks.half(from, at + 208);
        for (int group = 0; group < SIZE / 16; group++) {
            float times = scale * from.get(at + 192 + group);
            int quarter = group % 8 / 2;
            int low = at + group / 8 * 64 + quarter % 2 * QUARTER + group % 2 * 16;
            int high = at + 128 + group / 8 * QUARTER + group % 2 * 16;
            for (int i = 0; i < 16; i++) {
                int bits = from.get(low + i) >> quarter / 2 * 4 & 0xF | (from.get(high + i) >> quarter * 2 & 3) << 4;
                to[first + group * 16 + i] = times * (bits - 32);
            }
        }
    }

    /** Of eight scales of 6 bits the first four are in bytes of their own, whose upper bits the others have too. */
    private static int scale(ByteBuffer from, int at, int group) {
        return group < 4
                ? from.get(at + group) & 0x3F
                : from.get(at + group + 4) & 0xF | (from.get(at + group - 4) >> 6 & 3) << 4;
    }

    private static int offset(ByteBuffer from, int at, int group) {
        return group < 4
                ? from.get(at + group + 4) & 0x3F
                : from.get(at + group + 4) >> 4 & 0xF | (from.get(at + group) >> 6 & 3) << 4;
    }
}
