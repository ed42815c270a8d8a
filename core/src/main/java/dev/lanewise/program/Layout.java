package dev.lanewise.program;

import dev.lanewise.kernels.drivers.CacheLines;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Places buffers in one array so that those alive at the same time do not overlap: each goes to the smallest gap that
 * it fits into, the lowest of equal ones, or to the end.
 */
final class Layout {
    /** Buffers begin at multiples of a cache line. */
    static final int ALIGNMENT = CacheLines.FLOATS;

    /** A piece of the array that is free, or in use up to and including step {@code last}. */
    private record Piece(long offset, long end, int last) {
        long size() {
            return end - offset;
        }
    }

    private final PriorityQueue<Piece> alive = new PriorityQueue<>(Comparator.comparingInt(Piece::last));

    /** The gaps between buffers, by start and by size. */
    private final TreeMap<Long, Piece> gaps = new TreeMap<>();
    private final TreeSet<Piece> bySize = new TreeSet<>(
            Comparator.comparingLong(Piece::size).thenComparingLong(Piece::offset));

    /** The end of the last live buffer, and the largest such end so far. */
    private long end;
    private long size;

    /**
     * The place of a buffer that step {@code first} writes and step {@code last} is the last to read. Steps come in
     * order.
     */
    long place(int length, int first, int last) {
        while (!alive.isEmpty() && alive.peek().last < first) {
            free(alive.poll());
        }
        long needed = aligned(length);
        if (needed == 0) {
            return 0;
        }
        Piece gap = bySize.ceiling(new Piece(0, needed, 0));
        long offset = gap == null ? end : gap.offset;
        if (gap == null) {
            end = offset + needed;
            size = Math.max(size, end);
        } else {
            takeOut(gap);
            if (gap.size() > needed) {
                putIn(new Piece(offset + needed, gap.end, -1));
            }
        }
        alive.add(new Piece(offset, offset + needed, last));
        return offset;
    }

    /** The room that a buffer of so many floats takes. */
    static long aligned(int length) {
        return Math.ceilDiv((long) length, ALIGNMENT) * ALIGNMENT;
    }

    /** Makes a piece a gap and merges it with adjacent ones; at the end of all buffers there is none. */
    private void free(Piece piece) {
        long from = piece.offset;
        long to = piece.end;
        var below = gaps.lowerEntry(from);
        if (below != null && below.getValue().end == from) {
            from = below.getKey();
            takeOut(below.getValue());
        }
        Piece above = gaps.get(to);
        if (above != null) {
            to = above.end;
            takeOut(above);
        }
        if (to == end) {
            end = from;
        } else {
            putIn(new Piece(from, to, -1));
        }
    }

    private void putIn(Piece gap) {
        gaps.put(gap.offset, gap);
        bySize.add(gap);
    }

    private void takeOut(Piece gap) {
        gaps.remove(gap.offset);
        bySize.remove(gap);
    }

    /** Length of the array that holds all buffers. */
    long size() {
        return size;
    }
}
