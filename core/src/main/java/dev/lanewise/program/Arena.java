package dev.lanewise.program;

import dev.lanewise.kernels.CacheLines;

/**
 * The buffers of programs that run by turns, never at the same time: one array, as large as the largest of them needs.
 * Programs without an arena have buffers of their own for each thread that runs them.
 */
public final class Arena {
    private float[] array = {};

    /** The array, with room for at least so many floats. */
    float[] atLeast(int floats) {
        if (array.length < floats) {
            array = CacheLines.allocate(floats);
        }
        return array;
    }

    /** How many floats the largest program has needed. */
    public int size() {
        return array.length;
    }
}
