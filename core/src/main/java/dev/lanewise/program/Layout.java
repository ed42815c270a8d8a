package dev.lanewise.program;

import dev.lanewise.kernels.CacheLines;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Places buffers in one array so that those alive at the same time do not overlap: each goes to the lowest free place
 * that is large enough when its turn comes.
 */
final class Layout {
    /** Buffers begin at multiples of a cache line. */
    static final int ALIGNMENT = CacheLines.FLOATS;

    /** A buffer in its place, needed up to and including step {@code last}. */
    private record Placed(long offset, long end, int last) {}

    private final List<Placed> alive = new ArrayList<>();
    private long size;

    /**
     * The place of a buffer that step {@code first} writes and step {@code last} is the last to read. Steps come in
     * order.
     *
     * @throws IllegalStateException if one array cannot hold the buffers
     */
    int place(int length, int first, int last) {
        alive.removeIf(placed -> placed.last < first);
        long needed = Math.ceilDiv((long) length, ALIGNMENT) * ALIGNMENT;
        long offset = 0;
        for (Placed placed : alive) {
            if (placed.offset - offset >= needed) {
                break;
            }
            offset = Math.max(offset, placed.end);
        }
        alive.add(new Placed(offset, offset + needed, last));
        alive.sort(Comparator.comparingLong(Placed::offset));
        size = Math.max(size, offset + needed);
        if (size > Integer.MAX_VALUE - ALIGNMENT) {
            throw new IllegalStateException("program: the buffers of this computation need " + size
                    + " floats at the same time; one array does not hold them");
        }
        return (int) offset;
    }

    /** Length of the array that holds all buffers. */
    int size() {
        return (int) size;
    }
}
