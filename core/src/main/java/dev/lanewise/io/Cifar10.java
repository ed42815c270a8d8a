package dev.lanewise.io;

import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Labelled colour pictures of 32 x 32 pixels from files in CIFAR-10's binary format, kept as bytes: datasets convert
 * what a batch needs.
 *
 * {@snippet :
 * Cifar10 train = Cifar10.train(Path.of("cifar-10-batches-bin")); // 50000 pictures
 * String first = Cifar10.CLASSES.get(train.label(0));
 * }
 *
 * <p>The format (Krizhevsky, <a href="https://www.cs.toronto.edu/~kriz/cifar.html">The CIFAR-10 dataset</a>, 2009):
 * 3073 bytes for each picture, the label from 0 to 9 and the 1024 pixels of the red, the green and the blue plane,
 * row-major; nothing before, between or behind. A file may hold any number of pictures but none.
 */
public final class Cifar10 {
    /** What the labels 0 to 9 stand for. */
    public static final List<String> CLASSES = List.of(
            "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    /** Planes of a picture: red, green, blue. */
    public static final int CHANNELS = 3;

    /** Rows and columns of a picture. */
    public static final int SIDE = 32;

    private static final int PICTURE = CHANNELS * SIDE * SIDE;
    private static final int RECORD = 1 + PICTURE;
    private static final int TRAINING_FILES = 5;

    private final byte[] pixels;
    private final byte[] labels;

    private Cifar10(byte[] pixels, byte[] labels) {
        this.pixels = pixels;
        this.labels = labels;
    }

    /**
     * The pictures to learn from, in {@code data_batch_1.bin} to {@code data_batch_5.bin} of a folder.
     *
     * @throws FormatException as {@link #read}
     * @throws java.io.UncheckedIOException as {@link #read}
     */
    public static Cifar10 train(Path folder) {
        return read(files("train", folder).subList(0, TRAINING_FILES).toArray(Path[]::new));
    }

    /**
     * The pictures to test with, in {@code test_batch.bin} of a folder.
     *
     * @throws FormatException as {@link #read}
     * @throws java.io.UncheckedIOException as {@link #read}
     */
    public static Cifar10 test(Path folder) {
        return read(files("test", folder).getLast());
    }

    /** The files of a folder that {@link #train} reads, in their order, and the one that {@link #test} reads. */
    public static List<Path> files(Path folder) {
        return files("files", folder);
    }

    private static List<Path> files(String function, Path folder) {
        Required.nonNull(function + ": the path of the folder", folder);
        List<Path> files = new ArrayList<>();
        for (int i = 1; i <= TRAINING_FILES; i++) {
            files.add(folder.resolve("data_batch_" + i + ".bin"));
        }
        files.add(folder.resolve("test_batch.bin"));
        return files;
    }

    /**
     * The pictures of several files, one file after the other.
     *
     * @throws IllegalArgumentException if there is no file, or one is null
     * @throws FormatException if a file holds no picture, ends within one or has a label above 9, or if the files hold
     *     more pictures than an array has room for or than fit into memory
     * @throws java.io.UncheckedIOException if a file cannot be read, or is not a regular file
     */
    public static Cifar10 read(Path... files) {
        Required.nonNull("read: the array of paths", files);
        if (files.length == 0) {
            throw new IllegalArgumentException("read: no file is named");
        }
        for (int i = 0; i < files.length; i++) {
            Required.nonNull("read: path " + i, files[i]);
        }
        List<byte[]> contents = new ArrayList<>();
        long pictures = 0;
        for (Path file : files) {
            byte[] content = content(file);
            contents.add(content);
            pictures += content.length / RECORD;
        }
        if (pictures * PICTURE > Integer.MAX_VALUE - 8) {
            throw new FormatException(Printable.path(files[0]) + " and the other files: " + pictures
                    + " pictures have more bytes than an array");
        }
        try {
            return divided(contents, (int) pictures);
        } catch (OutOfMemoryError e) {
            throw Failures.tooLarge(files[0]);
        }
    }

    /** All bytes of a file, which hold what they should. */
    private static byte[] content(Path file) {
        byte[] content;
        try {
            RegularFile.require(file);
            content = Files.readAllBytes(file);
        } catch (OutOfMemoryError e) {
            throw Failures.tooLarge(file);
        } catch (IOException e) {
            throw Failures.unchecked("read", file, e);
        }
        if (content.length == 0) {
            throw new FormatException(file, 0, "the file is empty, expected pictures of " + RECORD + " bytes each");
        }
        for (int start = 0; start < content.length; start += RECORD) {
            int picture = start / RECORD;
            int label = content[start] & 0xFF;
            if (label >= CLASSES.size()) {
                throw new FormatException(file, start, "label " + label + " of picture " + picture
                        + " is not one of the classes 0 to " + (CLASSES.size() - 1));
            }
            if (content.length - start < RECORD) {
                throw new FormatException(file, content.length, "the file ends after " + (content.length - start)
                        + " of the " + RECORD + " bytes of picture " + picture);
            }
        }
        return content;
    }

    private static Cifar10 divided(List<byte[]> contents, int pictures) {
        byte[] pixels = new byte[pictures * PICTURE];
        byte[] labels = new byte[pictures];
        int picture = 0;
        for (byte[] content : contents) {
            for (int start = 0; start < content.length; start += RECORD) {
                labels[picture] = content[start];
                System.arraycopy(content, start + 1, pixels, picture * PICTURE, PICTURE);
                picture++;
            }
        }
        return new Cifar10(pixels, labels);
    }

    /** How many pictures there are. */
    public int size() {
        return labels.length;
    }

    /**
     * The label of a picture, 0 to 9.
     *
     * @throws IndexOutOfBoundsException if there is no such picture
     */
    public int label(int index) {
        return labels[index];
    }

    /** All pixels, unsigned, {@code [N, 3, 32, 32]}: the array itself, not a copy, because it may be large. */
    public byte[] pixels() {
        return pixels;
    }

    /** All labels, {@code [N]}: the array itself. */
    public byte[] labels() {
        return labels;
    }

    /** For example {@code Cifar10(50000 pictures)}. */
    @Override
    public String toString() {
        return "Cifar10(" + labels.length + " pictures)";
    }
}
