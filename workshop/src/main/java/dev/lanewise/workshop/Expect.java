package dev.lanewise.workshop;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * What the checks of a chapter expect, with failures in plain words: {@code score of class 3 of picture 0: yours is 0.0,
 * expected 1.25}. {@code what} names the value that is compared. All methods throw {@link AssertionFailedError} if it is
 * not as expected; NaN is close to nothing but NaN.
 */
public final class Expect {
    private static final double TOLERANCE = 1e-5;
    private static final int SHOWN = 12;

    private Expect() {}

    /**
     * Expects a number up to rounding: {@code |actual - expected| <= 1e-5 max(1, |expected|)}.
     */
    public static void close(String what, double actual, double expected) {
        close(what, actual, expected, TOLERANCE * Math.max(1, Math.abs(expected)));
    }

    /**
     * Expects a number that differs by no more than {@code tolerance}.
     */
    public static void close(String what, double actual, double expected, double tolerance) {
        if (!isClose(actual, expected, tolerance)) {
            throw failure(what + ": yours is " + number(actual) + ", expected " + number(expected), expected, actual);
        }
    }

    /**
     * Expects an array of the same length whose numbers each differ by no more than {@code tolerance}; the failure names
     * the first that does not.
     */
    public static void close(String what, float @Nullable [] actual, float[] expected, double tolerance) {
        length(what, actual == null ? -1 : actual.length, expected.length);
        for (int i = 0; i < expected.length; i++) {
            element(what, i, Objects.requireNonNull(actual)[i], expected[i], tolerance);
        }
    }

    /**
     * Expects an array of the same length whose numbers each differ by no more than {@code tolerance}; the failure names
     * the first that does not.
     */
    public static void close(String what, double @Nullable [] actual, double[] expected, double tolerance) {
        length(what, actual == null ? -1 : actual.length, expected.length);
        for (int i = 0; i < expected.length; i++) {
            element(what, i, Objects.requireNonNull(actual)[i], expected[i], tolerance);
        }
    }

    /**
     * Expects what {@link Objects#deepEquals} calls equal.
     */
    public static void same(String what, @Nullable Object actual, @Nullable Object expected) {
        if (!Objects.deepEquals(actual, expected)) {
            throw failure(what + ": yours is " + text(actual) + ", expected " + text(expected), expected, actual);
        }
    }

    /**
     * Expects a number that is no less than {@code least}.
     */
    public static void atLeast(String what, double actual, double least) {
        if (!(actual >= least)) {
            throw failure(
                    what + ": yours is " + number(actual) + ", expected at least " + number(least), least, actual);
        }
    }

    /**
     * Expects a number that is no more than {@code most}.
     */
    public static void atMost(String what, double actual, double most) {
        if (!(actual <= most)) {
            throw failure(what + ": yours is " + number(actual) + ", expected at most " + number(most), most, actual);
        }
    }

    /**
     * Expects these sizes, outermost first.
     */
    public static void shape(String what, int @Nullable [] actual, int... expected) {
        if (!Arrays.equals(actual, expected)) {
            throw failure(
                    what + ": yours has shape " + text(actual) + ", expected " + text(expected), expected, actual);
        }
    }

    /**
     * Expects a condition, where a hint says more than two values: {@code message} is the whole sentence of the failure.
     */
    public static void that(boolean condition, String message) {
        if (!condition) {
            throw new AssertionFailedError(message);
        }
    }

    private static boolean isClose(double actual, double expected, double tolerance) {
        // Infinities are equal, but their difference is NaN.
        return Double.compare(actual, expected) == 0 || Math.abs(actual - expected) <= tolerance;
    }

    private static void length(String what, int actual, int expected) {
        if (actual < 0) {
            throw failure(what + ": yours is null, expected " + expected + " numbers", expected, null);
        }
        if (actual != expected) {
            throw failure(
                    what + ": yours has " + actual + " numbers, expected " + expected, expected, actual);
        }
    }

    private static void element(String what, int index, double actual, double expected, double tolerance) {
        if (!isClose(actual, expected, tolerance)) {
            throw failure(
                    what + ", index " + index + ": yours is " + number(actual) + ", expected " + number(expected),
                    expected, actual);
        }
    }

    private static AssertionFailedError failure(
            String message, @Nullable Object expected, @Nullable Object actual) {
        return new AssertionFailedError(message, expected, actual);
    }

    /** At most six digits behind the point: 0.333333, not 0.3333333432674408; small numbers as 1.5e-09. */
    private static String number(double value) {
        double size = Math.abs(value);
        if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.toString(value);
        }
        if (size >= 1e-3 && size < 1e7) {
            String fixed = String.format(Locale.ROOT, "%.6f", value);
            return fixed.replaceFirst("(\\.\\d+?)0+$", "$1");
        }
        return String.format(Locale.ROOT, "%.6e", value).replaceFirst("(\\.\\d+?)0+e", "$1e");
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Double d -> number(d);
            case Float f -> number(f);
            case String s -> '"' + s + '"';
            case int[] ints -> list(Arrays.stream(ints).limit(SHOWN + 1).mapToObj(Integer::toString).toList());
            case long[] longs -> list(Arrays.stream(longs).limit(SHOWN + 1).mapToObj(Long::toString).toList());
            case float[] floats -> list(IntStream.range(0, Math.min(floats.length, SHOWN + 1))
                    .mapToObj(i -> number(floats[i])).toList());
            case Object[] objects -> list(Arrays.stream(objects).limit(SHOWN + 1).map(Expect::text).toList());
            case double[] doubles -> list(Arrays.stream(doubles).limit(SHOWN + 1).mapToObj(Expect::number).toList());
            case Object other -> other.toString();
        };
    }

    private static String list(List<String> items) {
        boolean all = items.size() <= SHOWN;
        return "[" + String.join(", ", all ? items : items.subList(0, SHOWN)) + (all ? "]" : ", ...]");
    }
}
