package dev.lanewise.data.images;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A picture in memory.
 *
 * @param channels 1 for grey, 3 for red, green and blue; other numbers are possible, but not everything takes them
 * @param height rows
 * @param width columns
 * @param values {@code [channels, height, width]}, row-major, from 0 for black to 1 until they are normalised; kept,
 *     not copied, and not changed by any transform here
 */
public record Image(int channels, int height, int width, float[] values) {
    /**
     * Takes the values.
     *
     * @throws IllegalArgumentException if there are none, or not as many as the sizes say
     */
    public Image {
        Required.nonNull("Image: the array of values", values);
        long plane = (long) height * width;
        if (channels < 1 || height < 1 || width < 1
                || values.length % plane != 0 || values.length / plane != channels) {
            throw new IllegalArgumentException("Image: " + values.length + " values for " + channels
                    + " channels of " + height + "x" + width);
        }
    }

    /**
     * Decodes a file, as {@link ImageFolder} does: PNG, JPEG, GIF or BMP, 3 channels, transparency over white, at most
     * 2^25 pixels.
     *
     * {@snippet :
     * Image photo = Image.read(Path.of("cat.jpg"));
     * }
     *
     * @throws dev.lanewise.io.FormatException if it cannot be read or decoded
     * @throws java.io.UncheckedIOException if the thread is interrupted meanwhile
     * @throws IllegalStateException if this Java runtime lacks the module {@code java.desktop}, which decodes
     */
    public static Image read(Path file) {
        Required.nonNull("read: the path", file);
        Decoder decoder = Decoder.find("Image");
        try {
            return decoder.decode(ImageFiles.read(file, ImageFolder.MOST_PIXELS), 3, ImageFolder.MOST_PIXELS);
        } catch (IOException e) {
            throw ImageFiles.broken(file, e);
        }
    }

    /**
     * The pictures below a folder, at any depth, that are not hidden, by their endings and in the order of their paths.
     * None is opened.
     *
     * @throws java.io.UncheckedIOException if a folder cannot be listed, or is linked to within itself
     */
    public static List<Path> filesIn(Path folder) {
        return List.copyOf(ImageFiles.pictures("Image", Required.nonNull("filesIn: the path of the folder", folder)));
    }

    /**
     * The values of a tensor, copied.
     *
     * @param tensor {@code [channels, height, width]}, or {@code [height, width]} of one channel
     * @throws IllegalArgumentException for other shapes, and for one without elements
     */
    public static Image of(Tensor tensor) {
        Shape shape = Required.nonNull("of: the tensor", tensor).shape();
        int rank = shape.rank();
        if (rank != 2 && rank != 3 || shape.size() == 0) {
            throw new IllegalArgumentException("of: " + shape + " is not a picture, [channels, height, width]");
        }
        return new Image(rank == 2 ? 1 : shape.dim(0), shape.dim(-2), shape.dim(-1), tensor.toArray());
    }

    /** The picture as {@code [channels, height, width]}, which shares the values. */
    public Tensor toTensor() {
        return Tensor.wrap(values, Shape.of(channels, height, width));
    }

    /**
     * A value.
     *
     * @throws IndexOutOfBoundsException if there is no such channel, row or column
     */
    public float at(int channel, int row, int col) {
        if (channel < 0 || channel >= channels || row < 0 || row >= height || col < 0 || col >= width) {
            throw new IndexOutOfBoundsException("at: channel " + channel + ", row " + row + ", column " + col
                    + " is not in a picture of " + size());
        }
        return values[(channel * height + row) * width + col];
    }

    /** For example {@code 3x32x32}. */
    String size() {
        return channels + "x" + height + "x" + width;
    }

    /** For example {@code Image(3x32x32)}. */
    @Override
    public String toString() {
        return "Image(" + size() + ")";
    }
}
