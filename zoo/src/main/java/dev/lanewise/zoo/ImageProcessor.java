package dev.lanewise.zoo;

import dev.lanewise.data.images.Image;
import dev.lanewise.data.images.Transform;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import java.util.List;

/**
 * What a vision model has done to pictures before it sees them, by its {@code preprocessor_config.json}: resized,
 * cropped, scaled and normalised. As the processors of {@code transformers} with Pillow do: sizes, rounding to 256
 * levels and the antialiased kernels are the same.
 *
 * {@snippet :
 * ImageProcessor processor = ImageProcessor.open(folder);
 * Tensor pixels = processor.batch(List.of(Image.read(Path.of("cat.png"))));    // [1, 3, 224, 224]
 * }
 *
 * <p>Pictures are coloured, as {@link Image#read} gives them. It is a {@link Transform} as well, for folders of
 * pictures to train on.
 */
public final class ImageProcessor implements Transform {
    /** The files that hold what it reads. */
    private static final String FILE = "preprocessor_config.json";

    private static final int CHANNELS = 3;
    private static final int LEVELS = 255;

    private final PictureSize size;
    private final double factor;
    private final double[] mean;
    private final double[] std;

    private ImageProcessor(PictureSize size, double factor, double[] mean, double[] std) {
        this.size = size;
        this.factor = factor;
        this.mean = mean;
        this.std = std;
    }

    /**
     * The processor of a model: that of its {@code preprocessor_config.json}, or what timm's {@code config.json} says.
     *
     * @throws dev.lanewise.io.FormatException if it is of a kind that is not known, or what it says is not supported
     * @throws java.io.UncheckedIOException if there is none
     */
    public static ImageProcessor open(ModelFolder folder) {
        Required.nonNull("ImageProcessor: the folder", folder);
        ModelConfig timm = folder.has(FILE) ? null : folder.config().below("pretrained_cfg");
        return timm == null ? of(ModelConfig.read(folder.file(FILE))) : ofTimm(timm);
    }

    /**
     * The processor that a {@code preprocessor_config.json} describes.
     *
     * @throws dev.lanewise.io.FormatException if it is of a kind that is not known, or what it says is not supported
     */
    public static ImageProcessor of(ModelConfig config) {
        Required.nonNull("ImageProcessor: the configuration", config);
        double factor = !config.flag("do_rescale", true)
                ? 1
                : config.number("rescale_factor", 1.0 / LEVELS);
        boolean normalises = config.flag("do_normalize", true);
        return new ImageProcessor(PictureSize.of(config), factor,
                normalises ? config.numbers("image_mean", CHANNELS) : new double[CHANNELS],
                normalises ? deviations(config, "image_std") : new double[] {1, 1, 1});
    }

    private static ImageProcessor ofTimm(ModelConfig config) {
        return new ImageProcessor(PictureSize.ofTimm(config), 1.0 / LEVELS, config.numbers("mean", CHANNELS),
                deviations(config, "std"));
    }

    private static double[] deviations(ModelConfig config, String key) {
        double[] numbers = config.numbers(key, CHANNELS);
        for (double number : numbers) {
            if (number == 0) {
                throw config.unsupported(key, "numbers other than 0");
            }
        }
        return numbers;
    }

    /**
     * The picture as the model wants it.
     *
     * @throws IllegalArgumentException if it has not 3 channels, or would have more than 2^24 pixels on the way
     */
    public Image apply(Image picture) {
        Required.nonNull("ImageProcessor: the picture", picture);
        if (picture.channels() != CHANNELS) {
            throw new IllegalArgumentException("ImageProcessor: " + picture + ": expected 3 channels");
        }
        Image sized = size.apply(picture);
        float[] values = sized.values();
        int plane = sized.height() * sized.width();
        float[] normal = new float[values.length];
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int i = channel * plane; i < (channel + 1) * plane; i++) {
                normal[i] = (float) ((values[i] * factor - mean[channel]) / std[channel]);
            }
        }
        return new Image(CHANNELS, sized.height(), sized.width(), normal);
    }

    /** The same; nothing is drawn. */
    @Override
    public Image apply(Image picture, RandomSource random) {
        return apply(picture);
    }

    /**
     * Pictures as a batch, {@code [N, 3, H, W]}.
     *
     * @throws IllegalArgumentException if there are none, they come out in different sizes, or as {@link #apply(Image)}
     */
    public Tensor batch(List<Image> pictures) {
        List<Image> given = Elements.of("ImageProcessor: the list of pictures", "ImageProcessor: picture", pictures);
        if (given.isEmpty()) {
            throw new IllegalArgumentException("ImageProcessor: there are no pictures");
        }
        Image[] applied = given.stream().map(this::apply).toArray(Image[]::new);
        float[] all = new float[Math.multiplyExact(applied.length, applied[0].values().length)];
        for (int i = 0; i < applied.length; i++) {
            if (applied[i].height() != applied[0].height() || applied[i].width() != applied[0].width()) {
                throw new IllegalArgumentException(
                        "ImageProcessor: " + given.get(0) + " becomes " + applied[0] + ", "
                                + given.get(i) + " becomes " + applied[i] + ": one batch has pictures of one size");
            }
            System.arraycopy(applied[i].values(), 0, all, i * applied[i].values().length, applied[i].values().length);
        }
        return Tensor.wrap(all, Shape.of(applied.length, CHANNELS, applied[0].height(), applied[0].width()));
    }

    /** Whether all pictures come out in one size. */
    boolean hasOneSize() {
        return size.isFixed();
    }

    /** For example {@code ImageProcessor(224x224, bicubic)}. */
    @Override
    public String toString() {
        return "ImageProcessor(" + size + ")";
    }
}
