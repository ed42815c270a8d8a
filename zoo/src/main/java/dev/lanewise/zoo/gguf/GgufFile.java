package dev.lanewise.zoo.gguf;

import dev.lanewise.io.FormatException;
import dev.lanewise.io.RegularFile;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A GGUF file, in which llama.cpp keeps a model with its settings and its tokenizer: lists its content, and reads
 * tensors one by one. Packed elements are widened to floats while they are read, bit for bit as
 * by llama.cpp's Python package {@code gguf}.
 *
 * {@snippet :
 * GgufFile file = GgufFile.open(Path.of("llama-3.2-1b-q8_0.gguf"));
 * String architecture = file.value("general.architecture").text();    // llama
 * Tensor table = file.tensor("token_embd.weight");                    // [128256, 2048]
 * }
 *
 * <p>Read are versions 2 and 3 of the
 * <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">format</a>, little-endian. Tensors of other types
 * than those that {@link Entry#isRead} are listed like the others and do not prevent reading them. Shapes are in the
 * order of this library, the innermost dimension last, which the file has first.
 *
 * <p>Nothing stays open: the file is opened for each tensor, and must not have changed then. Several threads may read
 * at the same time. It comes from strangers: what is before its tensors has at most 100 MB, and no count in it is
 * believed before the bytes are there.
 */
public final class GgufFile {
    private static final int CHUNK = 1 << 17;

    private final Path path;
    private final Version version;
    private final GgufHeader header;

    /**
     * A tensor as the file lists it.
     *
     * @param name its name
     * @param type of its elements as the format names it, such as {@code Q8_0}; {@code type 99} if it is not known
     * @param shape the sizes of its dimensions, the innermost last
     * @param begin the first byte of its elements, counted from where those of the first tensor may begin
     * @param end the byte after the last, {@code begin} if the type is not known
     */
    public record Entry(String name, String type, List<Long> shape, long begin, long end) {
        /**
         * Keeps a copy of the shape.
         *
         * @throws IllegalArgumentException if the name, the type or the shape is null
         */
        public Entry {
            Required.nonNull("Entry: the name", name);
            Required.nonNull("Entry: the type", type);
            shape = List.copyOf(Required.nonNull("Entry: the shape", shape));
        }

        /** Whether {@link GgufFile#tensor} reads it. */
        public boolean isRead() {
            GgufType known = GgufType.named(type);
            return known != null && known.widening() != null;
        }
    }

    /** Takes the rows of a tensor one after the other. */
    @FunctionalInterface
    public interface RowTaker {
        /**
         * Takes a row.
         *
         * @param row its number, from 0 on
         * @param values its elements; overwritten by those of the next
         */
        void take(int row, float[] values);
    }

    /** What tells a file from one that has been put in its place. */
    private record Version(long size, FileTime modified, @Nullable Object key) {
        static Version of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Version(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
        }
    }

    private GgufFile(Path path, Version version, GgufHeader header) {
        this.path = path;
        this.version = version;
        this.header = header;
    }

    /**
     * Opens a file and reads what is before its tensors.
     *
     * @throws FormatException if it breaks a rule of the format, is of another version or big-endian
     * @throws UncheckedIOException if it cannot be read, or is not a regular file
     */
    public static GgufFile open(Path file) {
        return RegularFile.read(Required.nonNull("GgufFile: the path", file), channel -> {
            Version version = Version.of(file);
            return new GgufFile(file, version, GgufHeader.read(new GgufBytes(file, channel)));
        });
    }

    /**
     * Whether there is a regular file that begins as the format does, whatever its name.
     *
     * @throws UncheckedIOException if it cannot be read
     */
    public static boolean is(Path file) {
        Required.nonNull("GgufFile: the path", file);
        return Files.isRegularFile(file) && RegularFile.read(file, channel -> {
            ByteBuffer first = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            while (first.hasRemaining() && channel.read(first) >= 0) {
                // some channels give less than is asked for
            }
            return !first.hasRemaining() && first.getInt(0) == GgufHeader.MAGIC;
        });
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** The metadata by key, in the order of the file. */
    public Map<String, GgufValue> metadata() {
        return header.metadata();
    }

    /**
     * A value of the metadata.
     *
     * @throws FormatException if there is none of this key
     */
    public GgufValue value(String key) {
        GgufValue value = header.metadata().get(Required.nonNull("GgufFile: the key", key));
        if (value == null) {
            throw new FormatException(Printable.path(path) + " has no " + Printable.quoted(key));
        }
        return value;
    }

    /** All tensors by name, in the order of the file. */
    public Map<String, Entry> entries() {
        return header.entries();
    }

    /**
     * The shape of a tensor, which is not read.
     *
     * @throws IllegalArgumentException if there is none of this name
     * @throws FormatException if it is larger than an array
     */
    public Shape shape(String name) {
        return shape(entry(name));
    }

    /**
     * Reads a tensor.
     *
     * @throws IllegalArgumentException if there is none of this name
     * @throws FormatException if its type is not read, it is larger than an array or does not fit into memory, or the
     *     file has changed since it was opened
     * @throws UncheckedIOException if it cannot be read
     */
    public Tensor tensor(String name) {
        Entry entry = entry(name);
        Packing packing = packing(entry);
        Shape shape = shape(entry);
        float[] values = read(channel -> {
            float[] all = new float[shape.size()];
            new Elements(channel, entry, packing).read(all, all.length);
            return all;
        });
        return Tensor.wrap(values, shape);
    }

    /**
     * Reads a tensor row by row: what is along its innermost dimension, or the tensor itself if it has less than two.
     *
     * @throws IllegalArgumentException if there is none of this name
     * @throws FormatException as {@link #tensor}
     * @throws UncheckedIOException if it cannot be read
     */
    public void forEachRow(String name, RowTaker taker) {
        Entry entry = entry(name);
        Required.nonNull("forEachRow: what takes the rows", taker);
        Packing packing = packing(entry);
        Shape shape = shape(entry);
        int width = shape.rank() == 0 ? 1 : shape.dim(-1);
        int rows = width == 0 ? 0 : shape.size() / width;
        read(channel -> {
            Elements elements = new Elements(channel, entry, packing);
            float[] values = new float[width];
            for (int row = 0; row < rows; row++) {
                elements.read(values, width);
                taker.take(row, values);
            }
            return rows;
        });
    }

    private Entry entry(String name) {
        Entry entry = header.entries().get(Required.nonNull("GgufFile: the name", name));
        if (entry == null) {
            throw new IllegalArgumentException(Printable.path(path) + " has no tensor " + Printable.quoted(name)
                    + "; its tensors: " + Printable.names(header.entries().keySet()));
        }
        return entry;
    }

    /** How a tensor that can be read is. */
    private record Packing(GgufType type, GgufType.Widening widening) {}

    private Packing packing(Entry entry) {
        GgufType type = GgufType.named(entry.type());
        GgufType.Widening widening = type == null ? null : type.widening();
        if (type == null || widening == null) {
            throw error(entry, "has the type " + Printable.quoted(entry.type()) + ", which is not read");
        }
        return new Packing(type, widening);
    }

    private Shape shape(Entry entry) {
        long size = 1;
        long largest = 0;
        for (long dim : entry.shape()) {
            size = dim == 0 ? 0 : size > Integer.MAX_VALUE ? size : size * Math.min(dim, 1L << 31);
            largest = Math.max(largest, dim);
        }
        if (Math.max(size, largest) > Integer.MAX_VALUE) {
            throw error(entry, "of shape " + entry.shape() + " is larger than an array, of at most "
                    + Integer.MAX_VALUE + " elements");
        }
        return Shape.of(entry.shape().stream().mapToInt(Long::intValue).toArray());
    }

    private FormatException error(Entry entry, String reason) {
        return new FormatException(path, header.dataStart() + entry.begin(),
                "tensor " + Printable.quoted(entry.name()) + " " + reason);
    }

    private <T> T read(RegularFile.Reading<T> reading) {
        return RegularFile.read(path, channel -> {
            if (!Version.of(path).equals(version)) {
                throw new FormatException(path, 0, "the file has been replaced or changed since it was opened");
            }
            return reading.from(channel);
        });
    }

    /** The elements of a tensor from the first on, through one small buffer. */
    private final class Elements {
        private final SeekableByteChannel channel;
        private final Entry entry;
        private final GgufType type;
        private final GgufType.Widening widening;
        private final ByteBuffer chunk;

        Elements(SeekableByteChannel channel, Entry entry, Packing packing) throws IOException {
            this.channel = channel;
            this.entry = entry;
            this.type = packing.type;
            this.widening = packing.widening;
            long bytes = Math.max(type.bytes, entry.end() - entry.begin());
            this.chunk = ByteBuffer.allocate((int) Math.min(CHUNK, bytes)).order(ByteOrder.LITTLE_ENDIAN);
            channel.position(header.dataStart() + entry.begin());
        }

        /** The next ones, whole blocks. */
        void read(float[] values, int count) throws IOException {
            int most = chunk.capacity() / type.bytes * type.block;
            for (int from = 0, to; from < count; from = to) {
                to = from + Math.min(most, count - from);
                chunk.clear().limit((to - from) / type.block * type.bytes);
                while (chunk.hasRemaining()) {
                    if (channel.read(chunk) < 0) {
                        throw error(entry, "ended while it was being read");
                    }
                }
                widening.widen(chunk, values, from, to - from);
            }
        }
    }

    /** The path, as messages show it. */
    @Override
    public String toString() {
        return Printable.path(path);
    }
}
