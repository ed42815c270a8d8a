package dev.lanewise.io;

import dev.lanewise.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the header of a safetensors file says: the tensors in the order of their data, and the metadata.
 *
 * @param entries cover the data without holes or overlaps
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
    static final String METADATA = "__metadata__";
    static final long MAX_BYTES = 100_000_000;
    static final int MAX_RANK = 64;

    /**
     * One tensor.
     *
     * @param begin first byte, counted from the start of the data
     * @param end byte after the last
     */
    record Entry(String name, Dtype dtype, Shape shape, long begin, long end) {}

    /**
     * Reads a header.
     *
     * @param file for messages
     * @param json the bytes of the header
     * @param dataBytes how many bytes of data follow it
     * @throws FormatException if it breaks a rule of the format
     */
    static SafetensorsHeader parse(Path file, byte[] json, long dataBytes) {
        JsonReader in = new JsonReader(file, Long.BYTES, json);
        List<Entry> entries = new ArrayList<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        in.object(name -> {
            if (name.equals(METADATA)) {
                in.object(key -> metadata.put(key, in.string()));
            } else {
                entries.add(new EntryReader(in, name).read());
            }
        });
        in.end();
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long dataStart = (long) Long.BYTES + json.length;
        long covered = 0;
        for (Entry entry : entries) {
            String tensor = "tensor " + JsonText.brief(entry.name);
            if (entry.begin != covered) {
                throw new FormatException(file, dataStart + covered, tensor + " begins at byte " + entry.begin
                        + " of the data, but the tensors before it end at byte " + covered);
            }
            if (entry.end > dataBytes) {
                throw new FormatException(file, dataStart + dataBytes, tensor + " ends at byte " + entry.end
                        + " of the data, but the file has only " + dataBytes + " bytes of data");
            }
            covered = entry.end;
        }
        if (covered != dataBytes) {
            throw new FormatException(file, dataStart + covered,
                    (dataBytes - covered) + " bytes follow after the data of the last tensor");
        }
        return new SafetensorsHeader(entries, metadata);
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
            Dtype type = Arrays.stream(Dtype.values())
                    .filter(candidate -> candidate.name().equals(dtypeName))
                    .findFirst()
                    .orElseThrow(() -> error("has dtype " + JsonText.brief(dtypeName) + ", not one of "
                            + Arrays.toString(Dtype.values())));
            if (offsets.length != 2 || offsets[0] > offsets[1]) {
                throw error("has data_offsets " + Arrays.toString(offsets) + ", not a begin and an end");
            }
            long bytes = Arrays.stream(dims).reduce(type.bytes, EntryReader::times);
            if (bytes != offsets[1] - offsets[0]) {
                String size = bytes == Long.MAX_VALUE ? "too many" : Long.toString(bytes);
                throw error("of shape " + Arrays.toString(dims) + " and dtype " + type + " takes " + size
                        + " bytes, but its data_offsets " + Arrays.toString(offsets) + " give it "
                        + (offsets[1] - offsets[0]));
            }
            return new Entry(name, type, shape(dims, bytes / type.bytes), offsets[0], offsets[1]);
        }

        /** The product, or Long.MAX_VALUE if that is exceeded. */
        private static long times(long a, long b) {
            return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
        }

        private Shape shape(long[] dims, long elements) {
            for (long dim : dims) {
                elements = Math.max(elements, dim);
            }
            if (elements > Integer.MAX_VALUE) {
                throw error("of shape " + Arrays.toString(dims) + " is larger than an array, of at most "
                        + Integer.MAX_VALUE + " elements");
            }
            return Shape.of(Arrays.stream(dims).mapToInt(dim -> (int) dim).toArray());
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
            return in.error(position, "tensor " + JsonText.brief(name) + " " + reason);
        }
    }
}
