package dev.lanewise.data;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/**
 * Greyscale images kept as bytes, a quarter of the size of floats. A batch is {@code [N, rows, cols]} with each pixel
 * normalised to {@code (pixel / 255 - mean) / std}.
 */
public final class ImageDataset implements Dataset<Batch<Tensor, IntTensor>> {
    private final byte[] pixels;
    private final int rows;
    private final int cols;
    private final byte[] labels;
    private final float scale;
    private final float shift;

    /**
     * Takes images one after the other, row-major, and a label for each. The arrays are kept, not copied.
     *
     * @param mean of the pixels as fractions of 255; MNIST's is 0.1307; rounded to a float
     * @param std standard deviation likewise; MNIST's is 0.3081
     * @throws IllegalArgumentException if an array is null, the pixels are not {@code labels.length * rows * cols}, or
     *     mean or std is not a finite float, std above 0
     */
    public ImageDataset(byte[] pixels, int rows, int cols, byte[] labels, double mean, double std) {
        Required.nonNull("ImageDataset: the array of pixels", pixels);
        Required.nonNull("ImageDataset: the array of labels", labels);
        long image = (long) rows * cols;
        boolean fits = labels.length == 0
                ? pixels.length == 0
                : pixels.length % labels.length == 0 && pixels.length / labels.length == image;
        if (rows < 0 || cols < 0 || !fits) {
            throw new IllegalArgumentException("ImageDataset: " + pixels.length + " pixels are not " + labels.length
                    + " images of " + rows + "x" + cols);
        }
        float deviation = (float) std;
        if (!(deviation > 0f && deviation < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "ImageDataset: standard deviation " + std + " is not a finite float above 0");
        }
        float centre = (float) mean;
        if (!Float.isFinite(centre)) {
            throw new IllegalArgumentException("ImageDataset: mean " + mean + " is not a finite float");
        }
        this.pixels = pixels;
        this.rows = rows;
        this.cols = cols;
        this.labels = labels;
        this.scale = (float) (1 / (255.0 * deviation));
        this.shift = (float) (-(double) centre / deviation);
    }

    @Override
    public int size() {
        return labels.length;
    }

    /** Rows of an image. */
    public int rows() {
        return rows;
    }

    /** Columns of an image. */
    public int cols() {
        return cols;
    }

    /** The label of a sample, 0 to 255. */
    public int label(int index) {
        return labels[Samples.require(this, index)] & 0xff;
    }

    /** The pixels of a sample as fractions of 255, row-major, not normalised. */
    public float[] grey(int index) {
        Samples.require(this, index);
        float[] grey = new float[rows * cols];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (pixels[index * grey.length + i] & 0xff) / 255f;
        }
        return grey;
    }

    /**
     * The images with these indices, {@code [N, rows, cols]}, and their labels.
     *
     * @throws IllegalArgumentException if they have more than 2<sup>31</sup>-1 pixels together
     * @throws IndexOutOfBoundsException if there is no such sample
     */
    @Override
    public Batch<Tensor, IntTensor> batch(int... indices) {
        for (int index : indices) {
            Samples.require(this, index);
        }
        Shape shape = Shape.of(indices.length, rows, cols);
        float[] inputs = new float[shape.size()];
        int image = indices.length == 0 ? 0 : shape.size() / indices.length;
        int[] chosen = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            chosen[i] = label(indices[i]);
            normalise(indices[i] * image, inputs, i * image, image);
        }
        return new Batch<>(
                Tensor.wrap(inputs, shape),
                IntTensor.wrap(chosen, Shape.of(indices.length)));
    }

    /** A loop of its own, which the JIT compiler vectorises. */
    private void normalise(int from, float[] out, int to, int n) {
        for (int i = 0; i < n; i++) {
            out[to + i] = Math.fma((float) (pixels[from + i] & 0xff), scale, shift);
        }
    }

    /** For example {@code ImageDataset(60000 images of 28x28)}. */
    @Override
    public String toString() {
        return "ImageDataset(" + labels.length + " images of " + rows + "x" + cols + ")";
    }
}
