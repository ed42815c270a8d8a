package dev.lanewise.plot;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.PathIterator;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** A canvas that writes SVG. Each glyph is written once; images are PNG within it. */
final class SvgCanvas implements Canvas {
    private final StringBuilder body = new StringBuilder();
    private final StringBuilder definitions = new StringBuilder();
    private final Map<String, Integer> glyphs = new HashMap<>();

    @Override
    public void fill(Color color, double x, double y, double width, double height) {
        body.append("<rect fill=\"").append(hex(color)).append("\" x=\"").append(number(x)).append("\" y=\"")
                .append(number(y)).append("\" width=\"").append(number(width)).append("\" height=\"")
                .append(number(height)).append("\"/>\n");
    }

    @Override
    public void text(Text text, Color color, double x, double y, boolean upright) {
        body.append("<g fill=\"").append(hex(color)).append("\" transform=\"translate(").append(number(x)).append(' ')
                .append(number(y)).append(upright ? ") rotate(-90)\">" : ")\">");
        for (int i = 0; i < text.count(); i++) {
            String path = path(text.outline(i));
            if (path.isEmpty()) {
                continue; // a space
            }
            Integer known = glyphs.get(text.key(i));
            int glyph = known == null ? glyphs.size() : known;
            if (known == null) {
                glyphs.put(text.key(i), glyph);
                definitions.append("<path id=\"#").append(glyph).append("\" d=\"").append(path).append("\"/>\n");
            }
            body.append("<use xlink:href=\"##").append(glyph).append("\" x=\"").append(number(text.x(i)));
            body.append(text.y(i) == 0 ? "\"/>" : "\" y=\"" + number(text.y(i)) + "\"/>");
        }
        body.append("</g>\n");
    }

    @Override
    public void image(BufferedImage image, int x, int y, int width, int height) {
        body.append("<image x=\"").append(x).append("\" y=\"").append(y).append("\" width=\"")
                .append(image.getWidth() * width).append("\" height=\"").append(image.getHeight() * height)
                .append("\" preserveAspectRatio=\"none\" image-rendering=\"optimizeSpeed\" style=\"image-rendering:")
                .append("pixelated\" xlink:href=\"data:image/png;base64,")
                .append(Base64.getEncoder().encodeToString(PngCanvas.encoded(enlarged(image, width, height))))
                .append("\"/>\n");
    }

    /** Not all programs that show SVG would leave pixels as squares. */
    private static BufferedImage enlarged(BufferedImage image, int width, int height) {
        BufferedImage large = new BufferedImage(image.getWidth() * width, image.getHeight() * height,
                BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < large.getHeight(); y++) {
            for (int x = 0; x < large.getWidth(); x++) {
                large.setRGB(x, y, image.getRGB(x / width, y / height));
            }
        }
        return large;
    }

    /** The whole element. Names are made of the content, so that pictures in one page do not use each other's. */
    String svg(int width, int height, String title) {
        String hash = "g" + Integer.toHexString(definitions.toString().hashCode()) + "-";
        String size = " width=\"" + width + "\" height=\"" + height + "\" viewBox=\"0 0 " + width + " " + height;
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"" + size
                + "\">\n<title>" + escaped(title) + "</title>\n<rect fill=\"" + hex(Style.GROUND)
                + "\" width=\"100%\" height=\"100%\"/>\n<defs>\n"
                + definitions.toString().replace("id=\"#", "id=\"" + hash) + "</defs>\n"
                + body.toString().replace("href=\"##", "href=\"#" + hash) + "</svg>\n";
    }

    /** Text of an XML element; characters that XML does not know are left out. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                default -> {
                    boolean known = c == '\t' || c == '\n' || c >= 0x20 && c < 0xD800 || c >= 0xE000 && c != 0xFFFE
                            && c != 0xFFFF;
                    if (known) {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        return out.toString();
    }

    private static String path(Shape shape) {
        StringBuilder out = new StringBuilder();
        double[] c = new double[6];
        for (PathIterator path = shape.getPathIterator(null); !path.isDone(); path.next()) {
            int kind = path.currentSegment(c);
            int numbers = switch (kind) {
                case PathIterator.SEG_CUBICTO -> 6;
                case PathIterator.SEG_QUADTO -> 4;
                case PathIterator.SEG_CLOSE -> 0;
                default -> 2;
            };
            out.append("MLQCZ".charAt(kind));
            for (int i = 0; i < numbers; i++) {
                out.append(i == 0 ? "" : " ").append(number(c[i]));
            }
        }
        return out.toString();
    }

    private static String hex(Color color) {
        return "#%06x".formatted(color.getRGB() & 0xFFFFFF);
    }

    /** To a hundredth of a pixel. */
    private static String number(double value) {
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_EVEN);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
