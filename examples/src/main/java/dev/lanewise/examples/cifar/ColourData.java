package dev.lanewise.examples.cifar;

import dev.lanewise.io.Cifar10;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.text.Printable;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The pictures of a run.
 *
 * @param source where they come from, in a few words
 * @param classes what the labels stand for
 * @param train pictures to learn from
 * @param test pictures to test with, normalised as those are
 */
record ColourData(String source, List<String> classes, ColourPictures train, ColourPictures test) implements Stateful {
    private static final int DRAWN_FOR_TRAINING = 10_000;
    private static final int DRAWN_FOR_TEST = 2_000;

    /** One of so many pictures is looked at pixel by pixel. */
    private static final int LOOKED_AT = 100;

    private static final long TRAIN = 1;
    private static final long TEST = 2;

    /** Reads CIFAR-10's files in a folder, or draws shapes where none is given. */
    static ColourData load(@Nullable Path folder, long seed) {
        return folder == null ? drawn(seed, DRAWN_FOR_TRAINING, DRAWN_FOR_TEST) : read(folder);
    }

    /** Draws shapes. */
    static ColourData drawn(long seed, int train, int test) {
        Shapes.Drawn toLearn = Shapes.draw(seed, TRAIN, train);
        Shapes.Drawn toTest = Shapes.draw(seed, TEST, test);
        return of("drawn shapes", Shapes.CLASSES, toLearn.pixels(), toLearn.labels(), toTest.pixels(), toTest.labels());
    }

    private static ColourData read(Path folder) {
        Cifar10 train = Cifar10.train(folder);
        Cifar10 test = Cifar10.test(folder);
        return of(Printable.path(folder), Cifar10.CLASSES, train.pixels(), train.labels(), test.pixels(),
                test.labels());
    }

    private static ColourData of(
            String source, List<String> classes, byte[] train, byte[] trainLabels, byte[] test, byte[] testLabels) {
        ColourPictures.Colours colours = ColourPictures.Colours.of(train);
        return new ColourData(source, classes, new ColourPictures(train, trainLabels, colours),
                new ColourPictures(test, testLabels, colours));
    }

    /** A run is resumed with the pictures that it was begun with: all labels and some of them tell them apart. */
    @Override
    public void state(State state) {
        CRC32 sum = new CRC32();
        sum.update(train.labels());
        for (int i = 0; i < train.size(); i += LOOKED_AT) {
            sum.update(train.pixels(), i * ColourPictures.PICTURE, ColourPictures.PICTURE);
        }
        state.setting("training", train.size() + " pictures, checksum " + sum.getValue());
    }
}
