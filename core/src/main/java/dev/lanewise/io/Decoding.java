package dev.lanewise.io;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/**
 * Turns the bytes of files into floats, ints and booleans: a block at a time is copied into an array, which swaps bytes
 * if need be, and a loop over arrays converts it, which the JIT makes vector instructions of. Asked element by element,
 * a buffer checks its bounds and whether it is still open each time.
 */
final class Decoding {
    /** Elements of a block and what becomes of them fit the first-level cache. */
    private static final int BLOCK = 2048;

    private Decoding() {}

    /** Converts the next elements of a source to places from a number on; gives the first that is wrong, or -1. */
    @FunctionalInterface
    private interface Block {
        int convert(int at, int count);
    }

    private static int blocks(int from, int to, Block block) {
        for (int at = from, count; at < to; at += count) {
            count = Math.min(BLOCK, to - at);
            int wrong = block.convert(at, count);
            if (wrong >= 0) {
                return wrong;
            }
        }
        return -1;
    }

    private static int room(int from, int to) {
        return Math.min(BLOCK, to - from);
    }

    /**
     * Decodes elements {@code from .. to - 1} of any type that is read; doubles and ints become the nearest float.
     *
     * @param in begins with element {@code from}; its position is undefined afterwards
     * @return the first element without such a value, or -1
     */
    static int floats(Dtype type, ByteBuffer in, float[] target, int from, int to) {
        return switch (type) {
            case F32 -> {
                in.asFloatBuffer().get(target, from, to - from);
                yield -1;
            }
            case F64 -> {
                DoubleBuffer source = in.asDoubleBuffer();
                double[] part = new double[room(from, to)];
                yield blocks(from, to, (at, count) -> {
                    source.get(part, 0, count);
                    return round(part, count, target, at);
                });
            }
            case F16, BF16, I16, U16 -> {
                ShortBuffer source = in.asShortBuffer();
                short[] part = new short[room(from, to)];
                yield blocks(from, to, (at, count) -> {
                    source.get(part, 0, count);
                    return switch (type) {
                        case F16 -> halves(part, count, target, at);
                        case BF16 -> upperHalves(part, count, target, at);
                        case I16 -> signed(part, count, target, at);
                        default -> unsigned(part, count, target, at);
                    };
                });
            }
            case F8_E4M3, F8_E5M2, F8_E4M3FNUZ, F8_E5M2FNUZ, F8_E8M0 -> {
                float[] values = Float8.values(type);
                byte[] part = new byte[room(from, to)];
                yield blocks(from, to, (at, count) -> {
                    in.get(part, 0, count);
                    return lookedUp(part, count, values, target, at);
                });
            }
            case I8, U8, BOOL -> {
                byte[] part = new byte[room(from, to)];
                yield blocks(from, to, (at, count) -> {
                    in.get(part, 0, count);
                    int wrong = type == Dtype.BOOL ? noBool(part, count, at) : -1;
                    return wrong >= 0
                            ? wrong
                            : type == Dtype.I8
                                    ? signed(part, count, target, at)
                                    : unsigned(part, count, target, at);
                });
            }
            default -> longs(type, in, from, to, (part, at, count) -> type == Dtype.U64
                    ? unsigned(part, count, target, at)
                    : signed(part, count, target, at));
        };
    }

    /**
     * Decodes elements {@code from .. to - 1} of kind INT.
     *
     * @param in begins with element {@code from}; its position is undefined afterwards
     * @return the first element that is no int, or -1
     */
    static int ints(Dtype type, ByteBuffer in, int[] target, int from, int to) {
        return switch (type) {
            case I32 -> {
                in.asIntBuffer().get(target, from, to - from);
                yield -1;
            }
            case I16, U16 -> {
                ShortBuffer source = in.asShortBuffer();
                short[] part = new short[room(from, to)];
                yield blocks(from, to, (at, count) -> {
                    source.get(part, 0, count);
                    return type == Dtype.I16
                            ? signed(part, count, target, at)
                            : unsigned(part, count, target, at);
                });
            }
            case I8, U8, BOOL -> {
                byte[] part = new byte[room(from, to)];
                yield blocks(from, to, (at, count) -> {
                    in.get(part, 0, count);
                    int wrong = type == Dtype.BOOL ? noBool(part, count, at) : -1;
                    return wrong >= 0
                            ? wrong
                            : type == Dtype.I8
                                    ? signed(part, count, target, at)
                                    : unsigned(part, count, target, at);
                });
            }
            // An unsigned int beyond 2^63 is a negative long, and none of them is an int below 0.
            default -> longs(type, in, from, to,
                    (part, at, count) -> narrowed(part, count, type == Dtype.I64 ? Integer.MIN_VALUE : 0, target, at));
        };
    }

