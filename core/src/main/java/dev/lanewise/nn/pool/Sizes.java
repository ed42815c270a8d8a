package dev.lanewise.nn.pool;

import dev.lanewise.ops.Window;
import dev.lanewise.text.Required;
import java.util.List;
import java.util.stream.Collectors;

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

    /** A window that has one number for all of so many axes, or one for each. */
    static Window window(String layer, Window window, int axes) {
        Required.nonNull(layer + ": the window", window);
        requireCount(layer, "kernel", window.kernel(), axes);
        requireCount(layer, "stride", window.stride(), axes);
        requireCount(layer, "padding", window.padding(), axes);
        requireCount(layer, "dilation", window.dilation(), axes);
        return window;
    }

    private static void requireCount(String layer, String what, List<Integer> numbers, int axes) {
        if (numbers.size() > 1 && numbers.size() != axes) {
            throw new IllegalArgumentException(layer + ": " + what + " "
                    + numbers.stream().map(Object::toString).collect(Collectors.joining(" x ")) + " has "
                    + numbers.size() + " numbers for " + axes + (axes == 1 ? " axis" : " axes"));
        }
    }

    /** The order of a norm. */
    static double order(String layer, double p) {
        if (!(p > 0) || Double.isInfinite(p)) {
            throw new IllegalArgumentException(layer + ": order " + p + " is not a finite number above 0");
        }
        return p;
    }

    /** The window of an average over so many axes. */
    static Window undilated(String layer, Window window, int axes) {
        Window each = window(layer, window, axes);
        if (each.dilation().stream().anyMatch(number -> number > 1)) {
            throw new IllegalArgumentException(layer + ": a window of " + each + ": only maxima have dilation");
        }
        return each;
    }

    /** The settings of an average. */
    static String describe(Window window, boolean countIncludePad, int divisorOverride) {
        return window + (countIncludePad ? "" : ", padding not counted")
                + (divisorOverride == 0 ? "" : ", divisor " + divisorOverride);
    }
}
