package dev.lanewise.examples.mnist;

import dev.lanewise.io.Idx;
import dev.lanewise.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Writes a few built-in digits as MNIST's four files. */
final class SmallSet {
    static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
    static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
    static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

    private SmallSet() {}

    /** Pictures of 28 x 28 pixels. */
    static void write(Path folder, int train, int test) {
        write(folder, TRAIN_IMAGES, TRAIN_LABELS, BuiltInDigits.train(1, train));
        write(folder, TEST_IMAGES, TEST_LABELS, BuiltInDigits.test(1, test));
    }

    /** Pictures of 12 x 10 pixels: every second one of the larger pictures' middle. */
    static void writeSmallPictures(Path folder, int train, int test) {
        write(folder, TRAIN_IMAGES, TRAIN_LABELS, reduced(BuiltInDigits.train(1, train)));
        write(folder, TEST_IMAGES, TEST_LABELS, reduced(BuiltInDigits.test(1, test)));
    }

    static void write(Path folder, String images, String labels, Digits digits) {
        Idx.write(folder.resolve(images), Shape.of(digits.count(), digits.rows(), digits.cols()), digits.pixels());
        Idx.write(folder.resolve(labels), Shape.of(digits.count()), digits.labels());
    }

    /** The first of some digits as a picture file. */
    static void writePgm(Path file, Digits digits) throws IOException {
        byte[] header = "P5 %d %d 255\n".formatted(digits.cols(), digits.rows()).getBytes(StandardCharsets.US_ASCII);
        byte[] picture = Arrays.copyOf(header, header.length + digits.rows() * digits.cols());
        System.arraycopy(digits.pixels(), 0, picture, header.length, picture.length - header.length);
        Files.write(file, picture);
    }

    private static Digits reduced(Digits digits) {
        byte[] pixels = new byte[digits.count() * 12 * 10];
        for (int i = 0; i < pixels.length; i++) {
            int picture = i / 120;
            int row = 3 + i % 120 / 10 * 2;
            int col = 5 + i % 10 * 2;
            pixels[i] = digits.pixels()[(picture * digits.rows() + row) * digits.cols() + col];
        }
        return new Digits(digits.count(), 12, 10, pixels, digits.labels());
    }
}
