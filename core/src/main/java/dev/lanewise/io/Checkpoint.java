package dev.lanewise.io;

import dev.lanewise.state.Snapshot;
import dev.lanewise.state.Stateful;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The state of a run in one file, from which it continues as if it had never stopped: the same bits, at any number of
 * threads.
 *
 * {@snippet :
 * Map<String, Stateful> run = Map.of("model", model, "optimizer", optimizer, "loader", loader);
 * if (Files.exists(file)) {
 *     Checkpoint.load(file, run);
 * }
 * while (loader.epoch() < 10) {
 *     for (Batch<Tensor, IntTensor> batch : loader) {
 *         step.run(batch);
 *         Checkpoint.save(file, run);
 *     }
 * }
 * }
 *
 * <p>The file is of the safetensors format: tensors under paths such as {@code model.0.weight}, which other programs
 * read as they are, lists of ints as I64, and the rest as text in the metadata, where {@code lanewise.checkpoint} is
 * the version of this format. It is written all or nothing ({@link Safetensors#save(Path)}): whenever the JVM dies, the
 * file is the new one or the old one. The same state gives the same bytes.
 */
public final class Checkpoint {
    private static final String RESERVED = "lanewise";

    /** Where the metadata hold the version; no path begins like this, as no part may be called {@value #RESERVED}. */
    private static final String VERSION_KEY = RESERVED + ".checkpoint";
    private static final String VERSION = "1";

    private Checkpoint() {}

    /**
     * Writes the state of parts, which go by the names of the map.
     *
     * @throws IllegalArgumentException if a part is called {@value #RESERVED}, or breaks the rules of its state
     * @throws UncheckedIOException if the file cannot be written; one that existed before is untouched
     */
    public static void save(Path file, Map<String, ? extends Stateful> parts) {
        Required.nonNull("Checkpoint: the map of parts", parts);
        if (parts.containsKey(RESERVED)) {
            throw new IllegalArgumentException("Checkpoint: no part may be called " + RESERVED);
        }
        Snapshot state = Snapshot.view(parts);
        Map<String, String> metadata = new LinkedHashMap<>(state.texts());
        metadata.put(VERSION_KEY, VERSION);
        new Safetensors(state.tensors(), state.ints(), metadata).save(file);
    }

    /**
     * Loads the state of all parts of a file.
     *
     * @throws IllegalArgumentException naming every difference between the file and the parts; nothing is changed then
     * @throws FormatException if the file is damaged, or no checkpoint of this version
     * @throws UncheckedIOException if it cannot be read
     */
    public static void load(Path file, Map<String, ? extends Stateful> parts) {
        restore(file, read(file), parts);
    }

    /**
     * Loads the state of one part of a file, and leaves the others alone: the model of a run, to use it. Parameters
     * that were frozen come back frozen.
     *
     * @param name under which the part was saved
     * @throws IllegalArgumentException as {@link #load}
     */
    public static void loadPart(Path file, String name, Stateful part) {
        Required.nonNull("Checkpoint: the name of the part", name);
        Required.nonNull("Checkpoint: the part", part);
        Snapshot state = read(file);
        Snapshot only = state.only(name);
        if (only.names().isEmpty()) {
            Set<String> parts = state.names().stream().map(path -> path.split("\\.", 2)[0])
                    .collect(Collectors.toCollection(TreeSet::new));
            throw new IllegalArgumentException(Printable.path(file) + ": there is no part " + Printable.quoted(name)
                    + ", but " + Printable.names(parts));
        }
        restore(file, only, Map.of(name, part));
    }

    /**
     * Reads a file, to see what it holds.
     *
     * @throws FormatException as {@link #load}
     */
    public static Snapshot read(Path file) {
        Safetensors read = Safetensors.load(file);
        Map<String, String> texts = new LinkedHashMap<>(read.metadata());
        String version = texts.remove(VERSION_KEY);
        if (version == null) {
            throw new FormatException(Printable.path(file) + ": not a checkpoint (its metadata have no " + VERSION_KEY
                    + "); Safetensors.load reads the tensors of any file");
        }
        if (!version.equals(VERSION)) {
            throw new FormatException(Printable.path(file) + ": a checkpoint of version " + Printable.quoted(version)
                    + ", and this library reads version " + VERSION);
        }
        return new Snapshot(read.tensors(), read.ints(), texts);
    }

    private static void restore(Path file, Snapshot state, Map<String, ? extends Stateful> parts) {
        try {
            state.restore(parts);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(Printable.path(file) + ": " + e.getMessage(), e);
        }
    }
}
