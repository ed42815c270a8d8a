package dev.lanewise.io;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Required;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * NumPy's files of one array, {@code .npy}.
 *
 * {@snippet :
 * Npy.write(Path.of("weights.npy"), weights);
 * Tensor again = Npy.readTensor(Path.of("weights.npy"));
 * }
 *
 * <p>Read are versions 1 to 3 of the format, elements of both byte orders, in row-major and in Fortran order:
 * <table>
 * <caption>Types of elements</caption>
 * <tr><th>NumPy</th><th>{@link #read}</th></tr>
 * <tr><td>{@code float16}, {@code float32}, {@code float64}</td><td>{@link Tensor}, {@code float64} rounded to the
 * nearest float, beyond 3.4e38 to infinity</td></tr>
 * <tr><td>{@code int8} to {@code int64}, {@code uint8} to {@code uint64}</td><td>{@link IntTensor}; an element outside
 * the range of {@code int} is refused</td></tr>
 * <tr><td>{@code bool}</td><td>{@link BoolTensor}</td></tr>
 * </table>
 *
 * <p>Refused are other elements: complex numbers, strings, dates, structured ones, and Python objects, which are
 * pickled and would run code. Reading a file allocates no more than its length justifies: the array and, in Fortran
 * order, up to 2<sup>24</sup> elements, or a quarter of all if that is more, which are put in order together. See
 * <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the format</a>.
 */
public final class Npy {
    private Npy() {}

    /**
     * Reads a file ({@code numpy.load}) as what its elements are: a {@link Tensor}, an {@link IntTensor} or a
     * {@link BoolTensor}.
     *
     * @throws FormatException if the file breaks a rule of the format, goes on after the last element, has elements
     *     that are no such numbers, an int outside the range of {@code int}, more than 2<sup>31</sup>-1 elements or 64
     *     dimensions, or does not fit into memory
     * @throws UncheckedIOException if it cannot be read, or is not a regular file: a pipe could block, a device never
     *        end
     */
    public static Value read(Path file) {
        return reading(file, NpyReader::value);
    }

    /**
     * Reads a file of any of these types as floats: {@code float64} and ints are rounded to the nearest float, booleans
     * become 0 and 1.
     *
     * @throws FormatException as {@link #read}, except for large ints
     * @throws UncheckedIOException as {@link #read}
     */
    public static Tensor readTensor(Path file) {
        return reading(file, in -> NpyReader.read(in, Elements.FLOATS));
    }

    /**
     * Reads a file of ints, or of booleans, which become 0 and 1.
     *
     * @throws FormatException as {@link #read}, and if the elements are floats
     * @throws UncheckedIOException as {@link #read}
     */
    public static IntTensor readInts(Path file) {
        return reading(file, in -> NpyReader.read(in, Elements.INTS));
    }

    /**
     * Reads a file of booleans.
     *
     * @throws FormatException as {@link #read}, and if the elements are no booleans
     * @throws UncheckedIOException as {@link #read}
     */
    public static BoolTensor readBools(Path file) {
        return reading(file, in -> NpyReader.read(in, Elements.BOOLS));
    }

    /**
     * Writes a file ({@code numpy.save}): {@code float32}, {@code int32} or {@code bool}, little-endian, row-major,
     * version 1.0, the bytes that NumPy itself writes. The file is complete or absent; {@link Safetensors#save(Path)}
     * says what it takes over from a file that it replaces.
     *
     * @throws IllegalArgumentException if the value has more than 64 dimensions
     * @throws UncheckedIOException if the file cannot be written
     */
    public static void write(Path file, Value value) {
        Required.nonNull("write: the path", file);
        NpyWriter.requireWritable("a value", Required.nonNull("write: the value", value));
        AtomicFile.write(file, channel -> NpyWriter.write(value, source -> {
            while (source.hasRemaining()) {
                channel.write(source);
            }
        }));
    }

    /** Reads something from the bytes of an array. */
    @FunctionalInterface
    interface Reading<V> {
        V from(NpyBytes in) throws IOException;
    }

    private static <V> V reading(Path file, Reading<V> reading) {
        Required.nonNull("read: the path", file);
        try {
            OpenFile open = OpenFile.of(file);
            try (FileChannel _ = open.channel()) {
                return reading.from(NpyBytes.of(open));
            }
        } catch (OutOfMemoryError e) {
            throw Failures.tooLarge(file); // what was read is collectable by now
        } catch (IOException e) {
            throw Failures.unchecked("read", file, e);
        }
    }
}
