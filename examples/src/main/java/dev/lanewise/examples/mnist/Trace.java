package dev.lanewise.examples.mnist;

import java.util.Arrays;

/** The path of the pen: points joined by straight pieces, in strokes; reused from one picture to the next. */
final class Trace {
    private double[] xs = new double[128];
    private double[] ys = new double[128];
    private boolean[] joined = new boolean[128];
    private int size;

    /** Forgets all points. */
    void clear() {
        size = 0;
    }

    /** Adds a point; the first of a stroke is not joined to the point before it. */
    void add(double x, double y, boolean joinedToPrevious) {
        if (size == xs.length) {
            xs = Arrays.copyOf(xs, 2 * size);
            ys = Arrays.copyOf(ys, 2 * size);
            joined = Arrays.copyOf(joined, 2 * size);
        }
        xs[size] = x;
        ys[size] = y;
        joined[size] = joinedToPrevious;
        size++;
    }

    int size() {
        return size;
    }

    double x(int point) {
        return xs[point];
    }

    double y(int point) {
        return ys[point];
    }

    boolean joined(int point) {
        return joined[point];
    }

    /** Moves a point. */
    void set(int point, double x, double y) {
        xs[point] = x;
        ys[point] = y;
    }

    /**
     * Scales evenly and moves, so that the bounding box becomes as large as a square of side {@code side} around the
     * origin allows.
     */
    void fitInto(double side) {
        double minX = xs[0];
        double maxX = xs[0];
        double minY = ys[0];
        double maxY = ys[0];
        for (int i = 1; i < size; i++) {
            minX = Math.min(minX, xs[i]);
            maxX = Math.max(maxX, xs[i]);
            minY = Math.min(minY, ys[i]);
            maxY = Math.max(maxY, ys[i]);
        }
        double scale = side / Math.max(Math.max(maxX - minX, maxY - minY), 1e-9);
        for (int i = 0; i < size; i++) {
            xs[i] = (xs[i] - (minX + maxX) / 2) * scale;
            ys[i] = (ys[i] - (minY + maxY) / 2) * scale;
        }
    }
}
