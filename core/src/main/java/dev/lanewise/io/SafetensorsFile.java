package dev.lanewise.io;

import dev.lanewise.state.StoredTensors;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An open safetensors file, or the files of an index: lists its content, and reads tensors one by one. Tensors that
 * cannot be read, such as those of type F4 or larger than an array, are listed like the others and do not prevent
 * reading them.
 *
 * {@snippet :
 * try (SafetensorsFile file = Safetensors.open(Path.of("model.safetensors"))) {
 *     for (SafetensorsFile.Entry entry : file.entries().values()) {
 *         if (entry.isFloat()) {
 *             use(entry.name(), file.tensor(entry.name()));
 *         }
 *     }
 * }
 * }
 *
 * <p>Several threads may read at the same time. A thread that is interrupted while it reads closes the file for all of
 * them, as it does with any {@link FileChannel}: this read and all others fail, and the file has to be opened again.
 */
public final class SafetensorsFile implements AutoCloseable {
    /** Of an index of more files, the others are opened for each tensor: processes have a limit of open files. */
    private static final int MOST_KEPT = 64;

    private final Path path;
    private final List<SafetensorsPart> parts;
    private final Map<String, SafetensorsPart> places;
    private final Map<String, Entry> entries;
    private final Map<String, String> metadata;
    private volatile boolean isClosed;

    /**
     * A tensor's entry in the header.
     *
     * @param name its name
     * @param dtype the element type as the file names it, e.g. {@code F32}
     * @param shape the sizes of its dimensions
     * @param begin the first byte of its elements, counted from the end of the header of its file
     * @param end the byte after the last
     */
    public record Entry(String name, String dtype, List<Long> shape, long begin, long end) {
        /**
         * Keeps a copy of the shape.
         *
         * @throws IllegalArgumentException if the name, the dtype or the shape is null
         */
        public Entry {
            Required.nonNull("Entry: the name", name);
            Required.nonNull("Entry: the dtype", dtype);
            Required.nonNull("Entry: the shape", shape);
            shape = List.copyOf(shape);
        }

        /** Whether {@link SafetensorsFile#tensor} reads it: F64, F32, F16, BF16, or one of the F8 types. */
        public boolean isFloat() {
            return is(Dtype.Kind.FLOAT);
        }

        /** Whether {@link SafetensorsFile#ints} reads it: BOOL, or ints of 8 to 64 bits, signed or not. */
        public boolean isInt() {
            return is(Dtype.Kind.INT);
        }

        private boolean is(Dtype.Kind kind) {
            Dtype type = Dtype.named(dtype);
            return type != null && type.kind == kind;
        }
    }

    private SafetensorsFile(Path path, List<SafetensorsPart> parts, Map<String, SafetensorsPart> places) {
        this.path = path;
        this.parts = parts;
        this.places = places;
        Map<String, Entry> byName = new LinkedHashMap<>();
        Map<String, String> texts = new LinkedHashMap<>();
        for (SafetensorsPart part : parts) {
            part.header().entries().forEach(entry -> byName.put(entry.name(), entry));
            part.header().metadata().forEach(texts::putIfAbsent);
        }
        this.entries = Collections.unmodifiableMap(byName);
        this.metadata = Collections.unmodifiableMap(texts);
    }

    static SafetensorsFile open(Path file) {
        Required.nonNull("open: the path", file);
        return SafetensorsIndex.isNamed(file)
                ? ofIndex(file)
                : ofPart(SafetensorsPart.open(file, true, new ReadBuffers()));
    }

    private static SafetensorsFile ofPart(SafetensorsPart part) {
        Map<String, SafetensorsPart> places = new HashMap<>();
        part.header().entries().forEach(entry -> places.put(entry.name(), part));
        return new SafetensorsFile(part.path(), List.of(part), places);
    }

    private static SafetensorsFile ofIndex(Path file) {
        FileVersion version = version(file);
        SafetensorsIndex index = SafetensorsIndex.read(file);
        List<SafetensorsPart> parts = index.open(MOST_KEPT);
        try {
            if (!version(file).equals(version)) { // whoever replaces the files has deleted it before
                throw new FormatException(file, 0, "the index has been replaced while its files were opened");
            }
            return new SafetensorsFile(file, parts, index.places(parts));
        } catch (RuntimeException | Error e) {
            parts.forEach(SafetensorsPart::close);
            throw e;
        }
    }

    private static FileVersion version(Path file) {
        try {
            return FileVersion.of(file);
        } catch (IOException e) {
            throw Failures.unchecked("read", file, e);
        }
    }

    /** All tensors by name, in the order of their data; those of an index file by file, in the order of their names. */
    public Map<String, Entry> entries() {
        return entries;
    }

