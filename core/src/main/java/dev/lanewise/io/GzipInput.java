package dev.lanewise.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks gzip (RFC 1952), with several members read as one stream. It is stricter than
 * {@link java.util.zip.GZIPInputStream}, which takes any garbage after a member for the end.
 *
 * <p>Throws a {@link ZipException} if the stream is corrupt and an {@link EOFException} if it is cut off.
 */
final class GzipInput extends InputStream {
    private static final int MAGIC = 0x8B1F;
    private static final int DEFLATE = 8;
    private static final int HAS_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final byte[] buffer = new byte[1 << 16];
    private int next;
    private int limit;
    private boolean inMember;

    /** Unpacks another stream, and closes it when closed. */
    GzipInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (length > 0) {
            if (!inMember && !beginMember()) {
                return -1;
            }
            int count = inflate(target, offset, length);
            if (count > 0) {
                checksum.update(target, offset, count);
                return count;
            }
            if (inflater.finished()) {
                endMember();
            } else if (inflater.needsDictionary()) {
                throw new ZipException("it needs a dictionary");
            } else if (!fill()) {
                throw new EOFException();
            }
        }
        return 0;
    }

    private int inflate(byte[] target, int offset, int length) throws ZipException {
        inflater.setInput(buffer, next, limit - next);
        try {
            int count = inflater.inflate(target, offset, length);
            next = limit - inflater.getRemaining();
            return count;
        } catch (DataFormatException e) {
            ZipException corrupt = new ZipException(e.getMessage());
            corrupt.initCause(e);
            throw corrupt;
        }
    }

    /** Reads a header; false at the end of the stream. */
    private boolean beginMember() throws IOException {
        if (next == limit && !fill()) {
            return false;
        }
        checksum.reset();
        if (nextShort() != MAGIC || nextByte() != DEFLATE) {
            throw new ZipException("not a gzip header");
        }
        int flags = nextByte();
        if ((flags & RESERVED) != 0) {
            throw new ZipException("the header has unknown flags");
        }
        skip(6); // time, effort, operating system
        if ((flags & HAS_EXTRA) != 0) {
            skip(nextShort());
        }
        if ((flags & HAS_NAME) != 0) {
            skipText();
        }
        if ((flags & HAS_COMMENT) != 0) {
            skipText();
        }
        int expected = (int) checksum.getValue() & 0xFFFF;
        if ((flags & HAS_CHECKSUM) != 0 && nextShort() != expected) {
            throw new ZipException("the checksum of the header is wrong");
        }
        checksum.reset();
        inflater.reset();
        inMember = true;
        return true;
    }

    /** Reads a trailer. */
    private void endMember() throws IOException {
        int expectedChecksum = (int) checksum.getValue();
        int expectedLength = (int) inflater.getBytesWritten();
        if ((nextShort() | nextShort() << 16) != expectedChecksum) {
            throw new ZipException("the checksum is wrong");
        }
        if ((nextShort() | nextShort() << 16) != expectedLength) {
            throw new ZipException("the length is wrong");
        }
        inMember = false;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            nextByte();
        }
    }

    private void skipText() throws IOException {
        int last;
        do {
            last = nextByte();
        } while (last != 0);
    }

    private int nextShort() throws IOException {
        int low = nextByte();
        return low | nextByte() << 8;
    }

    private int nextByte() throws IOException {
        if (next == limit && !fill()) {
            throw new EOFException();
        }
        int value = Byte.toUnsignedInt(buffer[next++]);
        checksum.update(value);
        return value;
    }

    /** Refills the buffer, which has been used up; false at the end of the stream. */
    private boolean fill() throws IOException {
        next = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
