package dev.lanewise.data.tables;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A text as UTF-8, block by block, whatever its file's encoding. */
interface ByteSource {
    /**
     * Reads bytes into an array, from one place to another.
     *
     * @param from there is room for 64 bytes behind it
     * @return how many, at least 1; -1 at the end
     * @throws CharacterCodingException if what comes next is not of the encoding; all before has been read
     */
    int read(byte[] into, int from, int to) throws IOException;

    /** The encoding of the file. */
    default Charset charset() {
        return StandardCharsets.UTF_8;
    }

    /**
     * The text of a channel. A byte-order mark tells UTF-8 and both kinds of UTF-16, and is left out; without one the
     * text is of the given encoding. UTF-8 goes through as it is.
     */
    static ByteSource of(ReadableByteChannel channel, Charset charset) throws IOException {
        ByteBuffer first = ByteBuffer.allocate(3);
        while (first.hasRemaining() && channel.read(first) >= 0) {} // a channel may give one byte at a time
        byte[] mark = Arrays.copyOf(first.array(), first.position());
        if (mark.length == 3 && mark[0] == (byte) 0xEF && mark[1] == (byte) 0xBB && mark[2] == (byte) 0xBF) {
            return raw(channel);
        }
        int code = mark.length < 2 ? 0 : (mark[0] & 0xFF) << 8 | mark[1] & 0xFF;
        Charset actual = switch (code) {
            case 0xFEFF -> StandardCharsets.UTF_16BE;
            case 0xFFFE -> StandardCharsets.UTF_16LE;
            default -> charset;
        };
        int from = code == 0xFEFF || code == 0xFFFE ? 2 : 0;
        ByteBuffer rest = ByteBuffer.wrap(mark, from, mark.length - from);
        ByteSource all = (into, at, to) -> {
            if (!rest.hasRemaining()) {
                return raw(channel).read(into, at, to);
            }
            int count = rest.remaining();
            rest.get(into, at, count);
            return count;
        };
        return actual.equals(StandardCharsets.UTF_8) ? all : new DecodedBytes(all, actual);
    }

    private static ByteSource raw(ReadableByteChannel channel) {
        return (into, from, to) -> {
            int count;
            do {
                count = channel.read(ByteBuffer.wrap(into, from, to - from));
            } while (count == 0);
            return count;
        };
    }
}
