package dev.lanewise.notebook;

import java.awt.image.BufferedImage;

/** Pictures of numbers. */
final class Pictures {
    private static final int LARGEST = 1 << 24;

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
}
