package dev.lanewise.examples.cifar;

import dev.lanewise.data.ImageDataset;
import dev.lanewise.io.Cifar10;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.text.Printable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The pictures of a run.
 *
 * @param source where they come from, in a few words
 * @param classes what the labels stand for
 * @param train pictures to learn from, normalised by their own means and deviations
 * @param test pictures to test with, normalised as those are
 * @param checksum of all labels to learn and some of the pictures, which tells them from others
 */
record ColourData(String source, List<String> classes, ImageDataset train, ImageDataset test, long checksum)
        implements
            Stateful {
    private static final int DRAWN_FOR_TRAINING = 10_000;
    private static final int DRAWN_FOR_TEST = 2_000;

    /** One of so many pictures is looked at pixel by pixel. */
    private static final int LOOKED_AT = 100;

    /** Deviation of pictures of one shade, which have none. */
    private static final double LEAST_DEVIATION = 1e-3;

    private static final long TRAIN = 1;
    private static final long TEST = 2;

    /** Reads CIFAR-10's files in a folder, or draws shapes where none is given. */
    static ColourData load(@Nullable Path folder, long seed) {
        return folder == null ? drawn(seed, DRAWN_FOR_TRAINING, DRAWN_FOR_TEST) : read(folder);
    }

    /** Draws shapes. */
    static ColourData drawn(long seed, int train, int test) {
        Shapes.Drawn toLearn = Shapes.draw(seed, TRAIN, train);
        return of("drawn shapes", Shapes.CLASSES, toLearn.dataset(), Shapes.draw(seed, TEST, test).dataset(),
                checksum(toLearn.pixels(), toLearn.labels()));
    }

    private static ColourData read(Path folder) {
        Cifar10 train = Cifar10.train(folder);
        Cifar10 test = Cifar10.test(folder);
        return of(Printable.path(folder), Cifar10.CLASSES,
                ImageDataset.of(train.shape(), train.pixels(), train.labels()),
                ImageDataset.of(test.shape(), test.pixels(), test.labels()),
                checksum(train.pixels(), train.labels()));
    }

    /** Normalises pictures. */
    static ColourData of(
            String source, List<String> classes, ImageDataset train, ImageDataset test, long checksum) {
        double[] mean = train.pixelMean();
        double[] std = Arrays.stream(train.pixelStd()).map(one -> Math.max(one, LEAST_DEVIATION)).toArray();
        return new ColourData(source, classes, train.normalised(mean, std), test.normalised(mean, std), checksum);
    }

    private static long checksum(byte[] pixels, byte[] labels) {
        CRC32 sum = new CRC32();
        sum.update(labels);
        for (int i = 0; i < labels.length; i += LOOKED_AT) {
            sum.update(pixels, i * Shapes.PICTURE, Shapes.PICTURE);
        }
        return sum.getValue();
    }

    /** A run is resumed with the pictures that it was begun with. */
    @Override
    public void state(State state) {
        state.setting("training", train.size() + " pictures, checksum " + checksum);
    }
}
