package dev.lanewise.data.images;

import dev.lanewise.data.Batch;
import dev.lanewise.data.Dataset;
import dev.lanewise.io.FormatException;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * A folder of pictures, each sub-folder of which is a class:
 *
 * <pre>
 * flowers/daisy/1.png
 * flowers/daisy/2.jpg
 * flowers/tulip/1.png
 * </pre>
 *
 * {@snippet :
 * ImageFolder folder = ImageFolder.of(Path.of("flowers"));
 * String name = folder.classes().get(folder.label(0));
 * Dataset<Batch<Tensor, IntTensor>> training = folder.transformed(1, Transforms.of(
 *         new RandomResizedCrop(64, 64), new RandomHorizontalFlip(0.5)));
 * }
 *
 * <p><b>Order.</b> Classes are numbered in the order of their names or as they are listed, pictures in that of their
 * classes and then of their paths, compared character by character as {@link String#compareTo} does: capitals stand
 * before small letters, and {@code 10.png} before {@code 2.png}, on every system. A picture is a file, at any depth
 * below its class, whose name ends with {@code .png}, {@code .jpg}, {@code .jpeg}, {@code .jpe}, {@code .jfif}, {@code
 * .gif}, {@code .bmp}, {@code .webp}, {@code .tif}, {@code .tiff}, {@code .ppm} or {@code .pgm} in either case; the
 * content decides whether it can be decoded. Other files are passed over, and so are files and folders whose name
 * begins with a dot. Links are followed.
 *
 * <p><b>Decoding.</b> A file is read each time its sample is asked for ({@link Dataset#cached} keeps it), by its
 * content, whatever the ending says. Pictures become red, green and blue, or {@link #grey}, from 0 to 1 as they are
 * stored: 8 or 16 bits, palettes looked up, transparency laid over white, colour profiles and the orientation that a
 * camera has noted not regarded, of an animation the first picture, on its canvas, which is white. A JPEG of other
 * colours, such as CMYK, is refused. The bits of a decoded JPEG may differ between JDKs; those of the other formats do
 * not.
 *
 * <p><b>Files that are broken</b> are refused when they are asked for, with a sentence that names them, or left out
 * from the beginning, see {@link #skipBroken}. Immutable: settings give another folder. Used by any number of threads.
 */
public final class ImageFolder implements Dataset<Batch<Tensor, IntTensor>> {
    static final long MOST_PIXELS = 1L << 25;

    private final Path root;
    private final List<String> classes;
    private final List<Path> files;
    private final int[] labels;
    private final int channels;
    private final long mostPixels;
    private final List<BrokenImage> broken;
    private final Decoder decoder;

    private ImageFolder(Path root, List<String> classes, List<Path> files, int[] labels, int channels, long mostPixels,
            List<BrokenImage> broken, Decoder decoder) {
        this.root = root;
        this.classes = classes;
        this.files = files;
        this.labels = labels;
        this.channels = channels;
        this.mostPixels = mostPixels;
        this.broken = broken;
        this.decoder = decoder;
    }

    /**
     * Lists the pictures of a folder; none is opened yet. The sub-folders are the classes: a second folder, such as
     * that of the validation, has the same labels only if it has the same sub-folders, see {@link #of(Path, List)}.
     *
     * @throws IllegalArgumentException if the folder has no classes, or a class has no pictures
     * @throws java.io.UncheckedIOException if a folder cannot be listed, or is linked to within itself
     * @throws IllegalStateException if this Java runtime lacks the module {@code java.desktop}, which decodes
     */
    public static ImageFolder of(Path root) {
        List<Path> folders = folders(root);
        ImageFolder folder = gathered(root, folders, folders.stream().map(ImageFolder::name).toList());
        List<String> empty = new ArrayList<>(folder.classes);
        for (int label : folder.labels) {
            empty.remove(folder.classes.get(label));
        }
        if (!empty.isEmpty()) {
            throw new IllegalArgumentException(
                    "ImageFolder: " + Printable.path(root) + " has classes without pictures ("
                            + String.join(", ", FileFormat.ENDINGS) + "): " + Printable.names(empty)
                            + "; of(root, classes) takes a folder that lacks pictures of some");
        }
        return folder;
    }

    /**
     * As {@link #of(Path)} with classes that are known before, so that labels do not depend on which sub-folders there
     * are:
     *
     * {@snippet :
     * ImageFolder training = ImageFolder.of(Path.of("flowers/train"));
     * ImageFolder validation = ImageFolder.of(Path.of("flowers/validation"), training.classes());
     * }
     *
     * @param classes the names of the sub-folders in the order of their labels; one may be absent or without pictures
     * @throws IllegalArgumentException if a sub-folder is not listed, the folder has none, or a name is null or listed
     *     twice
     * @throws java.io.UncheckedIOException if a folder cannot be listed, or is linked to within itself
     * @throws IllegalStateException if this Java runtime lacks the module {@code java.desktop}, which decodes
     */
    public static ImageFolder of(Path root, List<String> classes) {
        List<String> names = new ArrayList<>();
        for (String name : Required.nonNull("ImageFolder: the list of classes", classes)) {
            if (names.contains(Required.nonNull("ImageFolder: class " + names.size(), name))) {
                throw new IllegalArgumentException("ImageFolder: class " + Printable.quoted(name) + " is listed twice");
            }
            names.add(name);
        }
        List<Path> folders = folders(root);
        List<String> unknown = folders.stream().map(ImageFolder::name).filter(name -> !names.contains(name)).toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("ImageFolder: " + Printable.path(root)
                    + " has sub-folders that are not among the " + names.size() + " classes: "
                    + Printable.names(unknown));
        }
        return gathered(root, folders, names);
    }

    private static List<Path> folders(Path root) {
        List<Path> folders = ImageFiles.classes(Required.nonNull("ImageFolder: the path of the folder", root));
        if (folders.isEmpty()) {
            throw new IllegalArgumentException("ImageFolder: " + Printable.path(root)
                    + " has no sub-folders, which would be the classes");
        }
        return folders;
    }

    private static String name(Path folder) {
        return folder.getFileName().toString();
    }

    private static ImageFolder gathered(Path root, List<Path> folders, List<String> classes) {
        Decoder decoder = Decoder.find("ImageFolder");
        List<Path> files = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (Path folder : inOrder(folders, classes)) {
            List<Path> pictures = ImageFiles.pictures("ImageFolder", folder);
            labels.addAll(Collections.nCopies(pictures.size(), classes.indexOf(name(folder))));
            files.addAll(pictures);
        }
        return new ImageFolder(root, List.copyOf(classes), List.copyOf(files),
                labels.stream().mapToInt(Integer::intValue).toArray(), 3, MOST_PIXELS, List.of(), decoder);
    }

    private static List<Path> inOrder(List<Path> folders, List<String> classes) {
        return folders.stream().sorted(Comparator.comparingInt(folder -> classes.indexOf(name(folder)))).toList();
    }

    /** The same with one channel instead of three: {@code 0.299 red + 0.587 green + 0.114 blue}. */
    public ImageFolder grey() {
        return new ImageFolder(root, classes, files, labels, 1, mostPixels, broken, decoder);
    }

    /**
     * The same with another limit of the pixels that a picture may have: one with more is broken, and no memory is
     * taken for it. Without this it is 2<sup>25</sup>, some 8000 by 4000.
     *
     * @throws IllegalArgumentException unless it is from 1 to 2<sup>29</sup>
     */
    public ImageFolder maxPixels(long pixels) {
        if (pixels < 1 || pixels > 1L << 29) {
            throw new IllegalArgumentException("maxPixels: " + pixels + " is not within 1 and 2^29");
        }
        return new ImageFolder(root, classes, files, labels, channels, pixels, broken, decoder);
    }

    /**
     * The same without the pictures that cannot be decoded. All are decoded once for that, now. Classes stay as they
     * are, even if nothing is left of one.
     *
     * @throws java.io.UncheckedIOException if the thread is interrupted meanwhile
     */
    public ImageFolder skipBroken() {
        List<BrokenImage> skipped = new ArrayList<>(broken);
        List<Path> whole = new ArrayList<>();
        int[] kept = new int[files.size()];
        for (int i = 0; i < kept.length; i++) {
            try {
                image(i);
                kept[whole.size()] = labels[i];
                whole.add(files.get(i));
            } catch (FormatException e) {
                skipped.add(new BrokenImage(files.get(i), String.valueOf(e.getMessage())));
            }
        }
        return new ImageFolder(root, classes, List.copyOf(whole), Arrays.copyOf(kept, whole.size()), channels,
                mostPixels, List.copyOf(skipped), decoder);
    }

    /** What {@link #skipBroken} has left out, and why; nothing without it. */
    public List<BrokenImage> broken() {
        return broken;
    }

    /** The names of the classes, in the order of their labels ({@index class_to_idx}). */
    public List<String> classes() {
        return classes;
    }

    /** The labels of all samples, {@code [size]}, for divisions and samplers that look at classes. */
    public IntTensor labels() {
        return IntTensor.of(labels);
    }

    /**
     * The label of a sample.
     *
     * @throws IndexOutOfBoundsException if there is no such sample
     */
    public int label(int index) {
        return labels[require(index)];
    }

    /**
     * The file of a sample.
     *
     * @throws IndexOutOfBoundsException if there is no such sample
     */
    public Path file(int index) {
        return files.get(require(index));
    }

    /**
     * Decodes the picture of a sample.
     *
     * @throws FormatException if it cannot be read or decoded
     * @throws IndexOutOfBoundsException if there is no such sample
     * @throws java.io.UncheckedIOException if the thread is interrupted meanwhile
     */
    public Image image(int index) {
        Path file = file(index);
        try {
            return decoder.decode(ImageFiles.read(file, mostPixels), channels, mostPixels);
        } catch (IOException e) {
            throw ImageFiles.broken(file, e);
        }
    }

    private int require(int index) {
        if (index < 0 || index >= files.size()) {
            throw new IndexOutOfBoundsException("ImageFolder: sample " + index + " is not one of " + files.size());
        }
        return index;
    }

    @Override
    public int size() {
        return files.size();
    }

    /**
     * The pictures with these indices, {@code [N, channels, height, width]}, and their labels.
     *
     * @throws FormatException if one cannot be read or decoded
     * @throws IllegalArgumentException if they differ in size
     * @throws IndexOutOfBoundsException if there is no such sample
     */
    @Override
    public Batch<Tensor, IntTensor> batch(int... indices) {
        return new Gathering(this).batch(this::image, indices);
    }

    /**
     * The same samples, each changed. The numbers that are drawn belong to the seed, the epoch and the sample: they are
     * the same in any order, on any thread, and after a resume.
     *
     * @param seed any, if nothing is drawn
     * @throws IllegalArgumentException if the transform is null; later, naming the file, if it does not take a picture
     *     or throws another exception, which is the cause, or the pictures of a batch still differ in size
     */
    public Dataset<Batch<Tensor, IntTensor>> transformed(long seed, Transform transform) {
        return new TransformedFolder(this, seed, 0, Required.nonNull("transformed: the transform", transform));
    }

    /** For example {@code ImageFolder(670 pictures of 5 classes in flowers)}. */
    @Override
    public String toString() {
        return "ImageFolder(" + files.size() + " pictures of " + classes.size() + " classes in " + Printable.path(root)
                + ")";
    }
}
