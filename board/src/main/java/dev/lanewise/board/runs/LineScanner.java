package dev.lanewise.board.runs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** Walks over the whole lines of a part of a file; a last line without its line break is not there yet. */
final class LineScanner {
    /** Longer lines are passed over: no reader of this format needs them, and memory has an end. */
    static final int LONGEST = 1 << 20;

    private static final int BLOCK = 1 << 16;

    private final FileChannel channel;
    private final long to;
    private byte[] buffer = new byte[BLOCK];
    private long bufferAt;
    private int filled;
    private int lineStart;
    private int lineEnd;
    private int next;
    private boolean skips;

    /**
     * A walk.
     *
     * @param from where a line begins
     * @param to where the last may end
     */
    LineScanner(FileChannel channel, long from, long to) {
        this.channel = channel;
        this.bufferAt = from;
        this.to = to;
    }

    /** Goes to the next whole line that is not too long; false if there is none. */
    boolean next() throws IOException {
        int searched = next;
        while (true) {
            int end = indexOfBreak(searched);
            if (end >= 0) {
                boolean isTail = skips;
                skips = false;
                lineStart = next;
                lineEnd = end;
                next = end + 1;
                searched = next;
                if (!isTail) {
                    return true;
                }
                continue;
            }
            if (filled - next >= LONGEST) {
                skips = true;
                next = filled;
            }
            searched = filled - next;
            if (!fill()) {
                return false;
            }
        }
    }

    /** The bytes that hold the line, from {@link #start()} on. */
    byte[] bytes() {
        return buffer;
    }

    int start() {
        return lineStart;
    }

    /** Without the line break. */
    int length() {
        return lineEnd - lineStart;
    }

    /** Where the line begins in the file. */
    long offset() {
        return bufferAt + lineStart;
    }

    /** Where the line after begins in the file. */
    long end() {
        return bufferAt + next;
    }

    private int indexOfBreak(int from) {
        for (int i = from; i < filled; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Moves what is left to the front and reads on; false at the end. */
    private boolean fill() throws IOException {
        int left = filled - next;
        System.arraycopy(buffer, next, buffer, 0, left);
        bufferAt += next;
        next = 0;
        filled = left;
        if (left == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * left);
        }
        long room = Math.min(buffer.length - left, to - bufferAt - left);
        if (room <= 0) {
            return false;
        }
        int read = channel.read(ByteBuffer.wrap(buffer, left, (int) room), bufferAt + left);
        if (read <= 0) {
            return false;
        }
        filled += read;
        Thread.yield(); // a long file keeps no other request waiting
        return true;
    }
}
