package dev.lanewise.zoo.gguf;

import java.nio.ByteBuffer;

/** Elements that stand for themselves: blocks of one. */
final class PlainBlocks {
    private PlainBlocks() {}

    static void f32(ByteBuffer from, float[] to, int first, int count) {
        for (int i = 0; i < count; i++) {
            to[first + i] = from.getFloat(i * Float.BYTES);
        }
    }

    static void f16(ByteBuffer from, float[] to, int first, int count) {
        for (int i = 0; i < count; i++) {
            to[first + i] = Float.float16ToFloat(from.getShort(i * Short.BYTES));
        }
    }

    static void bf16(ByteBuffer from, float[] to, int first, int count) {
        for (int i = 0; i < count; i++) {
            to[first + i] = Float.intBitsToFloat(from.getShort(i * Short.BYTES) << 16);
        }
    }

    /** Rounded to the nearest float. */
    static void f64(ByteBuffer from, float[] to, int first, int count) {
        for (int i = 0; i < count; i++) {
            to[first + i] = (float) from.getDouble(i * Double.BYTES);
        }
    }
}
