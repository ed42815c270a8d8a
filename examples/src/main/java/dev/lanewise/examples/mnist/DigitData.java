package dev.lanewise.examples.mnist;

import dev.lanewise.data.ImageDataset;
import dev.lanewise.examples.ProgramException;
import dev.lanewise.io.FormatException;
import dev.lanewise.io.Idx;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.text.Printable;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/**
 * The images of a run.
 *
 * @param source where they come from, in a few words
 * @param train images to learn from
 * @param test images to test with
 */
public record DigitData(String source, ImageDataset train, ImageDataset test) implements Stateful {
    /** Every so many images one is looked at pixel by pixel. */
    private static final int LOOKED_AT = 100;

    private static final int DIGITS = 10;
    private static final int DRAWN_FOR_TRAINING = 60_000;
    private static final int DRAWN_FOR_TEST = 10_000;

    /** Reads or draws the images; {@code say} is told if they have to be drawn. */
    static DigitData load(DataSource source, int classes, Scale scale, long seed, Consumer<String> say) {
        return switch (source) {
            case DataSource.IdxFiles files -> read(files, classes, scale);
            case DataSource.BuiltIn drawn -> {
                if (classes < DIGITS) {
                    throw new ProgramException("--classes " + classes + ": the built-in digits have " + DIGITS);
                }
                say.accept("training on built-in digits: " + drawn.reason());
                yield new DigitData(
                        "built-in digits",
                        images(BuiltInDigits.train(seed, DRAWN_FOR_TRAINING), scale),
                        images(BuiltInDigits.test(seed, DRAWN_FOR_TEST), scale));
            }
        };
    }

    /** A run is resumed with the images that it was begun with: all labels and some of the pixels tell them apart. */
    @Override
    public void state(State state) {
        CRC32 sum = new CRC32();
        for (int i = 0; i < train.size(); i++) {
            sum.update(train.label(i));
            if (i % LOOKED_AT == 0) {
                for (float grey : train.grey(i)) {
                    sum.update(Math.round(grey * 255));
                }
            }
        }
        state.setting("training", train.size() + " of " + size(train) + " pixels, checksum " + sum.getValue());
    }

    private static DigitData read(DataSource.IdxFiles files, int classes, Scale scale) {
        ImageDataset train = images(files.trainImages(), files.trainLabels(), classes, scale);
        ImageDataset test = images(files.testImages(), files.testLabels(), classes, scale);
        if (test.rows() != train.rows() || test.cols() != train.cols()) {
            throw new FormatException(
                    Printable.path(files.testImages()) + ": images of " + size(test) + " pixels, but those of "
                            + Printable.path(files.trainImages()) + " have " + size(train));
        }
        Path folder = files.trainImages().getParent();
        return new DigitData(folder == null ? "." : Printable.path(folder), train, test);
    }

    private static String size(ImageDataset images) {
        return images.rows() + "x" + images.cols();
    }

    private static ImageDataset images(Digits digits, Scale scale) {
        return new ImageDataset(digits.pixels(), digits.rows(), digits.cols(), digits.labels(),
                scale.mean(), scale.std());
    }

    private static ImageDataset images(Path imageFile, Path labelFile, int classes, Scale scale) {
        Idx images = Idx.read(imageFile);
        Idx labels = Idx.read(labelFile);
        if (images.dims().length != 3 || images.type() != Idx.Type.U8) {
            throw new FormatException(
                    Printable.path(imageFile) + ": holds " + images.describe()
                            + ", expected images u8 [N, rows, cols]");
        }
        if (images.size() == 0) {
            throw new FormatException(Printable.path(imageFile) + ": holds no images, its shape is " + images.shape());
        }
        if (labels.dims().length != 1 || labels.type() != Idx.Type.U8) {
            throw new FormatException(
                    Printable.path(labelFile) + ": holds " + labels.describe() + ", expected labels u8 [N]");
        }
        byte[] classOf = labels.bytes();
        if (classOf.length != images.dims()[0]) {
            throw new FormatException(
                    Printable.path(labelFile) + ": " + classOf.length + " labels for the " + images.dims()[0]
                            + " images of " + Printable.path(imageFile));
        }
        for (int i = 0; i < classOf.length; i++) {
            if ((classOf[i] & 0xff) >= classes) {
                throw new FormatException(
                        Printable.path(labelFile) + ": label " + (classOf[i] & 0xff) + " of image " + i
                                + " is not one of the classes 0 to " + (classes - 1));
            }
        }
        return new ImageDataset(images.bytes(), images.dims()[1], images.dims()[2], classOf, scale.mean(),
                scale.std());
    }
}
