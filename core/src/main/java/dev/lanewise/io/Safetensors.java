package dev.lanewise.io;

import dev.lanewise.state.StoredTensors;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named tensors and their metadata, as a safetensors file holds them.
 *
 * {@snippet :
 * Safetensors.save(Path.of("model.safetensors"), Map.of("weight", weight, "bias", bias), Map.of("classes", "10"));
 * Tensor again = Safetensors.load(Path.of("model.safetensors")).tensors().get("weight");
 * }
 *
 * <p>The format is a length, a JSON header and the plain little-endian elements, see
 * <a href="https://github.com/huggingface/safetensors">the format's home</a>. Reading a file runs no code and allocates
 * no more than its length justifies.
 *
 * @param tensors the tensors of floats, in the order of the file
 * @param ints the tensors of ints, in the order of the file; no name is also in {@code tensors}
 * @param metadata arbitrary text by arbitrary names
 */
public record Safetensors(
        Map<String, Tensor> tensors, Map<String, IntTensor> ints, Map<String, String> metadata) {

    /** Ints up to this size are floats. */
    private static final int MOST_EXACT = 1 << 24;

    /**
     * Keeps unmodifiable copies of the maps, in their order; {@link StoredTensors} stay unread.
     *
     * @throws IllegalArgumentException if a map, a key or a value is null
     */
    public Safetensors {
        requireNoNull("tensors", tensors);
        requireNoNull("ints", ints);
        requireNoNull("metadata", metadata);
        tensors = tensors instanceof StoredTensors
                ? tensors
                : Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        ints = Collections.unmodifiableMap(new LinkedHashMap<>(ints));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    private static void requireNoNull(String what, Map<String, ?> map) {
        Required.nonNull("Safetensors: the map of " + what, map);
        if (map instanceof StoredTensors) {
            return; // has none, and is not read
        }
        for (Map.Entry<String, ?> entry : map.entrySet()) {
            if (entry.getKey() == null || entry.getValue() == null) {
                throw new IllegalArgumentException("Safetensors: " + what + ": " + (entry.getKey() == null
                        ? "a name is null"
                        : Printable.quoted(entry.getKey()) + " is null"));
            }
        }
    }

    /**
     * Reads a file ({@index load_file}), or the files of an index as {@link #open} does. F64 (rounded to the nearest
     * float), F32, F16, BF16 and the types of 8 bits (F8_E4M3, F8_E5M2, their FNUZ variants, and F8_E8M0) become
     * tensors; BOOL and the ints of all sizes become int tensors.
     *
     * @throws FormatException if the file breaks a rule of the format, has another element type, an int outside the
     *     range of {@code int}, a tensor of more than 2<sup>31</sup>-1 elements or 64 dimensions, or does not fit into
     *     memory; {@link #open} reads the rest of such a file
     * @throws UncheckedIOException if it cannot be read, or is not a regular file: a pipe could block, a device never
     *        end
     */
    public static Safetensors load(Path file) {
        try (SafetensorsFile open = open(file)) {
            return open.readAll();
        }
    }

    /**
     * All tensors as a block's state has them, ints as floats: PyTorch counts the batches of a batch normalisation in
     * an int.
     *
     * @throws IllegalArgumentException if an int is larger than 2<sup>24</sup>, or less than its negative: floats may
     *     not hold it
     */
    public Map<String, Tensor> stateDict() {
        Map<String, Tensor> all = new LinkedHashMap<>(tensors);
        ints.forEach((name, values) -> all.put(name, asFloats("Safetensors", name, values)));
        return Collections.unmodifiableMap(all);
    }

    /** Ints as floats, if those hold them. */
    static Tensor asFloats(String owner, String name, IntTensor values) {
        for (int value : values.toArray()) {
            if (Math.abs((long) value) > MOST_EXACT) {
                throw new IllegalArgumentException(owner + ": " + Printable.quoted(name) + " has an int " + value
                        + ", which floats may not hold: take it from ints()");
            }
        }
        return values.toTensor();
    }

    /**
     * Opens a file to list its content, and to read tensors one by one ({@index safe_open}); for files too large to be
     * read as a whole, or with tensors that this library cannot represent.
     *
     * <p>A path that ends in {@code .index.json} is that of an index, and the files that it lists are opened as one.
     * They lie beside it, and it knows them by plain names. As everywhere, symbolic links are followed, those that lead
     * out of the folder too: Hugging Face's cache is made of them. Other files in the folder are not touched.
     *
     * @throws FormatException if a header breaks a rule of the format, or a tensor has more than 64 dimensions; if an
     *     index is none, lists a file that is missing or has no plain name, or a tensor that is not in its file, if a
     *     tensor is in two of the files, or if the index is replaced meanwhile
     * @throws UncheckedIOException if a file cannot be read
     */
    public static SafetensorsFile open(Path file) {
        return SafetensorsFile.open(file);
    }

    /** Writes tensors of floats and metadata ({@index save_file}); see {@link #save(Path)}. */
    public static void save(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
        new Safetensors(tensors, Map.of(), metadata).save(file);
    }

    /**
     * Writes tensors of floats and metadata in another type, or to several files; see {@link #save(Path, SaveOptions)}.
     *
     * {@snippet :
     * try (SafetensorsFile file = Safetensors.open(Path.of("large.safetensors"))) {
     *     // in the memory of one tensor
     *     Safetensors.save(Path.of("model.safetensors"), file.stateDict(), file.metadata(),
     *             SaveOptions.bf16().shards(5_000_000_000L));
     * }
     * }
     */
    public static Path save(
            Path file, Map<String, Tensor> tensors, Map<String, String> metadata, SaveOptions options) {
        return new Safetensors(tensors, Map.of(), metadata).save(file, options);
    }

    /**
     * Writes a file: floats as F32, ints as I64. The bytes depend on the names, shapes, elements and metadata only, not
     * on the order of the maps: the ints come first, each kind sorted by name, as the reference implementation does.
     * The file is complete or absent: if writing fails, one that existed before is untouched.
     *
     * <p>A file that is replaced passes on its permissions and, if the system lets this process set them, its owner and
     * group; if the group cannot be set, it gets no permissions that others do not have. A symbolic link stays one.
     * Everything else stays with the old file: access control lists, extended attributes, and its other names (hard
     * links), which keep the old content. A JVM that is killed leaves a hidden file {@code .lanewise-*.tmp} in the
     * folder. Later saves to that folder delete it (a process scans it at most once a minute), but only after an hour
     * if its process cannot be known to be dead (another machine, another boot, not Linux).
     *
     * @throws IllegalArgumentException if a name is {@code __metadata__}, is in both maps, or is not valid Unicode, if
     *     a tensor has more than 64 dimensions, or if the header would exceed 100 MB
     * @throws UncheckedIOException if the file cannot be written
     */
    public void save(Path file) {
        save(file, SaveOptions.f32());
    }

    /**
     * Writes a file as {@link #save(Path)} does, or as the options have it. {@link StoredTensors} are read one by one
     * as they are written.
     *
     * <p>With {@link SaveOptions#shards} there may be several files, and an index that names them:
     * {@code model.safetensors} is then {@code model-00001-of-00002.safetensors} and so on, and
     * {@code model.safetensors.index.json}. All are written completely before one of them takes its name. What an
     * earlier save has left under these names is deleted afterwards: the one file, or the index and its shards. Whoever
     * is killed or fails while the files take their names leaves no index, rather than one with files of two saves; of
     * two threads that save to one place, one is the last with all its files. Between processes a {@link WriteLock}
     * makes sure of that.
     *
     * @return what {@link #open} and {@link #load} take: the file, or the index
     * @throws IllegalArgumentException as {@link #save(Path)}; if a tensor has another shape than its
     *     {@link StoredTensors} have said; or if there are shards, and the name does not end in {@code .safetensors}
     * @throws UncheckedIOException if a file cannot be written
     */
    public Path save(Path file, SaveOptions options) {
        return SafetensorsShards.write(file, this, options);
    }
}
