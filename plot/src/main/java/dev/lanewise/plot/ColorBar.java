package dev.lanewise.plot;

import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;

/**
 * The key to colours: a bar with numbers beside it.
 *
 * @param low   the number at its lower end
 * @param high  the number at its upper end
 * @param color 0xRRGGBB at a place from 0 to {@link #STEPS}, from below
 * @param label what stands beside a number
 */
record ColorBar(double low, double high, IntUnaryOperator color, Function<BigDecimal, String> label) {
    static final int STEPS = 1000;

    private static final int WIDTH = 14;
    private static final int GAP = 16; // to what it is the key to
    private static final int SPACING = 36;

    /** A bar over a ramp. */
    static ColorBar of(Ramp ramp, double low, double high) {
        return new ColorBar(low, high, place -> ramp.rgb(high > low ? place / (double) STEPS : 0.5), Numbers::brief);
    }

    private List<BigDecimal> ticks(int height) {
        return Numbers.ticks(low, high, Math.max(2, height / SPACING));
    }

    /** How much room it needs to the right of something. */
    int width(int height) {
        double widest = ticks(height).stream().mapToDouble(tick -> text(tick).width()).max().orElse(0);
        return GAP + WIDTH + 8 + (int) Math.ceil(widest);
    }

    private Text text(BigDecimal tick) {
        return Text.of(label.apply(tick), Style.label());
    }

    /** Draws it to the right of {@code x}. */
    void draw(Canvas canvas, int x, int y, int height) {
        BufferedImage colors = new BufferedImage(1, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < height; i++) {
            colors.setRGB(0, i,
                    color.applyAsInt((int) Math.round(STEPS * (height - 1 - i) / Math.max(1.0, height - 1))));
        }
        canvas.frame(Style.GRID, x + GAP, y, WIDTH, height);
        canvas.image(colors, x + GAP, y, WIDTH, 1);
        for (BigDecimal tick : ticks(height)) {
            double place = high > low ? (tick.doubleValue() - low) / (high - low) : 0.5;
            double middle = y + 0.5 + (height - 1) * (1 - place);
            canvas.fill(Style.INK, x + GAP + WIDTH, middle - 0.5, 4, 1);
            canvas.left(text(tick), Style.INK, x + GAP + WIDTH + 7, middle);
        }
    }
}
