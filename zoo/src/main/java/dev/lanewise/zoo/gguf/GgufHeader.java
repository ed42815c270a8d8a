package dev.lanewise.zoo.gguf;

import dev.lanewise.io.FormatException;
import dev.lanewise.text.Printable;
import dev.lanewise.zoo.gguf.GgufFile.Entry;
import dev.lanewise.zoo.gguf.GgufValue.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a file says before its tensors.
 *
 * @param version of the format
 * @param metadata by key
 * @param entries the tensors by name, none of which overlaps another
 * @param dataStart the byte of the file at which their elements begin
 */
record GgufHeader(int version, Map<String, GgufValue> metadata, Map<String, Entry> entries, long dataStart) {
    static final int MAGIC = 'G' | 'G' << 8 | 'U' << 16 | 'F' << 24;

    private static final int MOST_DIMS = 4;
    private static final int DEEPEST = 4;
    private static final int USUAL_ALIGNMENT = 32;

    // The least bytes that something takes.
    private static final int LEAST_VALUE = 13;
    private static final int LEAST_TENSOR = 24;
    private static final int LEAST_LIST = 12;

    /** Reads it, and refuses whatever breaks a rule of the format. */
    static GgufHeader read(GgufBytes in) throws IOException {
        int magic = in.i32("the first bytes");
        if (magic != MAGIC) {
            throw in.error(0, "it begins with " + String.format("%08x", Integer.reverseBytes(magic))
                    + " where GGUF is expected: is this a GGUF file?");
        }
        int version = in.i32("the version");
        if (version != 2 && version != 3) {
            int swapped = Integer.reverseBytes(version);
            throw in.error(4, swapped == 2 || swapped == 3
                    ? "the file is big-endian, and only little-endian ones are read"
                    : "the format has version " + Integer.toUnsignedString(version) + ", and 2 and 3 are read");
        }
        long tensors = in.count("tensors", LEAST_TENSOR);
        long values = in.count("values", LEAST_VALUE);
        List<Value> found = new ArrayList<>();
        for (long i = 0; i < values; i++) {
            found.add(value(in));
        }
        List<Stored> stored = new ArrayList<>();
        for (long i = 0; i < tensors; i++) {
            stored.add(tensor(in));
        }
        Map<String, GgufValue> metadata = metadata(in, found);
        int alignment = alignment(metadata);
        long dataStart = Math.ceilDiv(in.position(), (long) alignment) * alignment;
        return new GgufHeader(version, Collections.unmodifiableMap(metadata),
                Collections.unmodifiableMap(entries(in, stored, dataStart, alignment)), dataStart);
    }

    // ---- metadata

    /** Where a value begins, and where its key does. */
    private record Value(String key, Kind kind, int at, int place) {}

    private static Value value(GgufBytes in) throws IOException {
        int place = in.position();
        String key = in.name("a key");
        String what = "the value of " + Printable.quoted(key);
        Kind kind = kind(in, what);
        int at = in.position();
        skip(in, kind, what, 0);
        return new Value(key, kind, at, place);
    }

    private static Kind kind(GgufBytes in, String what) throws IOException {
        int at = in.position();
        int number = in.i32("the type of " + what);
        Kind kind = Kind.of(number);
        if (kind == null) {
            throw in.error(at, what + " has the type " + Integer.toUnsignedString(number)
                    + ", and the format has 0 to " + (Kind.values().length - 1));
        }
        return kind;
    }

    private static void skip(GgufBytes in, Kind kind, String what, int depth) throws IOException {
        switch (kind) {
            case STRING -> in.skipText(what);
            case ARRAY -> {
                if (depth == DEEPEST) {
                    throw in.error(in.position(), what + " has lists in lists, more than " + DEEPEST + " deep");
                }
                Kind element = kind(in, what);
                int least = element == Kind.STRING ? Long.BYTES : element == Kind.ARRAY ? LEAST_LIST : element.bytes;
                long count = in.count("elements of " + what, least);
                if (element.bytes > 0) {
                    in.skip(count * element.bytes, what);
                } else {
                    for (long i = 0; i < count; i++) {
                        skip(in, element, what, depth + 1);
                    }
                }
            }
            default -> in.skip(kind.bytes, what);
        }
    }

    private static Map<String, GgufValue> metadata(GgufBytes in, List<Value> found) {
        ByteBuffer content = in.content();
        Map<String, GgufValue> metadata = LinkedHashMap.newLinkedHashMap(found.size());
        for (Value each : found) {
            GgufValue value = new GgufValue(in.file(), each.key, each.kind, content, each.at);
            if (metadata.putIfAbsent(each.key, value) != null) {
                throw in.error(each.place, "the key " + Printable.quoted(each.key) + " is there twice");
            }
        }
        return metadata;
    }