    /**
     * Decodes elements {@code from .. to - 1} of type BOOL.
     *
     * @param in begins with element {@code from}; its position is undefined afterwards
     * @return the first element that is no boolean, or -1
     */
    static int bools(ByteBuffer in, boolean[] target, int from, int to) {
        byte[] part = new byte[room(from, to)];
        return blocks(from, to, (at, count) -> {
            in.get(part, 0, count);
            int wrong = noBool(part, count, at);
            return wrong >= 0 ? wrong : truths(part, count, target, at);
        });
    }

    /** Converts a block of longs. */
    @FunctionalInterface
    private interface Longs {
        int convert(long[] part, int at, int count);
    }

    /** Ints of 4 or 8 bytes as longs; a U64 beyond 2<sup>63</sup>-1 comes out negative. */
    private static int longs(Dtype type, ByteBuffer in, int from, int to, Longs block) {
        long[] part = new long[room(from, to)];
        LongBuffer source = in.asLongBuffer();
        return blocks(from, to, (at, count) -> {
            if (type.bytes() == Long.BYTES) {
                source.get(part, 0, count);
            } else {
                for (int i = 0; i < count; i++) {
                    part[i] = type.readInt(in);
                }
            }
            return block.convert(part, at, count);
        });
    }

    private static int round(double[] part, int count, float[] target, int at) {
        for (int i = 0; i < count; i++) {
            target[at + i] = (float) part[i];
        }
        return -1;
    }

    private static int halves(short[] part, int count, float[] target, int at) {
        for (int i = 0; i < count; i++) {
            target[at + i] = Float.float16ToFloat(part[i]);
        }
        return -1;
    }

    private static int upperHalves(short[] part, int count, float[] target, int at) {
        for (int i = 0; i < count; i++) {
            target[at + i] = Float.intBitsToFloat(part[i] << Short.SIZE);
        }
        return -1;
    }

    private static int lookedUp(byte[] part, int count, float[] values, float[] target, int at) {
        for (int i = 0; i < count; i++) {
            target[at + i] = values[part[i] & 0xFF];
        }
        return -1;
    }

    private static int signed(short[] part, int count, float[] target, int at) {
        for (int i = 0; i < count; i++) {
            target[at + i] = part[i];
        }
        return -1;
    }

    private static int unsigned(short[] part, int count, float[] target, int at) {
        for (int i = 0; i < count; i++) {
            target[at + i] = part[i] & 0xFFFF;
        }
        return -1;
    }

    private static int signed(byte[] part, int count, float[] target, int at) {
        for (int i = 0; i < count; i++) {
            target[at + i] = part[i];
        }
        return -1;
    }

    private static int unsigned(byte[] part, int count, float[] target, int at) {
        for (int i = 0; i < count; i++) {
            target[at + i] = part[i] & 0xFF;
        }
        return -1;
    }

    private static int signed(long[] part, int count, float[] target, int at) {
        for (int i = 0; i < count; i++) {
            target[at + i] = (float) part[i];
        }
        return -1;
    }

    private static int unsigned(long[] part, int count, float[] target, int at) {
        for (int i = 0; i < count; i++) {
            long value = part[i];
            // Half of a large one; the lost bit, where set, still tells which way to round.
            target[at + i] = value >= 0 ? (float) value : 2 * (float) (value >>> 1 | value & 1);
        }
        return -1;
    }

    private static int signed(short[] part, int count, int[] target, int at) {
        for (int i = 0; i < count; i++) {
            target[at + i] = part[i];
        }
        return -1;
    }

    private static int unsigned(short[] part, int count, int[] target, int at) {
        for (int i = 0; i < count; i++) {
            target[at + i] = part[i] & 0xFFFF;
        }
        return -1;
    }

    private static int signed(byte[] part, int count, int[] target, int at) {
        for (int i = 0; i < count; i++) {
            target[at + i] = part[i];
        }
        return -1;
    }

    private static int unsigned(byte[] part, int count, int[] target, int at) {
        for (int i = 0; i < count; i++) {
            target[at + i] = part[i] & 0xFF;
        }
        return -1;
    }

    private static int narrowed(long[] part, int count, int least, int[] target, int at) {
        long sign = least == 0 ? Integer.MIN_VALUE : 0;
        long lost = 0;
        for (int i = 0; i < count; i++) {
            int value = (int) part[i];
            lost |= (part[i] ^ value) | (value & sign);
            target[at + i] = value;
        }
        for (int i = 0; lost != 0 && i < count; i++) {
            if (part[i] < least || part[i] > Integer.MAX_VALUE) {
                return at + i;
            }
        }
        return -1;
    }

    private static int noBool(byte[] part, int count, int at) {
        int all = 0;
        for (int i = 0; i < count; i++) {
            all |= part[i];
        }
        for (int i = 0; (all & ~1) != 0 && i < count; i++) {
            if ((part[i] & ~1) != 0) {
                return at + i;
            }
        }
        return -1;
    }

    private static int truths(byte[] part, int count, boolean[] target, int at) {
        for (int i = 0; i < count; i++) {
            target[at + i] = part[i] == 1;
        }
        return -1;
    }
}
