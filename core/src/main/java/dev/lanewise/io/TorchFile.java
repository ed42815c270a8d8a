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
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An open file of PyTorch, see {@link Torch}: lists its content, and reads tensors one by one. Tensors that cannot be
 * read, such as sparse ones or those larger than an array, are listed like the others and do not prevent reading them.
 *
 * {@snippet :
 * try (TorchFile file = Torch.open(Path.of("checkpoint.pt"))) {
 *     model.loadStateDict(file.stateDict("model"), LoadRules.strict());
 *     int epoch = Integer.parseInt(file.values().get("epoch"));
 * }
 * }
 *
 * <p>What lies in collections within one another has their keys as its name, joined by dots, and the numbers of items
 * of lists and tuples: {@code optimizer.state.0.exp_avg}. A tensor that is the whole file has the empty name.
 *
 * <p>Several threads may read at the same time. A thread that is interrupted while it reads closes the file for all of
 * them, as it does with any {@link FileChannel}: this read and all others fail, and the file has to be opened again.
 */
public final class TorchFile implements AutoCloseable {
    /** Tensors that repeat the elements of their storage may have as many elements as the file bytes, or so many. */
    private static final long REPEATED_ALWAYS = 1 << 14;

    /** How many times the elements of all storages are read into tensors at once. */
    private static final int MOST_SHARED = 8;

    private final TorchSource source;
    private final TorchContent content;
    private final Map<String, Entry> entries;
    private volatile boolean isClosed;

    /**
     * A tensor of the file.
     *
     * @param name its name
     * @param dtype the element type as PyTorch names it, such as {@code float32}; of a tensor without a plain storage,
     *     what it is, such as {@code sparse}
     * @param shape the sizes of its dimensions; none if the tensor has no plain storage
     */
    public record Entry(String name, String dtype, List<Long> shape) {
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

        /** Whether {@link TorchFile#tensor} reads it: floats of 16, 32 or 64 bits, bfloat16 or a float8 type. */
        public boolean isFloat() {
            return is(Dtype.Kind.FLOAT);
        }

        /** Whether {@link TorchFile#ints} reads it: booleans, or ints of 8 to 64 bits, signed or not. */
        public boolean isInt() {
            return is(Dtype.Kind.INT);
        }

        private boolean is(Dtype.Kind kind) {
            TorchType type = TorchType.named(dtype);
            return type != null && type.dtype != null && type.dtype.kind == kind;
        }
    }

    private TorchFile(TorchSource source, TorchContent content) {
        this.source = source;
        this.content = content;
        Map<String, Entry> byName = new LinkedHashMap<>();
        content.tensors().forEach((name, tensor) -> byName.put(name,
                new Entry(name, tensor.type().toString(), Arrays.stream(tensor.shape()).boxed().toList())));
        content.others().forEach((name, other) -> byName.put(name, new Entry(name, other.what(), List.of())));
        this.entries = Collections.unmodifiableMap(byName);
    }

    static TorchFile open(Path file) {
        Required.nonNull("open: the path", file);
        try {
            OpenFile open = OpenFile.of(file);
            try {
                TorchSource source = TorchSource.open(open);
                return new TorchFile(source, TorchContent.of(source));
            } catch (IOException | RuntimeException | Error e) {
                open.channel().close();
                throw e;
            }
        } catch (OutOfMemoryError e) {
            throw Failures.tooLarge(file); // what was read is collectable by now
        } catch (IOException e) {
            throw Failures.unchecked("read", file, e);
        }
    }

    /** All tensors by name, in the order of the file; those without a plain storage come last. */
    public Map<String, Entry> entries() {
        return entries;
    }

    /**
     * What else is in the file, by name: numbers and booleans as {@link String#valueOf(Object)} writes them, text as it
     * is, {@code null} for None, and lists of such values as {@code [0.9, 0.999]}.
     */
    public Map<String, String> values() {
        return Collections.unmodifiableMap(content.values());
    }

    /**
     * Reads a tensor of floats; those of float64 are rounded to the nearest float. Tensors that share a storage, or are
     * transposed, are copied out of it.
     *
     * @throws IllegalArgumentException if the file has no such tensor, or it is none of floats
     * @throws FormatException if it has more than 2<sup>31</sup>-1 elements, does not fit into memory, or repeats the
     *     elements of a storage far beyond what the file holds; if the storage is damaged
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
        return read(name, Elements.FLOATS);
    }

    /**
     * Reads a tensor of ints, or of booleans as 0 and 1.
     *
     * @throws IllegalArgumentException if the file has no such tensor, or it is none of ints
     * @throws FormatException if an element is outside the range of {@code int}, or a boolean other than 0 or 1; and as
     *     {@link #tensor}
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
        return read(name, Elements.INTS);
    }

    /**
     * A view of all tensors as a block's state has them, ints and booleans as floats: PyTorch counts the batches of a
     * batch normalisation in an int. Each is read when it is asked for, every time: loading a block takes the memory of
     * the block and of one tensor.
     *
     * <p>What {@link #tensor} and {@link #ints} throw, asking the view for a tensor throws too, and an
     * {@link IllegalArgumentException} for an int larger than 2<sup>24</sup>.
     */
    public StoredTensors stateDict() {
        return view("");
    }

