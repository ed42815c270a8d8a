package dev.lanewise.text;

import java.util.Arrays;

/** Where an element of an array is, for messages. */
public final class Position {
    private Position() {}

    /**
     * The index along each axis of an element of a row-major array, such as {@code [1, 2]}.
     *
     * @param flat its number among all elements
     * @param dims the array's sizes
     */
    public static String of(int flat, int[] dims) {
        int[] index = new int[dims.length];
        int rest = flat;
        for (int axis = index.length - 1; axis >= 0; axis--) {
            index[axis] = rest % dims[axis];
            rest /= dims[axis];
        }
        return Arrays.toString(index);
    }
}
