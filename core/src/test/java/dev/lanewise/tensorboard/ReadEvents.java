package dev.lanewise.tensorboard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Reads event files as TensorBoard does, with every checksum; for tests, by code that the writer does not share. */
final class ReadEvents {
    /** An event: its step, and its fields by number. */
    record Event(long step, Map<Integer, List<byte[]>> fields) {
        /** The values of its summary. */
        List<Map<Integer, List<byte[]>>> values() {
            return fields.getOrDefault(5, List.of()).stream()
                    .flatMap(summary -> message(summary).getOrDefault(1, List.of()).stream())
                    .map(ReadEvents::message)
                    .toList();
        }

        boolean has(int field) {
            return fields.containsKey(field);
        }
    }

    private ReadEvents() {}

    /** The event files of a folder, in the order of their names. */
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().contains("tfevents")).sorted().toList();
        }
    }

    /** All events of a folder. */
    static List<Event> folder(Path folder) throws IOException {
        List<Event> events = new ArrayList<>();
        for (Path file : files(folder)) {
            events.addAll(file(file));
        }
        return events;
    }

    /** All events of a file, which must be whole and sound. */
    static List<Event> file(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        List<Event> events = new ArrayList<>();
        while (bytes.hasRemaining()) {
            int start = bytes.position();
            int length = Math.toIntExact(bytes.getLong());
            requireCrc(bytes, content, start, Long.BYTES);
            int from = bytes.position();
            byte[] data = new byte[length];
            bytes.get(data);
            requireCrc(bytes, content, from, length);
            Map<Integer, List<byte[]>> fields = message(data);
            long step = fields.containsKey(2) ? number(fields.get(2).getFirst()) : 0;
            events.add(new Event(step, fields));
        }
        return events;
    }

    /** The points of a scalar, as {@code step=value}. */
    static List<String> scalar(List<Event> events, String tag) {
        List<String> points = new ArrayList<>();
        for (Event event : events) {
            for (Map<Integer, List<byte[]>> value : event.values()) {
                if (text(value.get(1)).equals(tag) && value.containsKey(2)) {
                    points.add(event.step() + "=" + little(value.get(2)).getFloat());
                }
            }
        }
        return points;
    }

    /** The values of a tag, whatever they are. */
    static List<Map<Integer, List<byte[]>>> tagged(List<Event> events, String tag) {
        return events.stream().flatMap(event -> event.values().stream())
                .filter(value -> text(value.get(1)).equals(tag))
                .toList();
    }

    /** The fields of a message; numbers of any type as eight bytes. */
    static Map<Integer, List<byte[]>> message(byte[] bytes) {
        Map<Integer, List<byte[]>> fields = new TreeMap<>();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.hasRemaining()) {
            long key = varint(in);
            byte[] value = switch ((int) (key & 7)) {
                case 0 -> ByteBuffer.allocate(Long.BYTES).putLong(varint(in)).array();
                case 1 -> new byte[Long.BYTES];
                case 2 -> new byte[Math.toIntExact(varint(in))];
                case 5 -> new byte[Integer.BYTES];
                default -> throw new IllegalArgumentException("wire type of key " + key);
            };
            if ((key & 7) != 0) {
                in.get(value);
            }
            fields.computeIfAbsent((int) (key >>> 3), _ -> new ArrayList<>()).add(value);
        }
        return fields;
    }

    static long number(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }

    static String text(List<byte[]> values) {
        return new String(values.getFirst(), StandardCharsets.UTF_8);
    }

    static ByteBuffer little(List<byte[]> values) {
        return ByteBuffer.wrap(values.getFirst()).order(ByteOrder.LITTLE_ENDIAN);
    }

    static double[] reals(List<byte[]> packed) {
        double[] reals = new double[packed.getFirst().length / Double.BYTES];
        little(packed).asDoubleBuffer().get(reals);
        return reals;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0;; shift += 7) {
            byte part = in.get();
            value |= (part & 0x7FL) << shift;
            if (part >= 0) {
                return value;
            }
        }
    }

    private static void requireCrc(ByteBuffer bytes, byte[] content, int from, int count) {
        CRC32C crc = new CRC32C();
        crc.update(content, from, count);
        long value = crc.getValue();
        long masked = ((value >>> 15 | value << 17) & 0xFFFFFFFFL) + 0xa282ead8L & 0xFFFFFFFFL;
        long read = bytes.getInt() & 0xFFFFFFFFL;
        if (read != masked) {
            throw new IllegalArgumentException("byte " + from + ": checksum " + read + ", not " + masked);
        }
    }
}
