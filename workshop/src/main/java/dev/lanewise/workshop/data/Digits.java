package dev.lanewise.workshop.data;

import dev.lanewise.examples.mnist.BuiltInDigits;
import dev.lanewise.io.FormatException;
import dev.lanewise.io.Idx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Pictures of handwritten digits, with what they show: {@code Digits train = Digits.load().train().first(1000);}. All
 * pictures are in one array, one after the other, each 28 rows of 28 pixels: pixel {@code p} of picture {@code i} is
 * {@code pictures()[i * Digits.PIXELS + p]}.
 *
 * @param pictures grey values, {@code [N, 784]}: 0 for paper, 1 for ink
 * @param labels   the digits 0 to 9, {@code [N]}
 */
public record Digits(float[] pictures, int[] labels) {
    /** Rows and columns of a picture. */
    public static final int SIDE = 28;

    /** Pixels of a picture: 784. */
    public static final int PIXELS = SIDE * SIDE;

    /** How many different digits there are: 10. */
    public static final int CLASSES = 10;

    /** How many digits there are to learn from. */
    public static final int TRAIN = 10_000;

    /** How many digits there are to test with. */
    public static final int TEST = 2_000;

    private static final long SEED = 1;

    /** Checks that there is a label for each picture. */
    public Digits {
        if (pictures.length != labels.length * PIXELS) {
            throw new IllegalArgumentException("digits: %d pixels are not %d pictures of %d".formatted(
                    pictures.length, labels.length, PIXELS));
        }
    }

    /**
     * The digits to learn from, and others to test with. Each call returns copies: who changes them changes nothing for
     * others.
     */
    public static final class Data {
        private final String source;
        private final Digits train;
        private final Digits test;

        private Data(String source, Digits train, Digits test) {
            this.source = source;
            this.train = train;
            this.test = test;
        }

        /** Where they come from, in a few words. */
        public String source() {
            return source;
        }

        /** The {@value #TRAIN} digits to learn from. */
        public Digits train() {
            return train.first(train.count());
        }

        /** The {@value #TEST} digits to test with. */
        public Digits test() {
            return test.first(test.count());
        }
    }

    /** Read or drawn once for each JVM. */
    private static final class Loaded {
        static final Data DATA = read(System.getenv("LANEWISE_MNIST"));
    }

    /**
     * Returns the digits: the first of MNIST's, if the environment variable {@code LANEWISE_MNIST} names the folder of
     * its four files ({@code workshop/run check 2 --data DIR} does), else drawn ones, which are the same on every
     * machine.
     *
     * @throws FormatException if one of the files is missing or is not what it should be
     */
    public static Data load() {
        return Loaded.DATA;
    }

    /** Returns how many there are. */
    public int count() {
        return labels.length;
    }

    /** Returns a copy of one picture, {@code [784]}. */
    public float[] picture(int index) {
        Objects.checkIndex(index, count());
        return Arrays.copyOfRange(pictures, index * PIXELS, (index + 1) * PIXELS);
    }

    /**
     * Returns a copy of the first {@code n}.
     *
     * @throws IllegalArgumentException if there are fewer
     */
    public Digits first(int n) {
        if (n < 0 || n > count()) {
            throw new IllegalArgumentException("digits: the first %d of %d do not exist".formatted(n, count()));
        }
        return new Digits(Arrays.copyOf(pictures, n * PIXELS), Arrays.copyOf(labels, n));
    }

    static Data read(@Nullable String folder) {
        if (folder == null || folder.isEmpty()) {
            return new Data("drawn", drawn(BuiltInDigits.train(SEED, TRAIN)), drawn(BuiltInDigits.test(SEED, TEST)));
        }
        Path path = Path.of(folder);
        return new Data(
                "MNIST in " + path,
                read(path, "train", TRAIN),
                read(path, "t10k", TEST));
    }

    private static Digits drawn(dev.lanewise.examples.mnist.Digits drawn) {
        return digits(drawn.pixels(), drawn.labels(), drawn.count());
    }

    private static Digits read(Path folder, String set, int count) {
        Path imageFile = find(folder, set + "-images-idx3-ubyte");
        Path labelFile = find(folder, set + "-labels-idx1-ubyte");
        Idx images = Idx.read(imageFile);
        Idx labels = Idx.read(labelFile);
        int[] dims = images.dims();
        if (images.type() != Idx.Type.U8 || dims.length != 3 || dims[1] != SIDE || dims[2] != SIDE || dims[0] < count) {
            throw new FormatException("%s: holds %s, expected images u8 [N, %d, %d] with N at least %d".formatted(
                    imageFile, images.describe(), SIDE, SIDE, count));
        }
        if (labels.type() != Idx.Type.U8 || labels.dims().length != 1 || labels.dims()[0] != dims[0]) {
            throw new FormatException("%s: holds %s, expected labels u8 [%d]".formatted(
                    labelFile, labels.describe(), dims[0]));
        }
        byte[] digits = labels.bytes();
        for (int i = 0; i < count; i++) {
            if (digits[i] < 0 || digits[i] >= CLASSES) {
                throw new FormatException("%s: label %d is %d, expected 0 to %d".formatted(
                        labelFile, i, digits[i] & 0xFF, CLASSES - 1));
            }
        }
        return digits(images.bytes(), digits, count);
    }

    private static Path find(Path folder, String name) {
        for (String candidate : List.of(name, name + ".gz", name.replace("-idx", ".idx"))) {
            Path file = folder.resolve(candidate);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new FormatException(
                "%s: no file %s in it, with or without .gz; LANEWISE_MNIST names this folder".formatted(
                        folder, name));
    }

    private static Digits digits(byte[] pixels, byte[] labels, int count) {
        float[] pictures = new float[count * PIXELS];
        for (int i = 0; i < pictures.length; i++) {
            pictures[i] = (pixels[i] & 0xFF) / 255f;
        }
        int[] digits = new int[count];
        for (int i = 0; i < count; i++) {
            digits[i] = labels[i];
        }
        return new Digits(pictures, digits);
    }
}
