package dev.lanewise.kernels.conv;

/** Which of some places along an axis, a step apart, lie inside a source; those beside them are padding. */
final class Inside {
    private Inside() {}

    /** The first of {@code count} places, from {@code at} on, that is not before the source; count if there is none. */
    static int first(long at, int step, int count) {
        return Math.clamp(Math.ceilDiv(-at, step), 0, count);
    }

    /** The first of them from {@code first} on that is behind a source of so many elements. */
    static int last(long at, int step, int source, int first, int count) {
        return Math.clamp(Math.floorDiv(source - 1 - at, step) + 1, first, count);
    }
}
