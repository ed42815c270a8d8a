package dev.lanewise.program;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Places buffers in one array so that those alive at the same time do not overlap: each goes to the lowest free place
 * that is large enough when its turn comes.
 */
final class Layout {
    /** Buffers begin at multiples of a cache line's 16 floats, as far as the array's own start allows. */
    private static final int ALIGNMENT = 16;

    /** A buffer in its place, needed up to and including step {@code last}. */
    private record Placed(int offset, int size, int last) {}

    private final List<Placed> alive = new ArrayList<>();
    private int size;

    /** The place of a buffer that step {@code first} writes and step {@code last} is the last to read. */
    int place(int length, int first, int last) {
        alive.removeIf(placed -> placed.last < first);
        int needed = Math.ceilDiv(length, ALIGNMENT) * ALIGNMENT;
        int offset = 0;
        for (Placed placed : alive) {
            if (placed.offset - offset >= needed) {
                break;
            }
            offset = Math.max(offset, placed.offset + placed.size);
        }
        alive.add(new Placed(offset, needed, last));
        alive.sort(Comparator.comparingInt(Placed::offset));
        size = Math.max(size, Math.addExact(offset, needed));
        return offset;
    }

    /** Length of the array that holds all buffers. */
    int size() {
        return size;
    }
}
