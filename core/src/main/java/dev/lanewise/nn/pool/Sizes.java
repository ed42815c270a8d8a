package dev.lanewise.nn.pool;

import dev.lanewise.ops.Window;
import dev.lanewise.text.Required;

/** Checks of what layers are given, when they are made. */
final class Sizes {
    private Sizes() {}

    /** A size of an output. */
    static int atLeastZero(String what, int size) {
        if (size < 0) {
            throw new IllegalArgumentException(what + " " + size + " is negative");
        }
        return size;
    }

    /** What sums are divided by. */
    static int divisor(String layer, int divisor) {
        if (divisor < 1) {
            throw new IllegalArgumentException(layer + ": divisor " + divisor + " is less than 1");
        }
        return divisor;
    }

    /** The window of an average over so many axes. */
    static Window undilated(String layer, Window window, int axes) {
        Window each = Required.nonNull(layer + ": the window", window).over(layer, axes);
        if (each.dilation().stream().anyMatch(number -> number > 1)) {
            throw new IllegalArgumentException(layer + ": a window of " + each + ": averages have no dilation");
        }
        return each;
    }

    /** The settings of an average. */
    static String describe(Window window, boolean countIncludePad, int divisorOverride) {
        return window + (countIncludePad ? "" : ", padding not counted")
                + (divisorOverride == 0 ? "" : ", divisor " + divisorOverride);
    }
}