    private static int alignment(Map<String, GgufValue> metadata) {
        GgufValue value = metadata.get("general.alignment");
        if (value == null) {
            return USUAL_ALIGNMENT;
        }
        long alignment = value.whole();
        if (alignment < 1 || alignment > 1 << 20 || Long.bitCount(alignment) != 1) {
            throw value.unsupported("a power of two up to " + (1 << 20));
        }
        return (int) alignment;
    }

    // ---- tensors

    /** A tensor as the file describes it. */
    private record Stored(String name, List<Long> shape, int type, long offset, int place) {}

    private static Stored tensor(GgufBytes in) throws IOException {
        int place = in.position();
        String name = in.name("the name of a tensor");
        String what = "tensor " + Printable.quoted(name);
        int rank = in.i32(what);
        if (rank < 0 || rank > MOST_DIMS) {
            throw in.error(place, what + " has " + Integer.toUnsignedString(rank) + " dimensions, more than the "
                    + MOST_DIMS + " of the format");
        }
        List<Long> shape = new ArrayList<>(rank);
        for (int i = 0; i < rank; i++) {
            long dim = in.i64(what);
            if (dim < 0) {
                throw in.error(place, what + " has a dimension of " + Long.toUnsignedString(dim));
            }
            shape.addFirst(dim); // the file begins with the innermost
        }
        return new Stored(name, List.copyOf(shape), in.i32(what), in.i64(what), place);
    }

    private static Map<String, Entry> entries(GgufBytes in, List<Stored> stored, long dataStart, int alignment) {
        Map<String, Entry> entries = LinkedHashMap.newLinkedHashMap(stored.size());
        for (Stored each : stored) {
            Entry entry = entry(in, each, dataStart, alignment);
            if (entries.putIfAbsent(entry.name(), entry) != null) {
                throw error(in, each, "is there twice");
            }
        }
        long covered = 0;
        String before = "";
        for (Entry entry : entries.values().stream()
                .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end)).toList()) {
            if (entry.begin() < covered) {
                throw in.error(dataStart + entry.begin(), "tensor " + Printable.quoted(entry.name())
                        + " begins at byte " + entry.begin() + " of the tensors, but tensor "
                        + Printable.quoted(before) + " ends at byte " + covered);
            }
            covered = entry.end();
            before = entry.name();
        }
        return entries;
    }

    private static Entry entry(GgufBytes in, Stored stored, long dataStart, int alignment) {
        GgufType type = GgufType.of(stored.type);
        long dataBytes = Math.max(0, in.fileBytes() - dataStart);
        long bytes = type == null ? 0 : bytes(in, stored, type); // an unknown type may take any number
        if (stored.offset < 0 || stored.offset > dataBytes || bytes > dataBytes - stored.offset) {
            throw error(in, stored, "takes " + bytes + " bytes from byte " + Long.toUnsignedString(stored.offset)
                    + " of the tensors on, but the file has only " + dataBytes + " bytes of them");
        }
        if (stored.offset % alignment != 0) {
            throw error(in, stored, "begins at byte " + stored.offset + " of the tensors, no multiple of "
                    + alignment);
        }
        return new Entry(stored.name, type == null ? "type " + Integer.toUnsignedString(stored.type) : type.name(),
                stored.shape, stored.offset, stored.offset + bytes);
    }

    private static long bytes(GgufBytes in, Stored stored, GgufType type) {
        long row = stored.shape.isEmpty() ? 1 : stored.shape.getLast();
        if (row % type.block != 0) {
            throw error(in, stored, "of type " + type + " has rows of " + row + " elements, no multiple of the "
                    + type.block + " of a block");
        }
        long bytes = type.bytes;
        boolean isEmpty = stored.shape.contains(0L);
        for (int i = 0; i < stored.shape.size() && !isEmpty; i++) {
            long factor = i == stored.shape.size() - 1 ? stored.shape.get(i) / type.block : stored.shape.get(i);
            if (Math.multiplyHigh(bytes, factor) != 0 || bytes * factor < 0) {
                throw error(in, stored, "of shape " + stored.shape + " and type " + type + " takes too many bytes");
            }
            bytes *= factor;
        }
        return isEmpty ? 0 : bytes;
    }

    private static FormatException error(GgufBytes in, Stored stored, String reason) {
        return in.error(stored.place, "tensor " + Printable.quoted(stored.name) + " " + reason);
    }
}
