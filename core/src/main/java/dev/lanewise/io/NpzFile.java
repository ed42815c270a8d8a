package dev.lanewise.io;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * An open {@code .npz} archive: lists its arrays, and reads them one by one. Arrays that cannot be read, such as those
 * of strings, are listed like the others and do not prevent reading them.
 *
 * {@snippet :
 * try (NpzFile file = Npz.open(Path.of("mnist.npz"))) {
 *     Tensor images = file.tensor("x_train");
 *     IntTensor labels = file.ints("y_train");
 * }
 * }
 *
 * <p>Several threads may read at the same time. A thread that is interrupted while it reads closes the file for all of
 * them, as it does with any {@link FileChannel}: this read and all others fail, and the file has to be opened again.
 */
public final class NpzFile implements AutoCloseable {
    private static final String SUFFIX = ".npy";

    private final OpenFile file;
    private final Map<String, ZipMember> members;
    private volatile boolean isClosed;

    private NpzFile(OpenFile file, Map<String, ZipMember> members) {
        this.file = file;
        this.members = members;
    }

    static NpzFile open(Path file) {
        Required.nonNull("open: the path", file);
        try {
            OpenFile open = OpenFile.of(file);
            try {
                return new NpzFile(open, members(open));
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

    private static Map<String, ZipMember> members(OpenFile file) throws IOException {
        Map<String, ZipMember> members = new LinkedHashMap<>();
        for (ZipMember member : ZipDirectory.read(file)) {
            if (member.name().endsWith("/") && member.size() == 0) {
                continue; // a folder, as some tools list them
            }
            String name = member.name().endsWith(SUFFIX)
                    ? member.name().substring(0, member.name().length() - SUFFIX.length())
                    : member.name();
            if (members.put(name, member) != null) {
                throw file.error(member.header(), "the name " + Printable.quoted(name) + " appears twice");
            }
        }
        return members;
    }

    /** The name that an archive has for an array. */
    static String memberName(String name) {
        return name + SUFFIX;
    }

    /** The names of the arrays, in the order of the archive, without {@code .npy}. */
    public Set<String> names() {
        return Collections.unmodifiableSet(members.keySet());
    }

    /**
     * Reads an array as what its elements are, see {@link Npy#read}.
     *
     * @throws IllegalArgumentException if the archive has no such array
     * @throws FormatException as {@link Npy#read}, and if the packed data are damaged
     * @throws IllegalStateException if this has been closed
     * @throws UncheckedIOException if it cannot be read, or a thread has been interrupted while it read
     */
    public Value read(String name) {
        return reading(name, NpyReader::value);
    }

    /** Reads an array of any type as floats, see {@link Npy#readTensor}; errors are those of {@link #read}. */
    public Tensor tensor(String name) {
        return reading(name, in -> NpyReader.read(in, Elements.FLOATS));
    }

    /** Reads an array of ints or booleans, see {@link Npy#readInts}; errors are those of {@link #read}. */
    public IntTensor ints(String name) {
        return reading(name, in -> NpyReader.read(in, Elements.INTS));
    }

    /** Reads an array of booleans, see {@link Npy#readBools}; errors are those of {@link #read}. */
    public BoolTensor bools(String name) {
        return reading(name, in -> NpyReader.read(in, Elements.BOOLS));
    }

    /** Reads all, or throws for the first array that cannot be read. */
    Map<String, Value> readAll() {
        Map<String, Value> all = new LinkedHashMap<>();
        members.keySet().forEach(name -> all.put(name, read(name)));
        return Collections.unmodifiableMap(all);
    }

    private <V> V reading(String name, Npy.Reading<V> reading) {
        Required.nonNull("read: the name", name);
        ZipMember member = members.get(name);
        if (member == null) {
            throw new IllegalArgumentException(Printable.path(file.path()) + " has no array " + Printable.quoted(name)
                    + "; its arrays: " + Printable.names(members.keySet()));
        }
        if (isClosed) {
            throw new IllegalStateException("array " + Printable.quoted(name) + " of " + Printable.path(file.path())
                    + " is asked for, but the file has been closed");
        }
        try (ZipInput in = new ZipInput(file, member)) {
            return reading.from(in);
        } catch (OutOfMemoryError e) {
            throw Failures.tooLarge(file.path()); // what was read is collectable by now
        } catch (IOException e) {
            throw Failures.unchecked("read", file.path(), e);
        }
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
