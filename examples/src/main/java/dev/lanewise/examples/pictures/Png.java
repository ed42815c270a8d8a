package dev.lanewise.examples.pictures;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Reads PNG files as grey pictures, transparent parts as white paper, and writes grey pictures as PNG files. */
public final class Png {
    private static final int[] SIGNATURE = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    private Png() {}

    /** Whether the file begins as a PNG file does. */
    public static boolean isPng(byte[] bytes) {
        if (bytes.length < SIGNATURE.length) {
            return false;
        }
        for (int i = 0; i < SIGNATURE.length; i++) {
            if ((bytes[i] & 0xFF) != SIGNATURE[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads the picture.
     *
     * @throws IOException if the file is damaged, or too large a picture
     */
    public static Picture read(byte[] bytes) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(in, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if ((long) width * height > Picture.LARGEST) {
                throw new IOException("PNG: %d x %d pixels are too many".formatted(width, height));
            }
            BufferedImage image = reader.read(0);
            boolean greySamples = image.getColorModel() instanceof ComponentColorModel
                    && image.getRaster().getNumBands() <= 2;
            return greySamples ? fromSamples(image) : fromColours(image);
        } catch (IIOException e) {
            throw new IOException("PNG: damaged (%s)".formatted(reason(e)), e);
        } catch (RuntimeException e) {
            // the reader's way to reject some damaged files
            throw new IOException("PNG: damaged (%s)".formatted(e), e);
        } finally {
            reader.dispose();
        }
    }

    /** The content of a PNG file with a picture, of 8 bits a pixel; values beyond 0 and 1 are black and white. */
    public static byte[] write(Picture picture) throws IOException {
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_BYTE_GRAY);
        WritableRaster raster = image.getRaster();
        for (int row = 0; row < picture.height(); row++) {
            for (int col = 0; col < picture.width(); col++) {
                raster.setSample(col, row, 0, Math.round(255 * Math.clamp(picture.at(row, col), 0f, 1f)));
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", out);
        }
        return bytes.toByteArray();
    }

    /** What the reader found; for "Caught exception during read: " the cause says it. */
    private static String reason(IIOException e) {
        Throwable cause = e.getCause();
        if (cause == null) {
            return String.valueOf(e.getMessage());
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** Takes grey values as they are stored: {@code getRGB} would change them, as Java takes them for linear light. */
    private static Picture fromSamples(BufferedImage image) {
        Raster raster = image.getRaster();
        boolean transparency = raster.getNumBands() == 2;
        float white = (1 << raster.getSampleModel().getSampleSize(0)) - 1;
        Picture picture = blank(image);
        for (int row = 0, i = 0; row < picture.height(); row++) {
            for (int col = 0; col < picture.width(); col++, i++) {
                float alpha = transparency ? raster.getSample(col, row, 1) / white : 1;
                picture.grey()[i] = onWhite(raster.getSample(col, row, 0) / white, alpha);
            }
        }
        return picture;
    }

    private static Picture fromColours(BufferedImage image) {
        Picture picture = blank(image);
        int[] line = new int[picture.width()];
        for (int row = 0, i = 0; row < picture.height(); row++) {
            image.getRGB(0, row, line.length, 1, line, 0, line.length);
            for (int argb : line) {
                int red = argb >> 16 & 0xFF;
                int green = argb >> 8 & 0xFF;
                int blue = argb & 0xFF;
                float luma = (0.299f * red + 0.587f * green + 0.114f * blue) / 255; // ITU-R BT.601
                picture.grey()[i++] = onWhite(luma, (argb >>> 24) / 255f);
            }
        }
        return picture;
    }

    private static Picture blank(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        return new Picture(width, height, new float[width * height]);
    }

    private static float onWhite(float grey, float alpha) {
        return grey * alpha + (1 - alpha);
    }
}
