package dev.lanewise;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a float may be from an exact value: the sum of its three parts. The exact value rounded to a float, or any
 * NaN in the place of NaN, is always close enough; nothing else is close to an infinity or to NaN.
 *
 * @param ulps in units in the last place of the exact value rounded to a float
 * @param relative as a part of the exact value's size
 * @param absolute as a number
 */
public record Tolerance(double ulps, double relative, double absolute) {
    /** Nothing but the exact value, rounded once. */
    public static Tolerance exact() {
        return new Tolerance(0, 0, 0);
    }

    public static Tolerance ulps(double n) {
        return new Tolerance(n, 0, 0);
    }

    public static Tolerance relative(double part) {
        return new Tolerance(0, part, 0);
    }

    public static Tolerance absolute(double distance) {
        return new Tolerance(0, 0, distance);
    }

    /** This one, and a distance more. */
    public Tolerance plus(double distance) {
        return new Tolerance(ulps, relative, absolute + distance);
    }

    boolean allows(double actual, double exact) {
        float rounded = (float) exact;
        if (rounded == actual || Double.isNaN(exact) && Double.isNaN(actual)) {
            return true;
        }
        if (Float.isInfinite(rounded)) { // a part of infinity would be infinite, and allow everything
            return false;
        }
        double bound = ulps * Math.ulp(rounded) + relative * Math.abs(exact) + absolute;
        return Math.abs(actual - exact) <= bound;
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (ulps > 0) {
            parts.add(ulps + " ulps");
        }
        if (relative > 0) {
            parts.add(relative + " of the value");
        }
        if (absolute > 0) {
            parts.add(String.valueOf(absolute));
        }
        return parts.isEmpty() ? "no error but that of rounding once" : String.join(" and ", parts);
    }
}
