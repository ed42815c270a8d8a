package dev.lanewise.kernels;

/**
 * The windows of a pool along one axis. Window o covers the elements {@code from[o]}, {@code from[o] + step} and so on
 * before {@code to[o]}: what lies in the axis of it, and at least one.
 *
 * @param size elements of the axis
 * @param from the first element of each window
 * @param to where each window ends
 * @param counts how many elements each window counts in an average, its padding perhaps among them
 * @param step from an element of a window to the next
 * @param stride from a whole window to the next; 0 if there is no such number
 * @param kernel elements of a whole window
 * @param first the first of a run of whole windows, each a stride behind the one before
 * @param last behind the last one of the run; {@code first} if there are none
 */
public record PoolAxis(
        int size, int[] from, int[] to, int[] counts, int step, int stride, int kernel, int first, int last) {
    /** More floats than a vector has. */
    private static final int BEHIND = 64;

    /**
     * Floats of scratch for pools along this axis: two rows of elements, or one and another in which whole windows are
     * laid out a stride from each other.
     */
    public int scratch() {
        int row = size + BEHIND;
        return first == last ? 2 * row : 3 * row + 2 * kernel + Math.max(size, (from.length - 1) * stride);
    }
}
