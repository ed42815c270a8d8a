package dev.lanewise.io;

import dev.lanewise.io.SafetensorsFile.Entry;
import dev.lanewise.text.Printable;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which of several files has which tensor, as Hugging Face's {@code model.safetensors.index.json} says it:
 *
 * <pre>{@code
 * {"metadata": {"total_size": 24}, "weight_map": {"a": "model-00001-of-00002.safetensors", "b": ...}}
 * }</pre>
 *
 * <p>The files lie beside the index, and their names lead nowhere else. What is beside them and is not listed is not
 * opened. The metadata, {@code total_size} among them, say nothing that the files do not, and are not looked at.
 *
 * @param path of the index
 * @param files the byte at which each file is first listed, by its name; in the order of the names
 * @param listed the file that each tensor is said to be in, by its name
 */
record SafetensorsIndex(Path path, SortedMap<String, Long> files, Map<String, Listed> listed) {
    static final String ENDING = ".index.json";
    private static final String MAP = "weight_map";

    /** No usual file system has longer names. */
    private static final int LONGEST_NAME = 255;

    /**
     * A tensor of the index.
     *
     * @param file that it is in
     * @param position at which the index says so
     */
    record Listed(String file, long position) {}

    /** Whether a path is that of an index, by its name. */
    static boolean isNamed(Path path) {
        return path.toString().endsWith(ENDING);
    }

    /**
     * Reads an index.
     *
     * @throws FormatException if it is none, or lists a file by anything but a plain name
     */
    static SafetensorsIndex read(Path path) {
        byte[] text = RegularFile.read(path, channel -> {
            long size = channel.size();
            if (size > SafetensorsHeader.MAX_BYTES) {
                throw new FormatException(path, 0, "the index has " + size + " bytes, more than the "
                        + SafetensorsHeader.MAX_BYTES + " that are allowed");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) size);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes) < 0) {
                    throw new FormatException(path, bytes.position(), "the file ended while it was being read");
                }
            }
            return bytes.array();
        });
        try {
            return parse(path, text);
        } catch (OutOfMemoryError e) {
            throw Failures.tooLarge(path); // what was read is collectable by now
        }
    }

    private static SafetensorsIndex parse(Path path, byte[] text) {
        JsonReader in = new JsonReader(path, "index", 0, text);
        SortedMap<String, Long> files = new TreeMap<>();
        Map<String, String> names = new LinkedHashMap<>(); // one string for each file, however often it is listed
        Map<String, Listed> listed = new LinkedHashMap<>();
        boolean[] there = new boolean[1];
        in.object(field -> {
            if (!field.equals(MAP)) {
                in.skip();
                return;
            }
            there[0] = true;
            in.object(name -> {
                long position = in.position();
                String file = in.string();
                String known = names.putIfAbsent(file, file);
                if (known == null) {
                    String fault = fault(path, file);
                    if (fault != null) {
                        throw in.error(position, "tensor " + Printable.quoted(name) + " is in the file "
                                + Printable.quoted(file) + ", " + fault);
                    }
                    files.put(file, position);
                }
                listed.put(name, new Listed(known == null ? file : known, position));
            });
        });
        in.end();
        if (!there[0]) {
            throw in.error(text.length, "there is no " + MAP);
        }
        return new SafetensorsIndex(path, files, listed);
    }

    /** What keeps a text from being the name of a file beside the index; null if nothing does. */
    private static @Nullable String fault(Path path, String file) {
        if (file.isEmpty() || file.length() > LONGEST_NAME || file.equals(".") || file.equals("..")
                || file.chars().anyMatch(c -> c == '/' || c == '\\' || c == ':' || Character.isISOControl(c))) {
            return "which is no plain name of a file beside the index";
        }
        try {
            return path.resolveSibling(file).endsWith(file) ? null : "which this system takes for another";
        } catch (InvalidPathException _) {
            return "a name that this system has no files of";
        }
    }

    /**
     * Opens the files, in the order of their names; the first few keep their handles.
     *
     * @param kept how many of them
     */
    List<SafetensorsPart> open(int kept) {
        ReadBuffers buffers = new ReadBuffers();
        List<SafetensorsPart> parts = new ArrayList<>();
        try {
            files.forEach((file, position) -> {
                Path part = path.resolveSibling(file);
                if (Files.notExists(part)) {
                    throw error(position, "the file " + Printable.quoted(file) + " is missing");
                }
                parts.add(SafetensorsPart.open(part, parts.size() < kept, buffers));
            });
            return parts;
        } catch (RuntimeException | Error e) {
            parts.forEach(SafetensorsPart::close);
            throw e;
        }
    }

    /** The part that each tensor is in, in the order of the parts and of their data. */
    Map<String, SafetensorsPart> places(List<SafetensorsPart> parts) {
        Map<String, SafetensorsPart> places = new LinkedHashMap<>();
        for (SafetensorsPart part : parts) {
            for (Entry entry : part.header().entries()) {
                SafetensorsPart other = places.putIfAbsent(entry.name(), part);
                if (other != null) {
                    Listed said = listed.get(entry.name());
                    throw error(said == null ? 0 : said.position(), "tensor " + Printable.quoted(entry.name())
                            + " is both in " + name(other) + " and in " + name(part));
                }
            }
        }
        listed.forEach((tensor, said) -> {
            SafetensorsPart part = places.get(tensor);
            if (part == null || !part.path().equals(path.resolveSibling(said.file()))) {
                throw error(said.position(), "tensor " + Printable.quoted(tensor) + " is not in "
                        + Printable.quoted(said.file()) + (part == null ? "" : ", but in " + name(part)));
            }
        });
        return places;
    }

    private static String name(SafetensorsPart part) {
        return Printable.quoted(SafetensorsShards.name(part.path()));
    }

    private FormatException error(long position, String reason) {
        return new FormatException(path, position, "index: " + reason);
    }
}
