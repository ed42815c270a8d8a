package dev.lanewise.board.runs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Whole lines of a file that may still be written.
 *
 * @param begin the first byte
 * @param end the byte after the last line break
 * @param next from where to ask for more; less than what was asked for if the file has become shorter
 */
public record WholeLines(long begin, long end, long next) {
    private static final int BLOCK = 1 << 13;

    /**
     * The lines from a byte on.
     *
     * @param from where a line begins; if none does, the first after it
     * @param most bytes; a longer line is left out
     */
    public static WholeLines of(FileChannel channel, long from, int most) throws IOException {
        long size = channel.size();
        long whole = endBefore(channel, size, Long.MAX_VALUE);
        if (from >= whole) {
            return new WholeLines(whole, whole, whole);
        }
        long begin = from == 0 ? 0 : startAfter(channel, from - 1, whole);
        long limit = Math.min(whole, begin + most);
        long end = endBefore(channel, limit, limit - begin);
        return end > begin
                ? new WholeLines(begin, end, end)
                : new WholeLines(begin, begin, startAfter(channel, begin, whole));
    }

    /**
     * The place after the last line break before a byte.
     *
     * @param furthest how far back it is looked for
     * @return 0 if there is none
     */
    static long endBefore(FileChannel channel, long to, long furthest) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        long stop = Math.max(0, to - furthest);
        for (long high = to; high > stop; high -= BLOCK) {
            long low = Math.max(stop, high - BLOCK);
            fill(channel, block.clear().limit((int) (high - low)), low);
            for (int i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return low + i + 1;
                }
            }
        }
        return 0;
    }

    /** The place after the first line break at a byte or after it, {@code to} if there is none. */
    private static long startAfter(FileChannel channel, long from, long to) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        for (long low = from; low < to; low += BLOCK) {
            fill(channel, block.clear().limit((int) Math.min(BLOCK, to - low)), low);
            for (int i = 0; i < block.position(); i++) {
                if (block.get(i) == '\n') {
                    return low + i + 1;
                }
            }
        }
        return to;
    }

    private static void fill(FileChannel channel, ByteBuffer block, long at) throws IOException {
        while (block.hasRemaining() && channel.read(block, at + block.position()) > 0) {}
    }
}
