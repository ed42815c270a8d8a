package dev.lanewise.kernels.gemm;

/**
 * One matrix of a {@link Product}: its place in an array, row-major, and whether the product uses it transposed.
 * Elements are named by their place in the product, so {@code (i, j)} is row i and column j of op(X).
 */
final class Operand {
    private static final float[] NONE = {};

    float[] data = NONE;
    int offset;

    /** Distance between rows as stored. */
    int ld;

    boolean transposed;

    void set(float[] data, int offset, int ld, boolean transposed) {
        this.data = data;
        this.offset = offset;
        this.ld = ld;
        this.transposed = transposed;
    }

    /** Releases the array. */
    void clear() {
        data = NONE;
    }

    /** Index of an element in the array. */
    int at(int i, int j) {
        return offset + i * down() + j * across();
    }

    /** Distance from an element to the one below it. */
    int down() {
        return transposed ? 1 : ld;
    }

    /** Distance from an element to the next of its row. */
    int across() {
        return transposed ? ld : 1;
    }

    /** Throws if so many rows and columns do not fit the array from an offset on. */
    void check(String name, int offset, int rows, int cols) {
        int lines = transposed ? cols : rows;
        int length = transposed ? rows : cols;
        if (lines == 0 || length == 0) {
            return;
        }
        if (offset < 0 || (lines > 1 && ld < length) || offset + (lines - 1L) * ld + length > data.length) {
            throw new IllegalArgumentException("gemm: " + name + " of " + lines + " x " + length + " at offset "
                    + offset + " with leading dimension " + ld + " does not fit an array of " + data.length);
        }
    }
}
