package dev.lanewise.io;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An open safetensors file: lists its content, and reads tensors one by one. Tensors that cannot be read, such as those
 * of type F8 or larger than an array, are listed like the others and do not prevent reading them.
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
    private final OpenFile file;
    private final SafetensorsHeader header;
    private final Map<String, Entry> entries;
    private volatile boolean isClosed;

    /**
     * A tensor's entry in the header.
     *
     * @param name its name
     * @param dtype the element type as the file names it, e.g. {@code F32}
     * @param shape the sizes of its dimensions
     * @param begin the first byte of its elements, counted from the end of the header
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

        /** Whether {@link SafetensorsFile#tensor} reads it: F32, F16, BF16 or F64. */
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

    private SafetensorsFile(OpenFile file, SafetensorsHeader header) {
        this.file = file;
        this.header = header;
        Map<String, Entry> byName = new LinkedHashMap<>();
        header.entries().forEach(entry -> byName.put(entry.name(), entry));
        this.entries = Collections.unmodifiableMap(byName);
    }

    static SafetensorsFile open(Path file) {
        Required.nonNull("open: the path", file);
        try {
            OpenFile open = OpenFile.of(file);
            try {
                return new SafetensorsFile(open, SafetensorsReader.header(open));
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

    /** All tensors by name, in the order of their data. */
    public Map<String, Entry> entries() {
        return entries;
    }

    /** The metadata: arbitrary text by arbitrary names. */
    public Map<String, String> metadata() {
        return header.metadata();
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
            throw new IllegalArgumentException("tensor: " + described(entry) + (entry.isInt()
                    ? "; ints(name) reads those"
                    : ", which cannot be read"));
        }
        return read(entry, reader -> Tensor.wrap(reader.floats(entry), reader.shape(entry)));
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
            throw new IllegalArgumentException("ints: " + described(entry) + (entry.isFloat()
                    ? "; tensor(name) reads those"
                    : ", which cannot be read"));
        }
        return read(entry, reader -> IntTensor.wrap(reader.ints(entry), reader.shape(entry)));
    }

    /** Reads all, or throws for the first tensor that cannot be read. */
    Safetensors readAll() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, IntTensor> ints = new LinkedHashMap<>();
        for (Entry entry : header.entries()) {
            if (entry.isFloat()) {
                tensors.put(entry.name(), tensor(entry.name()));
            } else if (entry.isInt()) {
                ints.put(entry.name(), ints(entry.name()));
            } else {
                throw file.error(header.dataStart() + entry.begin(), described(entry)
                        + ", not one of " + Dtype.READ + "; Safetensors.open reads the other tensors one by one");
            }
        }
        return new Safetensors(tensors, ints, header.metadata());
    }

    private Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException(Printable.path(file.path()) + " has no tensor " + Printable.quoted(name)
                    + "; its tensors: " + Printable.names(entries.keySet()));
        }
        return entry;
    }

    private static String described(Entry entry) {
        return "tensor " + Printable.quoted(entry.name()) + " has dtype " + Printable.quoted(entry.dtype());
    }

    private interface Reading<T> {
        T from(SafetensorsReader reader) throws IOException;
    }

    private <T> T read(Entry entry, Reading<T> reading) {
        if (isClosed) {
            throw new IllegalStateException(
                    "tensor " + Printable.quoted(entry.name()) + " of " + Printable.path(file.path())
                            + " is asked for, but the file has been closed");
        }
        try {
            return reading.from(new SafetensorsReader(file, header.dataStart()));
        } catch (OutOfMemoryError e) {
            throw Failures.tooLarge(file.path()); // what was read is collectable by now
        } catch (IOException e) {
            throw Failures.unchecked("read", file.path(), e);
        }
    }

    /** The path, as messages show it. */
    @Override
    public String toString() {
        return Printable.path(file.path());
    }

    /** Closes the file; a second time does nothing. */
    @Override
    public void close() {
        isClosed = true;
        try {
            file.channel().close();
        } catch (IOException e) {
            throw Failures.unchecked("close", file.path(), e);
        }
    }
}
