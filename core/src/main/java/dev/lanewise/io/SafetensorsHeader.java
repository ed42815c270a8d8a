package dev.lanewise.io;

import dev.lanewise.io.SafetensorsFile.Entry;
import dev.lanewise.text.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the header of a safetensors file says: the tensors in the order of their data, and the metadata.
 *
 * @param entries cover the data without holes or overlaps
 * @param metadata arbitrary text by arbitrary names
 * @param dataStart the byte of the file at which the data begin
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata, long dataStart) {
    static final String METADATA = "__metadata__";
    static final long MAX_BYTES = 100_000_000;
    static final int MAX_RANK = 64;

    /**
     * Reads a header.
     *
     * @param file for messages
     * @param json the bytes of the header
     * @param dataBytes how many bytes of data follow it
     * @throws FormatException if it breaks a rule of the format
     */
    static SafetensorsHeader parse(Path file, byte[] json, long dataBytes) {
        JsonReader in = new JsonReader(file, "header", Long.BYTES, json);
        List<Entry> entries = new ArrayList<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        in.object(name -> {
            if (name.equals(METADATA)) {
                if (!in.takeNull()) { // some writers put null for none
                    in.object(key -> metadata.put(key, in.string()));
                }
            } else {
                entries.add(new EntryReader(in, name).read());
            }
        });
        in.end();
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long dataStart = (long) Long.BYTES + json.length;
        long covered = 0;
        for (Entry entry : entries) {
            String tensor = "tensor " + Printable.quoted(entry.name());
            if (entry.begin() != covered) {
                throw new FormatException(file, dataStart + covered, tensor + " begins at byte " + entry.begin()
                        + " of the data, but the tensors before it end at byte " + covered);
            }
            if (entry.end() > dataBytes) {
                throw new FormatException(file, dataStart + dataBytes, tensor + " ends at byte " + entry.end()
                        + " of the data, but the file has only " + dataBytes + " bytes of data");
            }
            covered = entry.end();
        }
        if (covered != dataBytes) {
            throw new FormatException(file, dataStart + covered,
                    (dataBytes - covered) + " bytes follow after the data of the last tensor");
        }
        return new SafetensorsHeader(
                Collections.unmodifiableList(entries), Collections.unmodifiableMap(metadata), dataStart);
    }

    /** Reads the object that describes one tensor. */
    private static final class EntryReader {
        private final JsonReader in;
        private final String name;
        private final long position;
        private @Nullable String dtype;
        private long @Nullable [] dims;
        private long @Nullable [] offsets;

        EntryReader(JsonReader in, String name) {
            this.in = in;
            this.name = name;
            this.position = in.position();
        }

        Entry read() {
            in.object(field -> {
                switch (field) {
                    case "dtype" -> dtype = in.string();
                    case "shape" -> dims = numbers(MAX_RANK, "more than " + MAX_RANK + " dimensions");
                    case "data_offsets" -> offsets = numbers(2, "more than two data_offsets");
                    default -> in.skip();
                }
            });
            return entry(required(dtype, "dtype"), required(dims, "shape"), required(offsets, "data_offsets"));
        }

        private Entry entry(String dtypeName, long[] dims, long[] offsets) {
            if (offsets.length != 2 || offsets[0] > offsets[1]) {
                throw error("has data_offsets " + Arrays.toString(offsets) + ", not a begin and an end");
            }
            Dtype type = Dtype.named(dtypeName);
            if (type != null) {
                requireSize(type, dims, offsets);
            }
            return new Entry(name, dtypeName, Arrays.stream(dims).boxed().toList(), offsets[0], offsets[1]);
        }

        private void requireSize(Dtype type, long[] dims, long[] offsets) {
            long bits = Arrays.stream(dims).reduce(type.bits, EntryReader::times);
            if (bits % Byte.SIZE != 0 && bits != Long.MAX_VALUE) {
                throw error(typed(type, dims) + " takes " + bits + " bits, which are no whole bytes");
            }
            if (bits / Byte.SIZE != offsets[1] - offsets[0]) {
                String size = bits == Long.MAX_VALUE ? "too many" : Long.toString(bits / Byte.SIZE);
                throw error(typed(type, dims) + " takes " + size + " bytes, but its data_offsets "
                        + Arrays.toString(offsets) + " give it " + (offsets[1] - offsets[0]));
            }
        }

        private static String typed(Dtype type, long[] dims) {
            return "of shape " + Printable.brief(Arrays.toString(dims)) + " and dtype " + type;
        }

        /** The product, or Long.MAX_VALUE if that is exceeded. */
        private static long times(long a, long b) {
            return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
        }

        private long[] numbers(int limit, String tooMany) {
            long[] numbers = new long[limit];
            int[] count = new int[1];
            in.array(() -> {
                if (count[0] == limit) {
                    throw error("has " + tooMany);
                }
                numbers[count[0]++] = in.unsigned();
            });
            return Arrays.copyOf(numbers, count[0]);
        }

        private <T> T required(@Nullable T value, String field) {
            if (value == null) {
                throw error("has no " + field);
            }
            return value;
        }

        private FormatException error(String reason) {
            return in.error(position, "tensor " + Printable.quoted(name) + " " + reason);
        }
    }
}
