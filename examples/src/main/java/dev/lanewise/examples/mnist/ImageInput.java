package dev.lanewise.examples.mnist;

import dev.lanewise.examples.pictures.Pgm;
import dev.lanewise.examples.pictures.Picture;
import dev.lanewise.examples.pictures.Png;
import dev.lanewise.examples.pictures.Resampling;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;

/**
 * Reads one picture of a digit, PNG or PGM, and brings it into the form that MNIST's pictures have: light ink on black,
 * cropped, the longer side scaled to 20 of 28 pixels, the centre of the ink's mass in the middle (LeCun, Cortes and
 * Burges, The MNIST database, 1998).
 */
public final class ImageInput {
    /** Ink fainter than this fraction of the darkest counts as paper: shadows, grain and compression noise. */
    private static final float FAINT = 0.2f;

    /** A picture whose darkest ink differs less from its border is empty. */
    private static final float LEAST_CONTRAST = 0.1f;

    private static final int LARGEST_FILE = 256 << 20;

    private ImageInput() {}

    /**
     * Reads {@code file} as {@code rows * cols} grey values, row by row, 0 for paper and 1 for the strongest ink.
     *
     * @throws IOException if the file cannot be read, is not a regular file, is not a PNG or PGM picture, does not fit
     *     into memory, or shows nothing; the message begins with the file and says why
     */
    public static float[] read(Path file, int rows, int cols) throws IOException {
        String name = Printable.path(file);
        try {
            return toDigit(decode(bytes(file)), rows, cols);
        } catch (NoSuchFileException e) {
            throw new IOException(name + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw new IOException(name + ": no permission to read it", e);
        } catch (IOException e) {
            throw new IOException(name + ": " + Printable.sentence(String.valueOf(e.getMessage())), e);
        } catch (OutOfMemoryError e) { // what was read is collectable by now
            throw new IOException(name + ": does not fit into the memory of this JVM, which is limited to "
                    + Runtime.getRuntime().maxMemory() + " bytes (java -Xmx)", e);
        }
    }

    /** The content of a file; refuses pipes, which could block, and devices, which might never end. */
    private static byte[] bytes(Path file) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
            throw new IOException("cannot be read (not a regular file)");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
            if (bytes.length > LARGEST_FILE) {
                throw new IOException("more than " + (LARGEST_FILE >> 20) + " MiB");
            }
            return bytes;
        }
    }

    private static Picture decode(byte[] bytes) throws IOException {
        if (Png.isPng(bytes)) {
            return Png.read(bytes);
        }
        if (Pgm.isPgm(bytes)) {
            return Pgm.read(bytes);
        }
        throw new IOException("neither a PNG nor a PGM picture");
    }

    /** Brings a picture into MNIST's form. */
    static float[] toDigit(Picture picture, int rows, int cols) throws IOException {
        Picture drawing = crop(ink(picture));
        int boxRows = Math.max(1, Math.round(rows * 20f / 28));
        int boxCols = Math.max(1, Math.round(cols * 20f / 28));
        double scale = Math.min((double) boxRows / drawing.height(), (double) boxCols / drawing.width());
        int height = Math.clamp(Math.round(drawing.height() * scale), 1, boxRows);
        int width = Math.clamp(Math.round(drawing.width() * scale), 1, boxCols);
        return centre(Resampling.resize(drawing, width, height), rows, cols);
    }

    /** Returns how far each pixel is from the border's shade towards the ink's, from 0 to 1. */
    private static Picture ink(Picture picture) throws IOException {
        float paper = borderShade(picture);
        float sign = paper > 0.5f ? -1 : 1;
        float[] ink = new float[picture.grey().length];
        float strongest = 0;
        for (int i = 0; i < ink.length; i++) {
            ink[i] = Math.max(0, sign * (picture.grey()[i] - paper));
            strongest = Math.max(strongest, ink[i]);
        }
        if (strongest < LEAST_CONTRAST) {
            throw new IOException("nothing is drawn in this picture of %d x %d pixels"
                    .formatted(picture.width(), picture.height()));
        }
        for (int i = 0; i < ink.length; i++) {
            float part = ink[i] / strongest;
            ink[i] = part < FAINT ? 0 : part;
        }
        return new Picture(picture.width(), picture.height(), ink);
    }

    /** Returns the median of the outermost pixels, which a stroke that touches the border does not move. */
    private static float borderShade(Picture picture) {
        int width = picture.width();
        int height = picture.height();
        float[] border = new float[2 * (width + height)];
        int n = 0;
        for (int col = 0; col < width; col++) {
            border[n++] = picture.at(0, col);
            border[n++] = picture.at(height - 1, col);
        }
        for (int row = 0; row < height; row++) {
            border[n++] = picture.at(row, 0);
            border[n++] = picture.at(row, width - 1);
        }
        Arrays.sort(border);
        return border[n / 2];
    }

    private static Picture crop(Picture ink) {
        int top = ink.height();
        int bottom = 0;
        int left = ink.width();
        int right = 0;
        for (int row = 0; row < ink.height(); row++) {
            for (int col = 0; col < ink.width(); col++) {
                if (ink.at(row, col) > 0) {
                    top = Math.min(top, row);
                    bottom = Math.max(bottom, row);
                    left = Math.min(left, col);
                    right = Math.max(right, col);
                }
            }
        }
        int width = right - left + 1;
        float[] cropped = new float[(bottom - top + 1) * width];
        for (int row = top; row <= bottom; row++) {
            System.arraycopy(ink.grey(), row * ink.width() + left, cropped, (row - top) * width, width);
        }
        return new Picture(width, bottom - top + 1, cropped);
    }

    /** Places the drawing with the centre of its mass on pixel (rows / 2, cols / 2), where MNIST's pictures have it. */
    private static float[] centre(Picture drawing, int rows, int cols) {
        double mass = 0;
        double rowMass = 0;
        double colMass = 0;
        for (int row = 0; row < drawing.height(); row++) {
            for (int col = 0; col < drawing.width(); col++) {
                double ink = drawing.at(row, col);
                mass += ink;
                rowMass += ink * row;
                colMass += ink * col;
            }
        }
        int middleRow = rows / 2;
        int middleCol = cols / 2;
        int top = Math.clamp(Math.round(middleRow - rowMass / mass), 0, rows - drawing.height());
        int left = Math.clamp(Math.round(middleCol - colMass / mass), 0, cols - drawing.width());
        float[] digit = new float[rows * cols];
        for (int row = 0; row < drawing.height(); row++) {
            int to = (top + row) * cols + left;
            System.arraycopy(drawing.grey(), row * drawing.width(), digit, to, drawing.width());
        }
        return digit;
    }
}
