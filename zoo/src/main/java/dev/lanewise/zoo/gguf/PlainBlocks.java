package dev.lanewise.zoo.gguf;

import java.nio.ByteBuffer;

/** Elements that stand for themselves: blocks of one. */
final class PlainBlocks {
    private PlainBlocks() {}

    static void f32(ByteBuffer from, int at, float[] to, int first) {
        to[first] = from.getFloat(at);
    }

    static void f16(ByteBuffer from, int at, float[] to, int first) {
        to[first] = Float.float16ToFloat(from.getShort(at));
    }

    static void bf16(ByteBuffer from, int at, float[] to, int first) {
        to[first] = Float.intBitsToFloat(from.getShort(at) << 16);
    }

    /** Rounded to the nearest float. */
    static void f64(ByteBuffer from, int at, float[] to, int first) {
        to[first] = (float) from.getDouble(at);
    }
}
