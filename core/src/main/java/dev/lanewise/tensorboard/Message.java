package dev.lanewise.tensorboard;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A message as protocol buffers encode it: fields with their numbers, one after the other
 * (https://protobuf.dev/programming-guides/encoding/).
 */
final class Message {
    /** Wire types: the three low bits of what precedes a field. */
    static final int VARINT = 0;

    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A field of type int64, bool or enum. */
    Message number(int field, long value) {
        key(field, VARINT);
        varint(value);
        return this;
    }

    /** A field of type double. */
    Message real(int field, double value) {
        key(field, FIXED64);
        littleEndian(Double.doubleToRawLongBits(value), Double.BYTES);
        return this;
    }

    /** A field of type float. */
    Message single(int field, float value) {
        key(field, FIXED32);
        littleEndian(Float.floatToRawIntBits(value), Float.BYTES);
        return this;
    }

    /** A field of type string. */
    Message text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A field of type bytes, or whose message is already encoded. */
    Message bytes(int field, byte[] value) {
        key(field, BYTES);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    /** A field that is a message. */
    Message message(int field, Message value) {
        return bytes(field, value.toBytes());
    }

    /** A packed, repeated field of type double: the first {@code count} values. */
    Message reals(int field, double[] values, int count) {
        key(field, BYTES);
        varint((long) Double.BYTES * count);
        for (int i = 0; i < count; i++) {
            littleEndian(Double.doubleToRawLongBits(values[i]), Double.BYTES);
        }
        return this;
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    private void key(int field, int wireType) {
        varint((long) field << 3 | wireType);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private void littleEndian(long bits, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (bits >>> Byte.SIZE * i));
        }
    }
}
