package dev.lanewise.zoo.gguf;

import dev.lanewise.io.FormatException;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The beginning of a file, up to its tensors, read as far as it is asked for: a length in the file is believed once the
 * bytes that it counts are there.
 */
final class GgufBytes {
    /** Real files have 10 MB, nearly all for the vocabulary. */
    static final int MOST = 100_000_000;

    /** What the format allows for names. */
    private static final int LONGEST_NAME = 65_535;

    private static final int FIRST = 1 << 16;

    private final Path file;
    private final SeekableByteChannel channel;
    private final long fileBytes;
    private byte[] bytes = new byte[0];
    private int filled;
    private int position;

    /** Of a file that is read from its beginning. */
    GgufBytes(Path file, SeekableByteChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.fileBytes = channel.size();
    }

    Path file() {
        return file;
    }

    long fileBytes() {
        return fileBytes;
    }

    int position() {
        return position;
    }

    /** What has been read; values stay in it. */
    ByteBuffer content() {
        return ByteBuffer.wrap(Arrays.copyOf(bytes, position)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** How many bytes the file has from here on. */
    long remaining() {
        return fileBytes - position;
    }

    int u8(String what) throws IOException {
        int at = take(1, what);
        return bytes[at] & 0xFF;
    }

    int i32(String what) throws IOException {
        int at = take(Integer.BYTES, what);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }

    long i64(String what) throws IOException {
        int at = take(Long.BYTES, what);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
    }

    /** A count of things of which each takes some bytes at least. */
    long count(String what, int least) throws IOException {
        int at = position;
        long count = i64("the number of " + what);
        if (count < 0 || count > remaining() / least) {
            throw error(at, "there would be " + Long.toUnsignedString(count) + " " + what + ", more than the "
                    + remaining() + " bytes after it have room for");
        }
        return count;
    }

    /** Leaves a text out. */
    void skipText(String what) throws IOException {
        skip(count("bytes of " + what, 1), what);
    }

    /** Leaves bytes out, which then have been read. */
    void skip(long count, String what) throws IOException {
        take(count, what);
    }

    /** The name of a value or a tensor. */
    String name(String what) throws IOException {
        int at = position;
        long length = count("bytes of " + what, 1);
        if (length > LONGEST_NAME) {
            throw error(at, what + " would have " + length + " bytes, more than the " + LONGEST_NAME
                    + " that the format allows");
        }
        int from = take(length, what);
        try {
            return text(ByteBuffer.wrap(bytes, from, (int) length));
        } catch (CharacterCodingException _) {
            throw error(from, what + " is not valid UTF-8");
        }
    }

    static String text(ByteBuffer utf8) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    }

    /** Makes sure that so many more bytes have been read, and gives the place of the first. */
    private int take(long count, String what) throws IOException {
        if (count > remaining()) {
            throw error(fileBytes, "the file ends within " + what);
        }
        long end = position + count;
        if (end > MOST) {
            throw error(position, "what is before the tensors has more than the " + MOST + " bytes that are read");
        }
        if (end > filled) {
            fill((int) end);
        }
        int at = position;
        position = (int) end;
        return at;
    }

    private void fill(int end) throws IOException {
        int size = (int) Math.min(Math.min(MOST, fileBytes), Math.max(Math.max(FIRST, end), 2L * filled));
        bytes = Arrays.copyOf(bytes, size);
        ByteBuffer target = ByteBuffer.wrap(bytes, filled, size - filled);
        channel.position(filled);
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                throw error(target.position(), "the file ended while it was being read");
            }
        }
        filled = size;
    }

    FormatException error(long at, String reason) {
        return new FormatException(file, at, reason);
    }

    @Override
    public String toString() {
        return Printable.path(file);
    }
}
