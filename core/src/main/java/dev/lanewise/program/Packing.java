package dev.lanewise.program;

import dev.lanewise.program.Buffers.Buffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where each of several buffers begins in one array, such that those needed at the same time do not overlap: placed as
 * steps need them ({@link Layout}), or the largest first, whichever takes less room. The second looks at each pair of
 * buffers, so it is tried for as many as a network has, and not for the steps of a long unrolled one.
 *
 * @param starts where each buffer begins
 * @param size length of the array
 */
@SuppressWarnings("ArrayRecordComponent") // an intermediate result, not compared
record Packing(long[] starts, long size) {
    /** Most buffers for which the largest are placed first. */
    private static final int MOST_PAIRED = 2048;

    /**
     * A place for each buffer.
     *
     * @param buffers in the order of their first steps
     * @throws IllegalStateException if one array cannot hold them
     */
    static Packing of(List<Buffer> buffers) {
        Packing packing = inOrder(buffers);
        if (buffers.size() <= MOST_PAIRED) {
            Packing other = largestFirst(buffers);
            packing = other.size < packing.size ? other : packing;
        }
        if (packing.size > Integer.MAX_VALUE - Layout.ALIGNMENT) {
            throw new IllegalStateException("program: the buffers of this computation need " + packing.size
                    + " floats at the same time; one array does not hold them");
        }
        return packing;
    }

    static Packing inOrder(List<Buffer> buffers) {
        Layout layout = new Layout();
        long[] starts = buffers.stream()
                .mapToLong(buffer -> layout.place(buffer.length(), buffer.first(), buffer.last())).toArray();
        return new Packing(starts, layout.size());
    }

    /** Each goes to the smallest gap, among the larger ones that are needed at the same time, that it fits into. */
    static Packing largestFirst(List<Buffer> buffers) {
        long[] starts = new long[buffers.size()];
        long size = 0;
        List<Integer> placed = new ArrayList<>(); // by where they begin
        int[] order = IntStream.range(0, starts.length).boxed()
                .sorted(Comparator.comparingLong((Integer b) -> buffers.get(b).length()).reversed())
                .mapToInt(Integer::intValue).toArray();
        for (int number : order) {
            Buffer buffer = buffers.get(number);
            long length = Layout.aligned(buffer.length());
            long best = -1;
            long smallest = Long.MAX_VALUE;
            long end = 0;
            int at = 0;
            for (int other : placed) {
                if (length > 0 && buffers.get(other).meets(buffer)) {
                    long gap = starts[other] - end;
                    if (gap >= length && gap < smallest) {
                        smallest = gap;
                        best = end;
                    }
                    end = Math.max(end, starts[other] + Layout.aligned(buffers.get(other).length()));
                }
            }
            starts[number] = best < 0 ? end : best;
            size = Math.max(size, starts[number] + length);
            while (at < placed.size() && starts[placed.get(at)] <= starts[number]) {
                at++;
            }
            placed.add(at, number);
        }
        return new Packing(starts, size);
    }
}
