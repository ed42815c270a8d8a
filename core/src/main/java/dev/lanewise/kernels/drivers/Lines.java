package dev.lanewise.kernels.drivers;

/**
 * A block {@code [outer, len, inner]} seen as {@code outer * inner} lines along its middle axis: element k of a line is
 * {@code inner} floats behind element k - 1.
 */
record Lines(int outer, int len, int inner) {
    int count() {
        return outer * inner;
    }

    /** Where a line begins in the block. */
    int start(int line) {
        return line / inner * len * inner + line % inner;
    }

    /** The same lines with another number of elements. */
    Lines of(int length) {
        return new Lines(outer, length, inner);
    }
}
