package dev.lanewise.tensorboard;

import java.util.Arrays;

/** Walks through the fields of an encoded message, whoever wrote it; ends where the bytes are no message. */
final class Fields {
    private static final int MAX_SHIFT = 63;

    private final byte[] bytes;
    private int at;
    private int field;
    private int wireType;
    private int from;
    private long number;

    Fields(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Goes on to the next field, if there is one. */
    boolean next() {
        if (at >= bytes.length) {
            return false;
        }
        long key = varint();
        field = (int) (key >>> 3);
        wireType = (int) key & 7;
        number = 0;
        switch (wireType) {
            case Message.VARINT -> number = varint();
            case Message.FIXED64 -> skip(Long.BYTES);
            case Message.FIXED32 -> skip(Integer.BYTES);
            case Message.BYTES -> {
                long count = varint();
                from = at;
                skip(count);
            }
            default -> skip(bytes.length);
        }
        return at <= bytes.length;
    }

    /** The number of the field. */
    int field() {
        return field;
    }

    /** Whether it is this field, and a number. */
    boolean isNumber(int wanted) {
        return field == wanted && wireType == Message.VARINT;
    }

    /** Its value, if it is a number. */
    long number() {
        return number;
    }

    /** Whether it is this field, and a text or a message. */
    boolean isBytes(int wanted) {
        return field == wanted && wireType == Message.BYTES;
    }

    /** Its content, if it is a text or a message. */
    byte[] content() {
        return Arrays.copyOfRange(bytes, from, at);
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift <= MAX_SHIFT && at < bytes.length; shift += 7) {
            byte part = bytes[at++];
            value |= (long) (part & 0x7F) << shift;
            if (part >= 0) {
                return value;
            }
        }
        at = bytes.length + 1; // an unfinished number
        return 0;
    }

    private void skip(long count) {
        at = count >= 0 && count <= bytes.length - at ? at + (int) count : bytes.length + 1;
    }
}
