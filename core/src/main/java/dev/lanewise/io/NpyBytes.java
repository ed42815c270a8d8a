package dev.lanewise.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of an array in NumPy's format, read once from front to back: a file, or a member of an archive. */
interface NpyBytes {
    /** How many there are. */
    long size();

    /** Reads at least one byte, if there is room, or returns -1 at the end. */
    int read(ByteBuffer target) throws IOException;

    /** Checks, behind the last of {@link #size} bytes, what can only be known there. */
    void finish() throws IOException;

    /** An error at one of the bytes. */
    FormatException error(long position, String reason);

    /** A file of its own. */
    static NpyBytes of(OpenFile file) throws IOException {
        long size = file.size();
        return new NpyBytes() {
            private long at;

            @Override
            public long size() {
                return size;
            }

            @Override
            public int read(ByteBuffer target) throws IOException {
                int count = file.channel().read(target, at);
                at += Math.max(count, 0);
                return count;
            }

            @Override
            public void finish() {
                // The header has been held against the size: nothing is left.
            }

            @Override
            public FormatException error(long position, String reason) {
                return file.error(position, reason);
            }
        };
    }

    /**
     * Fills a buffer.
     *
     * @param position where the bytes begin, for messages
     */
    default void fill(ByteBuffer target, long position, String what) throws IOException {
        int start = target.position();
        while (target.hasRemaining()) {
            if (read(target) < 0) {
                throw error(position + target.position() - start,
                        "the file ended within " + what + " while it was being read");
            }
        }
    }
}
