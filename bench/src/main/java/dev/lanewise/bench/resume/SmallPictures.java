package dev.lanewise.bench.resume;

import dev.lanewise.io.Idx;
import dev.lanewise.tensor.Shape;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Noise with a bright row for each class, as MNIST's four files: quick to read, and something to learn. */
final class SmallPictures {
    private static final int TRAIN = 2000;
    private static final int TEST = 200;
    private static final int SIDE = 16;
    private static final int CLASSES = 10;
    private static final int BRIGHT = 128;

    private SmallPictures() {}

    static void write(Path folder) {
        SplittableRandom random = new SplittableRandom(1);
        write(folder.resolve("train-images-idx3-ubyte"), folder.resolve("train-labels-idx1-ubyte"), TRAIN, random);
        write(folder.resolve("t10k-images-idx3-ubyte"), folder.resolve("t10k-labels-idx1-ubyte"), TEST, random);
    }

    private static void write(Path images, Path labels, int count, SplittableRandom random) {
        byte[] pixels = new byte[count * SIDE * SIDE];
        byte[] classes = new byte[count];
        for (int i = 0; i < count; i++) {
            classes[i] = (byte) random.nextInt(CLASSES);
            for (int p = 0; p < SIDE * SIDE; p++) {
                boolean bright = p / SIDE == classes[i];
                pixels[i * SIDE * SIDE + p] = (byte) ((bright ? BRIGHT : 0) + random.nextInt(BRIGHT));
            }
        }
        Idx.write(images, Shape.of(count, SIDE, SIDE), pixels);
        Idx.write(labels, Shape.of(count), classes);
    }
}
