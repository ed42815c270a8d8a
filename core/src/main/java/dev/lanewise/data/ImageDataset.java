package dev.lanewise.data;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.Arrays;

/**
 * Pictures kept in memory as bytes, a quarter of the size of floats; floats are made for each batch.
 *
 * {@snippet :
 * Cifar10 train = Cifar10.train(Path.of("cifar-10-batches-bin"));
 * ImageDataset pictures = ImageDataset.of(train.shape(), train.pixels(), train.labels()); // [N, 3, 32, 32]
 * ImageDataset normal = pictures.normalised(pictures.pixelMean(), pictures.pixelStd());
 * Dataset<Batch<Tensor, IntTensor>> training = Transforms.applied(normal, 1, Transforms.of(
 *         new RandomCrop(32, 32, 4), new RandomHorizontalFlip(0.5)));
 * }
 *
 * <p>Grey pictures may do without an axis of channels, {@code [N, rows, cols]}. Used by any number of threads.
 */
public final class ImageDataset implements Dataset<Batch<Tensor, IntTensor>> {
    private final Shape shape;
    private final byte[] pixels;
    private final byte[] labels;
    private final PixelScale scale;

    private ImageDataset(Shape shape, byte[] pixels, byte[] labels, PixelScale scale) {
        this.shape = shape;
        this.pixels = pixels;
        this.labels = labels;
        this.scale = scale;
    }

    /**
     * Takes grey images one after the other, row-major, and a label for each. The arrays are kept, not copied. A batch
     * is {@code [N, rows, cols]} with each pixel normalised to {@code (pixel / 255 - mean) / std}.
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
        this(Shape.of(labels.length, rows, cols), pixels, labels,
                PixelScale.normalising(new double[] {mean}, new double[] {std}));
    }

    /**
     * Takes pictures one after the other and a label for each, such as {@code of(images.shape(), images.bytes(),
     * labels.bytes())} of two files that {@code Idx} has read. The arrays are kept, not copied. Each pixel of a batch
     * is {@code pixel / 255}, from 0 to 1, unless it is {@link #normalised}.
     *
     * @param shape {@code [N, channels, rows, cols]}, or {@code [N, rows, cols]} of grey ones, which batches have too
     * @param pixels of that shape, row-major, unsigned
     * @param labels {@code [N]}, unsigned
     * @throws IllegalArgumentException if an argument is null, the shape is another one, there are not as many pixels
     *     and labels as it says, or it has no channel
     */
    public static ImageDataset of(Shape shape, byte[] pixels, byte[] labels) {
        Required.nonNull("ImageDataset: the shape", shape);
        Required.nonNull("ImageDataset: the array of pixels", pixels);
        Required.nonNull("ImageDataset: the array of labels", labels);
        if (shape.rank() != 3 && (shape.rank() != 4 || shape.dim(1) == 0)) {
            throw new IllegalArgumentException("ImageDataset: " + shape
                    + " is no shape of pictures, [N, channels, rows, cols] or [N, rows, cols]");
        }
        if (pixels.length != shape.size() || labels.length != shape.dim(0)) {
            throw new IllegalArgumentException("ImageDataset: " + pixels.length + " pixels and " + labels.length
                    + " labels are not those of " + shape);
        }
        return new ImageDataset(shape, pixels, labels, PixelScale.fractions());
    }

    /**
     * The same pictures with each pixel as {@code (pixel / 255 - mean) / std} of its channel. Other pictures, such as
     * those of a test, take the numbers of those that are learned from:
     *
     * {@snippet :
     * double[] mean = train.pixelMean();
     * double[] std = train.pixelStd();
     * ImageDataset toLearn = train.normalised(mean, std);
     * ImageDataset toTest = test.normalised(mean, std);
     * }
     *
     * @param mean for each channel, as fractions of 255; CIFAR-10's are 0.4914, 0.4822, 0.4465; rounded to floats
     * @param std likewise; CIFAR-10's are 0.2470, 0.2435, 0.2616
     * @throws IllegalArgumentException if an array is null, they are not of one number for each channel, or a number is
     *     not a finite float, std above 0
     */
    public ImageDataset normalised(double[] mean, double[] std) {
        Required.nonNull("normalised: the array of means", mean);
        Required.nonNull("normalised: the array of deviations", std);
        if (mean.length != channels() || std.length != channels()) {
            throw new IllegalArgumentException("normalised: " + mean.length + " means and " + std.length
                    + " deviations for pictures of " + channels() + (channels() == 1 ? " channel" : " channels"));
        }
        return new ImageDataset(shape, pixels, labels, PixelScale.normalising(mean, std));
    }

