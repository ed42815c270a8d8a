package dev.lanewise.kernels.drivers;

import java.util.Arrays;

/**
 * Products along the middle axis of blocks {@code [outer, len, inner]}, from the first element on, in double precision
 * and rounded to a float once. Powers of two are put aside on the way, so that no partial product overflows or
 * vanishes.
 */
public final class Products {
    /** Columns that are multiplied side by side. */
    private static final int WIDTH = 16;

    private Products() {}

    /** One product for each line; 1 for no elements. */
    public static void products(float[] x, int xo, int outer, int len, int inner, float[] y, int yo) {
        int strips = Math.ceilDiv(inner, WIDTH);
        Split.rows(outer * strips, len * Math.min(inner, WIDTH), (from, to) -> {
            Running[] running = new Running[WIDTH];
            Arrays.setAll(running, _ -> new Running());
            for (int unit = from; unit < to; unit++) {
                int column = unit % strips * WIDTH;
                int width = Math.min(WIDTH, inner - column);
                int block = unit / strips;
                for (int c = 0; c < width; c++) {
                    running[c].start();
                }
                for (int k = 0; k < len; k++) {
                    int at = xo + (block * len + k) * inner + column;
                    for (int c = 0; c < width; c++) {
                        running[c].times(x[at + c]);
                    }
                }
                for (int c = 0; c < width; c++) {
                    y[yo + block * inner + column + c] = running[c].value();
                }
            }
        });
    }

    /** For each element the product of its line up to it. */
    public static void running(float[] x, int xo, int outer, int len, int inner, float[] y, int yo) {
        Lines lines = new Lines(outer, len, inner);
        Split.rows(lines.count(), len, (from, to) -> {
            Running running = new Running();
            for (int line = from; line < to; line++) {
                running.start();
                for (int k = 0, at = lines.start(line); k < len; k++, at += inner) {
                    running.times(x[xo + at]);
                    y[yo + at] = running.value();
                }
            }
        });
    }

    /** For each element the product of the others of its line: of those before it, times that of those behind it. */
    public static void others(float[] x, int xo, int outer, int len, int inner, float[] y, int yo) {
        Lines lines = new Lines(outer, len, inner);
        Split.rows(lines.count(), len, (from, to) -> {
            double[] fractions = new double[len];
            int[] steps = new int[len];
            Running running = new Running();
            for (int line = from; line < to; line++) {
                int start = lines.start(line);
                running.start();
                for (int k = 0; k < len; k++) {
                    fractions[k] = running.fraction;
                    steps[k] = running.steps;
                    running.times(x[xo + start + k * inner]);
                }
                running.start();
                for (int k = len - 1; k >= 0; k--) {
                    y[yo + start + k * inner] = running.valueTimes(fractions[k], steps[k]);
                    running.times(x[xo + start + k * inner]);
                }
            }
        });
    }

    /** The number {@code fraction * 2^(STEP steps)}; its fraction lies within 2^-STEP and 2^STEP, or is no number. */
    private static final class Running {
        private static final int STEP = 400;
        private static final double MOST = 0x1p400;
        private static final double LEAST = 0x1p-400;

        private double fraction;
        private int steps;

        void start() {
            fraction = 1;
            steps = 0;
        }

        void times(float factor) {
            fraction *= factor;
            double size = Math.abs(fraction);
            if (size > MOST) {
                fraction *= LEAST;
                steps++;
            } else if (size < LEAST) {
                fraction *= MOST;
                steps--;
            }
        }

        float value() {
            return steps == 0 ? (float) fraction : rounded(fraction, steps);
        }

        float valueTimes(double otherFraction, int otherSteps) {
            return rounded(fraction * otherFraction, (long) steps + otherSteps);
        }

        /** Exact before it is rounded to a float; behind more than four steps there are none. */
        private static float rounded(double fraction, long steps) {
            return (float) Math.scalb(fraction, STEP * Math.clamp(steps, -4, 4));
        }
    }
}
