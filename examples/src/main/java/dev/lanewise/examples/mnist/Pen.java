package dev.lanewise.examples.mnist;

import java.util.Arrays;

/**
 * Inks a {@link Trace} into a square of pixels, with smooth edges. A pixel's grey depends on the distance of its centre
 * from the nearest stroke.
 */
final class Pen {
    private final int side;
    private final double[] ink;

    Pen(int side) {
        this.side = side;
        this.ink = new double[side * side];
    }

    /**
     * Draws the trace, given in pixels around the middle of the square, with a pen that is {@code 2 * radius} wide and
     * whose width changes by {@code swell} (a fraction) from the first point to the last. The edge's grey runs over
     * {@code softness} pixels. Returns grey values from 0 to 1, row by row, in an array that is reused.
     */
    double[] draw(Trace trace, double radius, double swell, double softness) {
        Arrays.fill(ink, 0);
        double middle = side / 2.0 - 0.5;
        for (int i = 1; i < trace.size(); i++) {
            if (trace.joined(i)) {
                double width = radius * (1 + swell * (2.0 * i / trace.size() - 1));
                double x = trace.x(i - 1) + middle;
                double y = trace.y(i - 1) + middle;
                piece(x, y, trace.x(i) - trace.x(i - 1), trace.y(i) - trace.y(i - 1), width, softness);
            }
        }
        return ink;
    }

    /** Inks one straight piece, from (x0, y0) by (dx, dy); where it overlaps older ink, the darker grey stays. */
    private void piece(double x0, double y0, double dx, double dy, double radius, double softness) {
        double inverse = 1 / Math.max(dx * dx + dy * dy, 1e-12);
        double inner = Math.max(radius - softness / 2, 0);
        double outer = radius + softness / 2;
        int top = Math.max(0, (int) Math.ceil(Math.min(y0, y0 + dy) - outer));
        int bottom = Math.min(side - 1, (int) Math.floor(Math.max(y0, y0 + dy) + outer));
        int left = Math.max(0, (int) Math.ceil(Math.min(x0, x0 + dx) - outer));
        int right = Math.min(side - 1, (int) Math.floor(Math.max(x0, x0 + dx) + outer));
        for (int row = top; row <= bottom; row++) {
            for (int col = left; col <= right; col++) {
                double px = col - x0;
                double py = row - y0;
                double t = Math.clamp((px * dx + py * dy) * inverse, 0.0, 1.0);
                double ex = px - t * dx;
                double ey = py - t * dy;
                double squared = ex * ex + ey * ey;
                if (squared < outer * outer) {
                    double grey = squared <= inner * inner ? 1 : (outer - Math.sqrt(squared)) / softness;
                    ink[row * side + col] = Math.max(ink[row * side + col], Math.min(grey, 1));
                }
            }
        }
    }
}