    /**
     * As {@link #stateDict()}, of one of the dicts in the file, by the names within it.
     *
     * @param part the key of the dict; of one within another, their keys joined by dots
     * @throws IllegalArgumentException if there are no tensors in such a part
     */
    public StoredTensors stateDict(String part) {
        return view(prefix(part));
    }

    private StoredTensors view(String prefix) {
        return StoredTensors.of(names(prefix), name -> shape(prefix + name), name -> floats(prefix + name));
    }

    private Tensor floats(String name) {
        return entry(name).isInt() ? Safetensors.asFloats("Torch", name, ints(name)) : tensor(name);
    }

    private Set<String> names(String prefix) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : entries.keySet()) {
            if (name.startsWith(prefix)) {
                names.add(name.substring(prefix.length()));
            }
        }
        return names;
    }

    /** What the names in a part begin with. */
    String prefix(String part) {
        String prefix = Required.nonNull("stateDict: the name of the part", part) + ".";
        if (names(prefix).isEmpty()) {
            Set<String> parts = new LinkedHashSet<>();
            for (String name : entries.keySet()) {
                parts.add(name.contains(".") ? name.substring(0, name.indexOf('.')) : name);
            }
            throw new IllegalArgumentException(this + " has no tensors in " + Printable.quoted(part)
                    + "; its tensors are in: " + Printable.names(parts));
        }
        return prefix;
    }

    /** Reads all with names of a beginning, which they lose, or throws for the first that cannot be read. */
    Map<String, Tensor> readAll(String prefix) {
        Set<String> names = names(prefix);
        long elements = 0;
        for (String name : names) {
            Entry entry = entry(prefix + name);
            if (!entry.isFloat() && !entry.isInt()) {
                throw source.error(at(entry), described(entry) + ", which is not read; Torch.open reads the other"
                        + " tensors one by one");
            }
            elements += shape(entry.name()).size();
        }
        if (elements > MOST_SHARED * Math.max(REPEATED_ALWAYS, source.storedBytes())) {
            throw source.error(0, "the tensors would have " + elements + " elements, of the "
                    + source.storedBytes() + " bytes that they share; Torch.open reads them one by one");
        }
        Map<String, Tensor> all = new LinkedHashMap<>();
        names.forEach(name -> all.put(name, floats(prefix + name)));
        return Collections.unmodifiableMap(all);
    }

    private Entry entry(String name) {
        Entry entry = entries.get(Required.nonNull("read: the name", name));
        if (entry == null) {
            throw new IllegalArgumentException(this + " has no tensor " + Printable.quoted(name) + "; its tensors: "
                    + Printable.names(entries.keySet()));
        }
        return entry;
    }

    private long at(Entry entry) {
        TorchTensor tensor = content.tensors().get(entry.name());
        TorchTensor.@Nullable Other other = content.others().get(entry.name());
        return tensor != null ? tensor.at() : other != null ? other.at() : 0;
    }

    private static String described(Entry entry) {
        return "tensor " + Printable.quoted(entry.name()) + " has dtype " + Printable.quoted(entry.dtype());
    }

    private static IllegalArgumentException unreadable(String method, Entry entry) {
        return new IllegalArgumentException(method + ": " + described(entry) + ", which cannot be read");
    }

    private TorchTensor place(String name) {
        return Required.nonNull("TorchFile: the place of a tensor", content.tensors().get(name));
    }

    private Shape shape(String name) {
        Entry entry = entry(name);
        if (!entry.isFloat() && !entry.isInt()) {
            throw unreadable("stateDict", entry);
        }
        requireOpen(name);
        TorchTensor tensor = place(name);
        long largest = tensor.size();
        for (long dim : tensor.shape()) {
            largest = Math.max(largest, dim);
        }
        String described = "tensor " + Printable.quoted(name) + ", " + tensor.described() + ", ";
        if (largest > Integer.MAX_VALUE) {
            throw source.error(tensor.at(), described + "is larger than an array, of at most " + Integer.MAX_VALUE
                    + " elements");
        }
        if (tensor.size() > tensor.room() && tensor.size() > Math.max(REPEATED_ALWAYS, source.storedBytes())) {
            throw source.error(tensor.at(), described + "repeats the " + tensor.room() + " elements of its storage"
                    + " beyond the " + source.storedBytes() + " bytes that the file holds");
        }
        return Shape.of(Arrays.stream(tensor.shape()).mapToInt(dim -> (int) dim).toArray());
    }

    private void requireOpen(String name) {
        if (isClosed) {
            throw new IllegalStateException("tensor " + Printable.quoted(name) + " of " + this
                    + " is asked for, but the file has been closed");
        }
    }

    private <V> V read(String name, Elements<?, V> kind) {
        Shape shape = shape(name);
        try {
            return TorchReader.read(source, name, place(name), shape, kind);
        } catch (OutOfMemoryError e) {
            throw Failures.tooLarge(source.file().path()); // what was read is collectable by now
        } catch (IOException e) {
            throw Failures.unchecked("read", source.file().path(), e);
        }
    }

    /** The path, as messages show it. */
    @Override
    public String toString() {
        return Printable.path(source.file().path());
    }

    /** Closes the file; a second time does nothing. */
    @Override
    public void close() {
        isClosed = true;
        try {
            source.file().channel().close();
        } catch (IOException e) {
            throw Failures.unchecked("close", source.file().path(), e);
        }
    }
}
