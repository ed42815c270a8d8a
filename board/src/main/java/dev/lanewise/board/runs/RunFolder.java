package dev.lanewise.board.runs;

import dev.lanewise.io.Failures;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder of a run: what its files are called.
 *
 * @param path of the folder, whose last name is the run's id
 */
public record RunFolder(Path path) {
    /** The version of the format. */
    public static final int VERSION = 1;

    /** What is known of the run as a whole; replaced as a whole. */
    public static final String RUN = "run.json";

    public static final String STEPS = "steps.jsonl";
    public static final String EPOCHS = "epochs.jsonl";
    public static final String EVENTS = "events.jsonl";
    public static final String HISTOGRAMS = "histograms.jsonl";
    public static final String SAMPLES = "samples.jsonl";

    public static final String EXAMPLES = "examples.safetensors";

    /** Beside the examples: whoever counts needs no pictures. */
    public static final String LABELS = "labels.safetensors";

    /** The state of a training that was stopped, to be resumed. */
    public static final String STATE = "state.safetensors";

    /** All files of lines. */
    public static final List<String> LINES = List.of(STEPS, EPOCHS, EVENTS, HISTOGRAMS, SAMPLES);

    private static final int LONGEST = 60;
    private static final int MOST = 100_000;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");
    private static final Pattern OF_EPOCH = Pattern.compile(
            "(?:(?:predictions|filters)-([0-9]{1,9})|samples-([0-9]{1,9})-[0-9]{1,9})\\.safetensors");

    /**
     * Makes a folder for a new run: {@code mnist}, or {@code mnist-2} and so on if there is one.
     *
     * @param parent made if need be
     * @param name any text; what a folder's name should not have is replaced
     * @throws UncheckedIOException if it cannot be made
     */
    public static RunFolder create(Path parent, String name) {
        Required.nonNull("RunFolder: the folder", parent);
        String id = id(name);
        Path folder = parent;
        try {
            Files.createDirectories(parent);
            for (int number = 1; number <= MOST; number++) {
                folder = parent.resolve(number == 1 ? id : id + "-" + number);
                if (made(folder)) {
                    return new RunFolder(folder);
                }
            }
        } catch (IOException e) {
            throw Failures.unchecked("make the folder", folder, e);
        }
        throw new IllegalStateException("RunFolder: " + Printable.path(parent) + " has " + MOST + " runs called "
                + Printable.quoted(id));
    }

    /**
     * Requires that a folder of runs is there, or can be made as far as its name goes.
     *
     * @throws UncheckedIOException if there is a file of that name, or in the place of a folder above it
     */
    public static void requireParent(Path parent) {
        Path found = Required.nonNull("RunFolder: the folder", parent).toAbsolutePath().normalize();
        while (found != null && !Files.exists(found)) {
            found = found.getParent();
        }
        if (found != null && !Files.isDirectory(found)) {
            throw Failures.unchecked("make the folder", parent, new NotDirectoryException(found.toString()));
        }
    }

    /** Of several that make it, in any threads and processes, one has made it. */
    private static boolean made(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
            return true;
        } catch (FileAlreadyExistsException _) {
            return false;
        }
    }

    /** A name for a folder on any system: ASCII letters, digits, dots, lines, and no dot at the beginning. */
    static String id(String name) {
        String plain = Required.nonNull("RunFolder: the name", name).replaceAll("[^A-Za-z0-9._-]+", "-")
                .replaceAll("^[.-]+", "").replaceAll("[.-]+$", "");
        String cut = plain.substring(0, Math.min(plain.length(), LONGEST)).replaceAll("[.-]+$", "");
        return cut.isEmpty() ? "run" : cut;
    }

    /**
     * Requires an id from a file to be one that leads to no other folder.
     *
     * @param id may be empty, for none
     * @throws IllegalArgumentException if it is no name that a recorder gives
     */
    public static String requireId(String id) {
        if (!Required.nonNull("RunFolder: the id", id).isEmpty() && !ID.matcher(id).matches()) {
            throw new IllegalArgumentException("RunFolder: " + Printable.quoted(id) + " is no folder of a run");
        }
        return id;
    }

    /** Takes away the folder of a run whose beginning failed: files without a byte, and itself if nothing is left. */
    public void discard() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                if (Files.size(file) == 0) {
                    Files.delete(file);
                }
            }
            Files.delete(path);
        } catch (IOException _) {
            // that it could not be written is told already
        }
    }

    /** The name of the folder, by which the run is known. */
    public String id() {
        return path.getFileName().toString();
    }

    /** The path of a file. */
    public Path file(String name) {
        return path.resolve(name);
    }

    /** What the model made of the examples after an epoch. */
    public static String predictions(int epoch) {
        return String.format(Locale.ROOT, "predictions-%04d.safetensors", epoch);
    }

    /** The weights of the first layer after an epoch. */
    public static String filters(int epoch) {
        return String.format(Locale.ROOT, "filters-%04d.safetensors", epoch);
    }

    /**
     * Pictures made after an epoch.
     *
     * @param index from 1, of those that make some
     */
    public static String samples(int epoch, int index) {
        return String.format(Locale.ROOT, "samples-%04d-%d.safetensors", epoch, index);
    }

    /** Whether a file of tensors may have that name. The training's state is none of them. */
    public static boolean isTensors(String name) {
        return name.equals(EXAMPLES) || name.equals(LABELS) || OF_EPOCH.matcher(name).matches();
    }

    /** Whether a file of that name has what the model made of the examples. */
    static boolean isPredictions(String name) {
        return name.startsWith("predictions-") && epochOf(name) > 0;
    }

    /** The epoch after which a file was written, by its name; 0 if it is none of those. */
    public static int epochOf(String file) {
        Matcher match = OF_EPOCH.matcher(file);
        return match.matches() ? Integer.parseInt(match.group(match.group(1) == null ? 2 : 1)) : 0;
    }
}
