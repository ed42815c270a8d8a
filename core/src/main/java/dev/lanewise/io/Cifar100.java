package dev.lanewise.io;

import dev.lanewise.tensor.Shape;
import dev.lanewise.text.Required;
import java.nio.file.Path;
import java.util.List;

/**
 * Colour pictures of 32 x 32 pixels of 100 classes, five in each of 20 superclasses, from files in CIFAR-100's binary
 * format, kept as bytes: datasets convert what a batch needs.
 *
 * {@snippet :
 * Cifar100 train = Cifar100.train(Path.of("cifar-100-binary")); // 50000 pictures
 * String first = Cifar100.CLASSES.get(train.label(0)) + " of " + Cifar100.COARSE_CLASSES.get(train.coarseLabel(0));
 * ImageDataset pictures = ImageDataset.of(train.shape(), train.pixels(), train.labels());
 * }
 *
 * <p>The format (Krizhevsky, <a href="https://www.cs.toronto.edu/~kriz/cifar.html">The CIFAR-100 dataset</a>, 2009):
 * 3074 bytes for each picture, the coarse label from 0 to 19, the fine one from 0 to 99 and the 1024 pixels of the red,
 * the green and the blue plane, row-major; nothing before, between or behind. A file may hold any number of pictures
 * but none.
 */
public final class Cifar100 {
    /** What the fine labels 0 to 99 stand for. */
    public static final List<String> CLASSES = List.of(
            "apple", "aquarium_fish", "baby", "bear", "beaver", "bed", "bee", "beetle", "bicycle", "bottle", "bowl",
            "boy", "bridge", "bus", "butterfly", "camel", "can", "castle", "caterpillar", "cattle", "chair",
            "chimpanzee", "clock", "cloud", "cockroach", "couch", "crab", "crocodile", "cup", "dinosaur", "dolphin",
            "elephant", "flatfish", "forest", "fox", "girl", "hamster", "house", "kangaroo", "keyboard", "lamp",
            "lawn_mower", "leopard", "lion", "lizard", "lobster", "man", "maple_tree", "motorcycle", "mountain",
            "mouse", "mushroom", "oak_tree", "orange", "orchid", "otter", "palm_tree", "pear", "pickup_truck",
            "pine_tree", "plain", "plate", "poppy", "porcupine", "possum", "rabbit", "raccoon", "ray", "road",
            "rocket", "rose", "sea", "seal", "shark", "shrew", "skunk", "skyscraper", "snail", "snake", "spider",
            "squirrel", "streetcar", "sunflower", "sweet_pepper", "table", "tank", "telephone", "television", "tiger",
            "tractor", "train", "trout", "tulip", "turtle", "wardrobe", "whale", "willow_tree", "wolf", "woman",
            "worm");

    /** What the coarse labels 0 to 19 stand for. */
    public static final List<String> COARSE_CLASSES = List.of(
            "aquatic_mammals", "fish", "flowers", "food_containers", "fruit_and_vegetables",
            "household_electrical_devices", "household_furniture", "insects", "large_carnivores",
            "large_man-made_outdoor_things", "large_natural_outdoor_scenes", "large_omnivores_and_herbivores",
            "medium_mammals", "non-insect_invertebrates", "people", "reptiles", "small_mammals", "trees",
            "vehicles_1", "vehicles_2");

    /** Planes of a picture: red, green, blue. */
    public static final int CHANNELS = CifarFiles.CHANNELS;

    /** Rows and columns of a picture. */
    public static final int SIDE = CifarFiles.SIDE;

    private static final List<CifarFiles.Kind> KINDS = List.of(
            new CifarFiles.Kind("coarse label", COARSE_CLASSES.size()),
            new CifarFiles.Kind("fine label", CLASSES.size()));

    private final CifarFiles content;

    private Cifar100(CifarFiles content) {
        this.content = content;
    }

    /**
     * The pictures to learn from, in {@code train.bin} of a folder.
     *
     * @throws FormatException as {@link #read}
     * @throws java.io.UncheckedIOException as {@link #read}
     */
    public static Cifar100 train(Path folder) {
        return read(files("train", folder).getFirst());
    }

    /**
     * The pictures to test with, in {@code test.bin} of a folder.
     *
     * @throws FormatException as {@link #read}
     * @throws java.io.UncheckedIOException as {@link #read}
     */
    public static Cifar100 test(Path folder) {
        return read(files("test", folder).getLast());
    }

    /** The file of a folder that {@link #train} reads, and the one that {@link #test} reads. */
    public static List<Path> files(Path folder) {
        return files("files", folder);
    }

    private static List<Path> files(String function, Path folder) {
        Required.nonNull(function + ": the path of the folder", folder);
        return List.of(folder.resolve("train.bin"), folder.resolve("test.bin"));
    }

    /**
     * The pictures of several files, one file after the other.
     *
     * @throws IllegalArgumentException if there is no file, or one is null
     * @throws FormatException if a file holds no picture, ends within one or has a coarse label above 19 or a fine one
     *     above 99, or if the files hold more pictures than an array has room for or than fit into memory
     * @throws java.io.UncheckedIOException if a file cannot be read, or is not a regular file
     */
    public static Cifar100 read(Path... files) {
        return new Cifar100(CifarFiles.read(KINDS, files));
    }

    /**
     * Writes pictures in this format. The file is complete or absent; {@link Safetensors#save(Path)} says what it takes
     * over from a file that it replaces.
     *
     * @param pixels {@code [N, 3, 32, 32]}, unsigned
     * @param coarse {@code [N]}, the coarse labels
     * @param fine {@code [N]}, the fine labels
     * @throws IllegalArgumentException if there is no picture, the labels are not as many, or one is no class
     * @throws java.io.UncheckedIOException if the file cannot be written
     */
    public static void write(Path file, byte[] pixels, byte[] coarse, byte[] fine) {
        CifarFiles.write(file, KINDS, pixels, coarse, fine);
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
     * The fine label of a picture, 0 to 99.
     *
     * @throws IndexOutOfBoundsException if there is no such picture
     */
    public int label(int index) {
        return labels()[index];
    }

    /**
     * The coarse label of a picture, 0 to 19.
     *
     * @throws IndexOutOfBoundsException if there is no such picture
     */
    public int coarseLabel(int index) {
        return coarseLabels()[index];
    }

    /** All pixels, unsigned, {@code [N, 3, 32, 32]}: the array itself, not a copy, because it may be large. */
    public byte[] pixels() {
        return content.pixels();
    }

    /** All fine labels, {@code [N]}: the array itself. */
    public byte[] labels() {
        return content.labels()[1];
    }

    /** All coarse labels, {@code [N]}: the array itself. */
    public byte[] coarseLabels() {
        return content.labels()[0];
    }

    /** For example {@code Cifar100(50000 pictures)}. */
    @Override
    public String toString() {
        return "Cifar100(" + size() + " pictures)";
    }
}
