package dev.lanewise.examples.mnist;

import dev.lanewise.examples.mnist.Glyphs.Glyph;
import dev.lanewise.examples.mnist.Glyphs.Point;
import dev.lanewise.examples.pictures.PenRandom;
import java.util.List;

/**
 * One writer's hand: draws a glyph's strokes as a {@link Trace}, each time a little differently. It moves the points,
 * joins them by a smooth curve (Catmull and Rom, 1974), and bends, tapers, slants, turns and stretches the whole.
 */
final class Hand {
    private static final int PIECES = 5;

    private final Trace trace = new Trace();

    /** Writes the glyph into a box of side 1, its strokes' middle lines touching the box. The result is reused. */
    Trace write(Glyph glyph, PenRandom random) {
        trace.clear();
        double unrest = random.between(0.4, 1.8);
        for (List<Point> stroke : glyph.strokes()) {
            writeStroke(stroke, 2.6 * unrest, random);
        }
        distort(random);
        return trace;
    }

    private void writeStroke(List<Point> stroke, double jitter, PenRandom random) {
        int n = stroke.size();
        double[] x = new double[n];
        double[] y = new double[n];
        double dx = random.normal(2.5);
        double dy = random.normal(2.5);
        for (int i = 0; i < n; i++) {
            x[i] = stroke.get(i).x() + dx + random.normal(jitter);
            y[i] = stroke.get(i).y() + dy + random.normal(jitter);
        }
        lengthen(x, y, 0, 1, random.normal(0.18));
        lengthen(x, y, n - 1, n - 2, random.normal(0.18));
        trace.add(x[0], y[0], false);
        for (int i = 0; i + 1 < n; i++) {
            curve(x, y, i, i == 0 || stroke.get(i).corner(), i + 2 == n || stroke.get(i + 1).corner());
        }
    }

    /** Moves the stroke's end away from its neighbour by a fraction of their distance. */
    private static void lengthen(double[] x, double[] y, int end, int neighbour, double fraction) {
        x[end] += (x[end] - x[neighbour]) * fraction;
        y[end] += (y[end] - y[neighbour]) * fraction;
    }

    /**
     * Adds the cubic from point {@code i} to the next. Its direction at a point is that from the point before to the
     * one after; a sharp end ignores what is beyond it, which makes the piece a parabola, or a line between two sharp
     * ends.
     */
    private void curve(double[] x, double[] y, int i, boolean sharpStart, boolean sharpEnd) {
        double startX = sharpStart ? 0 : (x[i + 1] - x[i - 1]) / 2;
        double startY = sharpStart ? 0 : (y[i + 1] - y[i - 1]) / 2;
        double endX = sharpEnd ? 0 : (x[i + 2] - x[i]) / 2;
        double endY = sharpEnd ? 0 : (y[i + 2] - y[i]) / 2;
        double wayX = x[i + 1] - x[i];
        double wayY = y[i + 1] - y[i];
        if (sharpStart) {
            startX = sharpEnd ? wayX : 1.5 * wayX - endX / 2;
            startY = sharpEnd ? wayY : 1.5 * wayY - endY / 2;
        }
        if (sharpEnd) {
            endX = sharpStart ? wayX : 1.5 * wayX - startX / 2;
            endY = sharpStart ? wayY : 1.5 * wayY - startY / 2;
        }
        for (int piece = 1; piece <= PIECES; piece++) {
            double t = (double) piece / PIECES;
            double h10 = t * (1 - t) * (1 - t);
            double h01 = t * t * (3 - 2 * t);
            double h11 = t * t * (t - 1);
            double px = x[i] + h10 * startX + h01 * wayX + h11 * endX;
            double py = y[i] + h10 * startY + h01 * wayY + h11 * endY;
            trace.add(px, py, true);
        }
    }

    private void distort(PenRandom random) {
        double aspect = 1 + random.normal(0.22);
        double bend = random.normal(0.16);
        double taper = random.normal(0.25);
        double tilt = random.normal(0.2);
        double balance = random.normal(0.35);
        double lean = random.normal(0.4);
        double slant = 0.12 + random.normal(0.28);
        double turn = random.normal(0.08);
        trace.fitInto(1);
        for (int i = 0; i < trace.size(); i++) {
            double x = trace.x(i);
            double y = trace.y(i);
            double u = x * (1 + taper * y) * aspect + lean * (0.25 - x * x) * 0.5 + bend * (0.25 - y * y);
            double v = y * (1 + tilt * x) + balance * (0.25 - y * y);
            u -= slant * v;
            trace.set(i, u - turn * v, v + turn * u);
        }
        trace.fitInto(1);
    }
}
