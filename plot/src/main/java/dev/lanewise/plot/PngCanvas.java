package dev.lanewise.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A canvas of pixels. */
final class PngCanvas implements Canvas {
    private final Graphics2D graphics;

    /** A canvas over an image, which is made white. */
    PngCanvas(BufferedImage image) {
        graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION,
                RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        fill(Style.GROUND, 0, 0, image.getWidth(), image.getHeight());
    }

    @Override
    public void fill(Color color, double x, double y, double width, double height) {
        graphics.setColor(color);
        graphics.fill(new Rectangle2D.Double(x, y, width, height));
    }

    @Override
    public void text(Text text, Color color, double x, double y, boolean upright) {
        graphics.setColor(color);
        AffineTransform place = AffineTransform.getTranslateInstance(x, y);
        if (upright) {
            place.rotate(-Math.PI / 2);
        }
        graphics.fill(place.createTransformedShape(text.glyphs().getOutline()));
    }

    @Override
    public void image(BufferedImage image, int x, int y, int width, int height) {
        graphics.drawImage(image, x, y, image.getWidth() * width, image.getHeight() * height, null);
    }

    void close() {
        graphics.dispose();
    }

    /** An image as a PNG file. */
    static byte[] encoded(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        // In memory: ImageIO's own stream would need a temporary file.
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            if (!ImageIO.write(image, "png", stream)) {
                throw new IllegalStateException("plot: this JDK has no writer for PNG");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
