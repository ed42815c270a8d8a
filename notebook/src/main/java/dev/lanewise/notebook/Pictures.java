package dev.lanewise.notebook;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;

/** Pictures of numbers. */
final class Pictures {
    private static final int LARGEST = 1 << 24;
    private static final int COLUMNS = 10;
    private static final int GAP = 6;
    private static final int CAPTION = 24;
    private static final int LETTERS = 13;

    private Pictures() {}

    static BufferedImage grey(float[] pixels, int width, int height, int scale) {
        if (width < 1 || height < 1 || scale < 1 || (long) width * height != pixels.length
                || (long) pixels.length * scale * scale > LARGEST) {
            throw new IllegalArgumentException("picture: " + pixels.length + " pixels as " + width + " x " + height
                    + ", each " + scale + " wide: the product has to be their number, and the whole at most " + LARGEST
                    + " pixels");
        }
        BufferedImage picture = new BufferedImage(width * scale, height * scale, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height * scale; y++) {
            for (int x = 0; x < width * scale; x++) {
                float value = pixels[y / scale * width + x / scale];
                int level = Math.round(255 * (value > 0 ? Math.min(value, 1) : 0)); // NaN is black
                picture.getRaster().setSample(x, y, 0, level);
            }
        }
        return picture;
    }

    /** Many pictures in rows of {@code COLUMNS}, each with its caption below, on white. */
    static BufferedImage gallery(float[] pixels, int width, int height, int scale, List<?> captions) {
        int count = captions.size();
        if (count == 0 || width < 1 || height < 1 || (long) width * height * count != pixels.length) {
            throw new IllegalArgumentException("gallery: " + pixels.length + " pixels as " + count + " pictures of "
                    + width + " x " + height + ", one for each caption: the product has to be their number");
        }
        BufferedImage[] pictures = new BufferedImage[count];
        for (int i = 0; i < count; i++) {
            int from = i * width * height;
            pictures[i] = grey(Arrays.copyOfRange(pixels, from, from + width * height), width, height, scale);
        }
        int columns = Math.min(count, COLUMNS);
        int cellWidth = width * scale + GAP;
        int cellHeight = height * scale + CAPTION;
        int rows = (count + columns - 1) / columns;
        if ((long) columns * cellWidth * rows * cellHeight > LARGEST) {
            throw new IllegalArgumentException("gallery: " + count + " pictures of " + width * scale + " x "
                    + height * scale + " pixels are more than " + LARGEST + " pixels");
        }
        BufferedImage all = new BufferedImage(columns * cellWidth + GAP, rows * cellHeight + GAP,
                BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = all.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, all.getWidth(), all.getHeight());
        graphics.setColor(Color.BLACK);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, LETTERS));
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        FontMetrics letters = graphics.getFontMetrics();
        for (int i = 0; i < count; i++) {
            int x = GAP + i % columns * cellWidth;
            int y = GAP + i / columns * cellHeight;
            graphics.drawImage(pictures[i], x, y, null);
            String caption = String.valueOf(captions.get(i));
            int middle = x + (width * scale - letters.stringWidth(caption)) / 2;
            graphics.drawString(caption, middle, y + height * scale + letters.getAscent() + 1);
        }
        graphics.dispose();
        return all;
    }
}
