package dev.lanewise.ops;

import dev.lanewise.ops.Interpolation.Kind;

/** A row of a {@link LineMap} in double precision: weights of neighbouring elements, some perhaps beyond an end. */
final class LineRow {
    private static final double CUBIC = -0.75;
    private static final double CUBIC_ANTIALIASED = -0.5;

    private final Interpolation how;
    private final int size;
    private final int count;
    private final double factor;
    private double[] weights = new double[4];
    private int first;
    private int length;

    LineRow(Interpolation how, int size, int count, double factor) {
        this.how = how;
        this.size = size;
        this.count = count;
        this.factor = factor;
    }

    /** Becomes the row of place k. */
    void set(int k) {
        if (how.antialiases()) {
            double scale = factor == 0 ? (double) size / count : 1 / factor;
            setAverage((k + 0.5) * scale, scale);
            return;
        }
        switch (how.kind()) {
            case NEAREST -> setOne(factor == 0 ? (long) k * size / count : (long) (k / factor));
            case NEAREST_EXACT -> setOne(
                    factor == 0 ? (2L * k + 1) * size / (2L * count) : (long) ((k + 0.5) / factor));
            case LINEAR -> setLinear(position(k));
            case CUBIC -> setCubic(position(k));
        }
    }

    /** Where place k lies, with the elements at 0, 1, ... */
    private double position(int k) {
        if (how.alignsCorners()) {
            return count == 1 ? 0 : (double) ((long) k * (size - 1)) / (count - 1);
        }
        return factor == 0 ? ((2.0 * k + 1) * size - count) / (2.0 * count) : (k + 0.5) / factor - 0.5;
    }

    private void setOne(long at) {
        first = (int) Math.min(at, size - 1);
        length = 1;
        weights[0] = 1;
    }

    private void setLinear(double at) {
        double inside = Math.clamp(at, 0.0, size - 1.0);
        first = (int) inside;
        length = 2;
        weights[1] = inside - first;
        weights[0] = 1 - weights[1];
    }

    private void setCubic(double at) {
        double floor = Math.min(Math.floor(at), size - 1.0);
        double t = Math.clamp(at - floor, 0.0, 1.0);
        first = (int) floor - 1;
        length = 4;
        weights[0] = outer(t + 1, CUBIC);
        weights[1] = inner(t, CUBIC);
        weights[2] = inner(1 - t, CUBIC);
        weights[3] = outer(2 - t, CUBIC);
    }

    /** A triangle or a cubic, stretched so that it covers all elements of an axis that becomes shorter. */
    private void setAverage(double centre, double scale) {
        boolean cubic = how.kind() == Kind.CUBIC;
        double wide = Math.max(scale, 1);
        double reach = (cubic ? 2 : 1) * wide;
        first = (int) Math.max(centre - reach + 0.5, 0);
        length = (int) Math.min(centre + reach + 0.5, size) - first;
        if (length > weights.length) {
            weights = new double[length];
        }
        double total = 0;
        for (int i = 0; i < length; i++) {
            double x = Math.abs(first + i - centre + 0.5) / wide;
            weights[i] = cubic ? cubic(x) : Math.max(0, 1 - x);
            total += weights[i];
        }
        for (int i = 0; i < length; i++) {
            weights[i] /= total;
        }
    }

    private static double cubic(double x) {
        return x < 1 ? inner(x, CUBIC_ANTIALIASED) : x < 2 ? outer(x, CUBIC_ANTIALIASED) : 0;
    }

    /** Cubic convolution at a distance up to 1. */
    private static double inner(double x, double a) {
        return ((a + 2) * x - (a + 3)) * x * x + 1;
    }

    /** The same at a distance from 1 to 2. */
    private static double outer(double x, double a) {
        return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
    }

    /** The element that weight 0 belongs to. */
    int first() {
        return first;
    }

    int length() {
        return length;
    }

    double weight(int i) {
        return weights[i];
    }
}