    /**
     * The mean of each channel over all pictures, as a fraction of 255, of a sum that is exact.
     *
     * @throws IllegalStateException if there are no pixels
     */
    public double[] pixelMean() {
        return Arrays.stream(sums("pixelMean")).mapToDouble(PixelSums::mean).toArray();
    }

    /**
     * The standard deviation of each channel over all pictures, as a fraction of 255; 0 for one shade.
     *
     * @throws IllegalStateException if there are no pixels
     */
    public double[] pixelStd() {
        return Arrays.stream(sums("pixelStd")).mapToDouble(PixelSums::std).toArray();
    }

    private PixelSums[] sums(String function) {
        if (pixels.length == 0) {
            throw new IllegalStateException(function + ": " + this + " has no pixels");
        }
        return PixelSums.of(pixels, channels(), rows() * cols());
    }

    @Override
    public int size() {
        return labels.length;
    }

    /** Channels of an image: 1 for grey. */
    public int channels() {
        return shape.rank() == 3 ? 1 : shape.dim(1);
    }

    /** Rows of an image. */
    public int rows() {
        return shape.dim(-2);
    }

    /** Columns of an image. */
    public int cols() {
        return shape.dim(-1);
    }

    /** The label of a sample, 0 to 255. */
    public int label(int index) {
        return labels[Samples.require(this, index)] & 0xff;
    }

    /** The labels of all samples, {@code [size]}, for divisions and samplers that look at classes. */
    public IntTensor labels() {
        int[] all = new int[labels.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = labels[i] & 0xff;
        }
        return IntTensor.wrap(all, Shape.of(all.length));
    }

    /**
     * The pixels of a grey sample as fractions of 255, row-major, not normalised.
     *
     * @throws IllegalStateException if the pictures are coloured
     */
    public float[] grey(int index) {
        Samples.require(this, index);
        if (channels() != 1) {
            throw new IllegalStateException("grey: " + this + " has " + channels() + " channels");
        }
        float[] grey = new float[rows() * cols()];
        PixelScale.fractions().apply(pixels, index * grey.length, grey, 0, 1, grey.length);
        return grey;
    }

    /**
     * The images with these indices, in the shape of all but for N, and their labels.
     *
     * @throws IllegalArgumentException if they have more than 2<sup>31</sup>-1 pixels together
     * @throws IndexOutOfBoundsException if there is no such sample
     */
    @Override
    public Batch<Tensor, IntTensor> batch(int... indices) {
        for (int index : indices) {
            Samples.require(this, index);
        }
        int[] dims = shape.dims();
        dims[0] = indices.length;
        Shape chosen = Shape.of(dims);
        float[] inputs = new float[chosen.size()];
        int image = indices.length == 0 ? 0 : chosen.size() / indices.length;
        int plane = image / channels();
        int[] classes = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            classes[i] = label(indices[i]);
            scale.apply(pixels, indices[i] * image, inputs, i * image, channels(), plane);
        }
        return new Batch<>(
                Tensor.wrap(inputs, chosen),
                IntTensor.wrap(classes, Shape.of(indices.length)));
    }

    /** For example {@code ImageDataset(60000 images of 28x28)}; the channels of others come first, {@code 3x32x32}. */
    @Override
    public String toString() {
        return "ImageDataset(" + labels.length + " images of " + (shape.rank() == 3 ? "" : channels() + "x") + rows()
                + "x" + cols() + ")";
    }
}
