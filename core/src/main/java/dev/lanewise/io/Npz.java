package dev.lanewise.io;

import dev.lanewise.tensor.Value;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * NumPy's archives of named arrays, {@code .npz}: zip files of {@link Npy}'s files, packed or not.
 *
 * {@snippet :
 * Npz.write(Path.of("points.npz"), Map.of("x", points, "y", labels));
 * Map<String, Value> again = Npz.read(Path.of("points.npz"));
 * Tensor x = (Tensor) again.get("x");
 * }
 */
public final class Npz {
    private Npz() {}

    /**
     * Reads all arrays ({@code numpy.load}) by name, without {@code .npy}, in the order of the archive; each is a
     * {@link dev.lanewise.tensor.Tensor}, an {@link dev.lanewise.tensor.IntTensor} or a
     * {@link dev.lanewise.tensor.BoolTensor}, see {@link Npy#read}.
     *
     * @throws FormatException if the file is no zip archive, is damaged, has a name twice, members that overlap, are
     *     encrypted or packed by a method other than deflate, or a member that {@link Npy#read} would refuse;
     *     {@link #open} reads the rest of such an archive
     * @throws UncheckedIOException if it cannot be read, or is not a regular file: a pipe could block, a device never
     *        end
     */
    public static Map<String, Value> read(Path file) {
        try (NpzFile open = open(file)) {
            return open.readAll();
        }
    }

    /**
     * Opens an archive to list its arrays, and to read them one by one; for archives too large to be read as a whole,
     * or with arrays that this library cannot represent.
     *
     * @throws FormatException if the file is no zip archive, or its directory breaks a rule of the format
     * @throws UncheckedIOException if it cannot be read
     */
    public static NpzFile open(Path file) {
        return NpzFile.open(file);
    }

    /**
     * Writes arrays unpacked ({@index savez}), in the order of the map. The bytes depend on names, shapes and
     * elements only, and are those that NumPy writes. The file is complete or absent; {@link Safetensors#save(Path)}
     * says what it takes over from a file that it replaces.
     *
     * @throws IllegalArgumentException if a name or a value is null, a name is not valid Unicode or takes more than
     *     65,531 bytes, or a value has more than 64 dimensions
     * @throws UncheckedIOException if the file cannot be written
     */
    public static void write(Path file, Map<String, ? extends Value> arrays) {
        write(file, arrays, false);
    }

    /**
     * Writes arrays as {@link #write} does, but packed ({@index savez_compressed}): for ints and booleans, and
     * floats with many zeros; others hardly shrink. Another JVM may pack the same arrays into other bytes.
     */
    public static void writeCompressed(Path file, Map<String, ? extends Value> arrays) {
        write(file, arrays, true);
    }

    private static void write(Path file, Map<String, ? extends Value> arrays, boolean isPacked) {
        Required.nonNull("write: the path", file);
        Required.nonNull("write: the map of arrays", arrays);
        Map<String, Value> members = new LinkedHashMap<>();
        arrays.forEach((name, value) -> {
            String array = "array " + Printable.quoted(Required.nonNull("write: a name", name));
            NpyWriter.requireWritable(array, Required.nonNull("write: " + array, value));
            members.put(NpzFile.memberName(name), value);
            ZipWriter.encoded(NpzFile.memberName(name));
        });
        AtomicFile.write(file, channel -> {
            try (ZipWriter zip = new ZipWriter(channel)) {
                for (Map.Entry<String, Value> member : members.entrySet()) {
                    zip.add(member.getKey(), isPacked, target -> NpyWriter.write(member.getValue(), target));
                }
                zip.finish();
            }
        });
    }
}