    /** The metadata: arbitrary text by arbitrary names; where files of an index differ, those of the first. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * Reads a tensor of floats; those of F64 are rounded to the nearest float.
     *
     * @throws IllegalArgumentException if the file has no such tensor, or it is none of floats
     * @throws FormatException if it has more than 2<sup>31</sup>-1 elements, or does not fit into memory
     * @throws IllegalStateException if this has been closed
     * @throws UncheckedIOException if it cannot be read, or a thread has been interrupted while it read
     */
    public Tensor tensor(String name) {
        Entry entry = entry(name);
        if (!entry.isFloat()) {
            throw entry.isInt()
                    ? new IllegalArgumentException("tensor: " + described(entry) + "; ints(name) reads those")
                    : unreadable("tensor", entry);
        }
        Shape shape = shape(entry);
        return place(entry).read(reader -> Tensor.wrap(reader.floats(entry, shape.size()), shape));
    }

    /**
     * Reads a tensor of ints.
     *
     * @throws IllegalArgumentException if the file has no such tensor, or it is none of ints
     * @throws FormatException if an element is outside the range of {@code int}, a BOOL other than 0 or 1, if it has
     *     more than 2<sup>31</sup>-1 elements, or does not fit into memory
     * @throws IllegalStateException if this has been closed
     * @throws UncheckedIOException if it cannot be read, or a thread has been interrupted while it read
     */
    public IntTensor ints(String name) {
        Entry entry = entry(name);
        if (!entry.isInt()) {
            throw entry.isFloat()
                    ? new IllegalArgumentException("ints: " + described(entry) + "; tensor(name) reads those")
                    : unreadable("ints", entry);
        }
        Shape shape = shape(entry);
        return place(entry).read(reader -> IntTensor.wrap(reader.ints(entry, shape.size()), shape));
    }

    /**
     * A view of all tensors as a block's state has them, ints as floats, as {@link Safetensors#stateDict} gives them.
     * Each is read when it is asked for, every time: loading a block takes the memory of the block and of one tensor.
     *
     * {@snippet :
     * try (SafetensorsFile file = Safetensors.open(Path.of("gpt2/model.safetensors.index.json"))) {
     *     model.loadStateDict(file.stateDict(), LoadRules.strict().stripPrefix("transformer."));
     * }
     * }
     *
     * <p>What {@link #tensor} and {@link #ints} throw, asking the view for a tensor throws too, and an
     * {@link IllegalArgumentException} for an int larger than 2<sup>24</sup>.
     */
    public StoredTensors stateDict() {
        return StoredTensors.of(entries.keySet(), this::shape, name -> {
            Entry entry = entry(name);
            return entry.isInt() ? Safetensors.asFloats("Safetensors", name, ints(name)) : tensor(name);
        });
    }

    private Shape shape(String name) {
        Entry entry = entry(name);
        if (!entry.isFloat() && !entry.isInt()) {
            throw unreadable("stateDict", entry);
        }
        return shape(entry);
    }

    /** Reads all, or throws for the first tensor that cannot be read. */
    Safetensors readAll() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, IntTensor> ints = new LinkedHashMap<>();
        for (Entry entry : entries.values()) {
            if (entry.isFloat()) {
                tensors.put(entry.name(), tensor(entry.name()));
            } else if (entry.isInt()) {
                ints.put(entry.name(), ints(entry.name()));
            } else {
                throw place(entry).error(entry, described(entry) + ", not one of " + Dtype.READ
                        + "; Safetensors.open reads the other tensors one by one");
            }
        }
        return new Safetensors(tensors, ints, metadata);
    }

    private Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException(Printable.path(path) + " has no tensor " + Printable.quoted(name)
                    + "; its tensors: " + Printable.names(entries.keySet()));
        }
        return entry;
    }

    private static String described(Entry entry) {
        return "tensor " + Printable.quoted(entry.name()) + " has dtype " + Printable.quoted(entry.dtype());
    }

    private static IllegalArgumentException unreadable(String method, Entry entry) {
        return new IllegalArgumentException(method + ": " + described(entry) + ", which cannot be read");
    }

    private SafetensorsPart place(Entry entry) {
        return Required.nonNull("SafetensorsFile: the place of a tensor", places.get(entry.name()));
    }

    private Shape shape(Entry entry) {
        if (isClosed) {
            throw new IllegalStateException("tensor " + Printable.quoted(entry.name()) + " of " + Printable.path(path)
                    + " is asked for, but the file has been closed");
        }
        return place(entry).shape(entry);
    }

    /** The path, as messages show it. */
    @Override
    public String toString() {
        return Printable.path(path);
    }

    /** Closes the file; a second time does nothing. */
    @Override
    public void close() {
        isClosed = true;
        parts.forEach(SafetensorsPart::close);
    }
}
