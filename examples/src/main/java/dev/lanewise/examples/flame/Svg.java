package dev.lanewise.examples.flame;

import java.util.Locale;

/** Draws boxes in rows, each below the one that it is a part of, as wide as the time that it took. */
final class Svg {
    private static final double WIDTH = 1200;
    private static final double HEAD = 24;
    private static final double ROW = 18;

    /** Narrower boxes are left out. */
    private static final double NARROW = 0.5;

    private static final double LETTER = 6.7;
    private static final double MARGIN = 4;

    private final StringBuilder body = new StringBuilder();
    private final double all;
    private double depth;

    private Svg(double all) {
        this.all = all;
    }

    /**
     * The picture.
     *
     * @param root its total is above 0
     */
    static String of(Box root, String title) {
        Svg svg = new Svg(root.total());
        svg.draw(root, 0, 0);
        double height = HEAD + ROW * svg.depth + MARGIN;
        return String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$.0f %2$.0f" font-family="monospace"
                     font-size="11">
                <rect width="%1$.0f" height="%2$.0f" fill="#fff"/>
                <text x="4" y="16" font-size="13">%3$s</text>
                <g stroke="#fff" stroke-width="0.5">
                """, WIDTH, height, escaped(title)) + svg.body + "</g>\n</svg>\n";
    }

    private void draw(Box box, double x, int row) {
        double total = box.total();
        double width = total / all * WIDTH;
        if (width < NARROW) {
            return;
        }
        depth = Math.max(depth, row + 1);
        double y = HEAD + row * ROW;
        body.append(String.format(Locale.ROOT,
                "<g><title>%s: %.1f ms, %.1f %%%s</title>"
                        + "<rect x=\"%.1f\" y=\"%.0f\" width=\"%.1f\" height=\"%.0f\" fill=\"%s\"/>",
                escaped(box.label()), total / 1e6, 100 * total / all, times(box), x, y, width, ROW, colour(box)));
        int letters = (int) ((width - 2 * MARGIN) / LETTER);
        if (letters >= 3) {
            String label = box.label();
            String shown = label.length() <= letters ? label : label.substring(0, letters - 1) + "…";
            body.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.0f\" stroke=\"none\">%s</text>", x + MARGIN,
                    y + 13, escaped(shown)));
        }
        body.append("</g>\n");
        double at = x;
        for (Box part : box.parts()) {
            draw(part, at, row + 1);
            at += part.total() / all * WIDTH;
        }
    }

    /** How often it happened, if that is known; a kernel was seen by so many samples. */
    private static String times(Box box) {
        String unit = box.kind() == Box.Kind.KERNEL ? "seen" : "run";
        return box.count() == 0 ? "" : String.format(Locale.ROOT, ", %s %,d times", unit, box.count());
    }

    /** A hue for each kind, a shade for each label. */
    private static String colour(Box box) {
        int hue = switch (box.kind()) {
            case RUN -> 210;
            case BLOCK -> 140;
            case OP -> 40;
            case KERNEL -> 10;
        };
        return String.format(Locale.ROOT, "hsl(%d,70%%,%d%%)", hue, 68 + Math.floorMod(box.label().hashCode(), 14));
    }

    private static String escaped(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                default -> safe.appendCodePoint(Character.isISOControl(c) || c >= 0xFFFE && c <= 0xFFFF ? '?' : c);
            }
        });
        return safe.toString();
    }
}
