package dev.lanewise.plot;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Joins the segments of a curve. XChart draws each by itself, an element of a hundred bytes; as one element the curve
 * takes a tenth of that, and its corners are round.
 */
final class Polylines {
    private static final String NUMBER = "(-?[0-9.]+)";
    private static final Pattern SEGMENT = Pattern.compile("[ \t]*<line style=\"([^\"]*)\" x1=\"" + NUMBER + "\" x2=\""
            + NUMBER + "\" y1=\"" + NUMBER + "\" y2=\"" + NUMBER + "\"/>\r?\n?");

    private Polylines() {}

    /** The same picture, with runs of segments of one style, each of which begins where the one before ends, joined. */
    static String join(String svg) {
        Matcher segment = SEGMENT.matcher(svg);
        StringBuilder out = new StringBuilder();
        StringBuilder points = new StringBuilder();
        String style = "";
        String end = ""; // of the run so far
        int copied = 0;
        while (segment.find()) {
            String from = segment.group(2) + "," + segment.group(4);
            boolean goesOn = segment.start() == copied && segment.group(1).equals(style) && from.equals(end);
            if (!goesOn) {
                close(out, style, points);
                out.append(svg, copied, segment.start());
                style = segment.group(1);
                points.append(from);
            }
            end = segment.group(3) + "," + segment.group(5);
            points.append(' ').append(end);
            copied = segment.end();
        }
        close(out, style, points);
        return out.append(svg, copied, svg.length()).toString();
    }

    private static void close(StringBuilder out, String style, StringBuilder points) {
        if (!points.isEmpty()) {
            out.append("<polyline style=\"").append(style).append("\" points=\"").append(points).append("\"/>\n");
            points.setLength(0);
        }
    }
}
