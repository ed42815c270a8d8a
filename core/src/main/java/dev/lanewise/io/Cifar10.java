package dev.lanewise.io;

import dev.lanewise.tensor.Shape;
import dev.lanewise.text.Required;
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
 * ImageDataset pictures = ImageDataset.of(train.shape(), train.pixels(), train.labels());
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
    public static final int CHANNELS = CifarFiles.CHANNELS;

    /** Rows and columns of a picture. */
    public static final int SIDE = CifarFiles.SIDE;

    private static final int TRAINING_FILES = 5;
    private static final List<CifarFiles.Kind> KINDS = List.of(new CifarFiles.Kind("label", CLASSES.size()));

    private final CifarFiles content;

    private Cifar10(CifarFiles content) {
        this.content = content;
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
        return new Cifar10(CifarFiles.read(KINDS, files));
    }

    /**
     * Writes pictures in this format. The file is complete or absent; {@link Safetensors#save(Path)} says what it takes
     * over from a file that it replaces.
     *
     * @param pixels {@code [N, 3, 32, 32]}, unsigned
     * @param labels {@code [N]}
     * @throws IllegalArgumentException if there is no picture, the labels are not as many, or one is above 9
     * @throws java.io.UncheckedIOException if the file cannot be written
     */
    public static void write(Path file, byte[] pixels, byte[] labels) {
        CifarFiles.write(file, KINDS, pixels, labels);
    }

    /** How many pictures there are. */
    public int size() {
        return labels().length;
    }

    /** {@code [N, 3, 32, 32]}. */
    public Shape shape() {
        return Shape.of(size(), CHANNELS, SIDE, SIDE);
    }

    /**
     * The label of a picture, 0 to 9.
     *
     * @throws IndexOutOfBoundsException if there is no such picture
     */
    public int label(int index) {
        return labels()[index];
    }

    /** All pixels, unsigned, {@code [N, 3, 32, 32]}: the array itself, not a copy, because it may be large. */
    public byte[] pixels() {
        return content.pixels();
    }

    /** All labels, {@code [N]}: the array itself. */
    public byte[] labels() {
        return content.labels()[0];
    }

    /** For example {@code Cifar10(50000 pictures)}. */
    @Override
    public String toString() {
        return "Cifar10(" + size() + " pictures)";
    }
}
