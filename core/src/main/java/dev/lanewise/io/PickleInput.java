package dev.lanewise.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The bytes of pickles, one behind the other, read from front to back; none of them is longer than a bound. */
final class PickleInput {
    /** What the header of a safetensors file may have; the pickle of a large model has some 100 KB. */
    private static final long MAX_BYTES = 100_000_000;

    private static final int CHUNK_BYTES = 1 << 13;
    private static final int MAX_LINE = 512;

    private final NpyBytes in;
    private final ByteBuffer chunk;
    private long at; // of the next byte
    private long opcodeAt;
    private long begin;

    PickleInput(NpyBytes in) {
        this.in = in;
        this.chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, in.size())).limit(0);
    }

    /** A pickle begins here, and has its own bound. */
    void begin() {
        begin = at;
        opcodeAt = at;
    }

    /** Where the next byte stands. */
    long position() {
        return at;
    }

    /** Where the opcode stands that was read last. */
    long opcodePosition() {
        return opcodeAt;
    }

    /** The next opcode. */
    int opcode() throws IOException {
        opcodeAt = at;
        return unsignedByte();
    }

    int unsignedByte() throws IOException {
        require(1);
        if (!chunk.hasRemaining()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), in.size() - at));
            in.fill(chunk, at, "a pickle");
            chunk.flip();
        }
        at++;
        return Byte.toUnsignedInt(chunk.get());
    }

    /** A little-endian number of that many bytes, without a sign if they are fewer than 8. */
    long littleEndian(int bytes) throws IOException {
        long value = 0;
        for (int shift = 0; shift < Byte.SIZE * bytes; shift += Byte.SIZE) {
            value |= (long) unsignedByte() << shift;
        }
        return value;
    }

    long bigEndian() throws IOException {
        return Long.reverseBytes(littleEndian(Long.BYTES));
    }

    /** The next bytes; there is memory for them only if the file has so many. */
    byte[] bytes(long count) throws IOException {
        require(count);
        byte[] bytes = new byte[(int) count];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) unsignedByte();
        }
        return bytes;
    }

    String text(long bytes) throws IOException {
        return decoded(ByteBuffer.wrap(bytes(bytes)));
    }

    /** The text before the next line feed, which is consumed. */
    String line() throws IOException {
        ByteBuffer line = ByteBuffer.allocate(MAX_LINE);
        while (true) {
            int next = unsignedByte();
            if (next == '\n') {
                return decoded(line.flip());
            }
            if (!line.hasRemaining()) {
                throw error("a name has more than " + MAX_LINE + " bytes");
            }
            line.put((byte) next);
        }
    }

    private String decoded(ByteBuffer bytes) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(bytes);
            return text.toString();
        } catch (CharacterCodingException e) {
            throw error("a text is not valid UTF-8");
        }
    }

    private void require(long count) {
        if (count < 0 || count > in.size() - at) {
            throw in.error(in.size(), "the pickle ends within the operation that begins at byte " + opcodeAt);
        }
        if (at + count - begin > MAX_BYTES) {
            throw error("the pickle has more than the " + MAX_BYTES + " bytes that are read");
        }
    }

    /** An error of the operation that was read last. */
    FormatException error(String reason) {
        return in.error(opcodeAt, reason);
    }

    /** An error at an operation that was read before. */
    FormatException error(long position, String reason) {
        return in.error(position, reason);
    }
}
