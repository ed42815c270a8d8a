package dev.lanewise.plot;

import java.awt.Font;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.geom.AffineTransform;

/** A line of text as outlines, measured. */
record Text(GlyphVector glyphs, Font font) {
    private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

    static Text of(String text, Font font) {
        char[] characters = text.toCharArray();
        return new Text(font.layoutGlyphVector(CONTEXT, characters, 0, characters.length, Font.LAYOUT_LEFT_TO_RIGHT),
                font);
    }

    /** The text, or its beginning and an ellipsis where it is wider than so many pixels. */
    static Text within(String text, Font font, double width) {
        Text whole = of(text, font);
        int end = text.length();
        while (whole.width() > width && end > 0) {
            end = text.offsetByCodePoints(end, -1);
            whole = of(text.substring(0, end) + "…", font);
        }
        return whole;
    }

    /** In pixels. */
    double width() {
        return glyphs.getLogicalBounds().getWidth();
    }

    /** The height of a capital letter in pixels, to stand text in the middle of something. */
    double height() {
        return font.getSize() * 0.72;
    }

    int count() {
        return glyphs.getNumGlyphs();
    }

    double x(int i) {
        return glyphs.getGlyphPosition(i).getX();
    }

    double y(int i) {
        return glyphs.getGlyphPosition(i).getY();
    }

    /** What glyph {@code i} is: the same for the same outline. */
    String key(int i) {
        return glyphs.getGlyphCode(i) + " " + font.getStyle() + " " + font.getSize();
    }

    /** The outline of glyph {@code i}, as it stands at (0, 0). */
    Shape outline(int i) {
        return AffineTransform.getTranslateInstance(-x(i), -y(i)).createTransformedShape(glyphs.getGlyphOutline(i));
    }
}
