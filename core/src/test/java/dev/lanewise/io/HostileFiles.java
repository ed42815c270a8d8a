package dev.lanewise.io;

import dev.lanewise.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Damaged files of one format, without end, and the reader that they are for. */
interface HostileFiles {
    /** The next file. */
    byte[] next(SplittableRandom random);

    /** What reads them. */
    Consumer<Path> reader();

    /** Safetensors files. Of two in three the length of the header is right, so that what is behind it is reached. */
    final class OfSafetensors implements HostileFiles {
        private record Whole(byte[] bytes, int dataBytes) {
            static Whole of(String header, int dataBytes) {
                byte[] json = header.getBytes(StandardCharsets.UTF_8);
                return new Whole(ByteBuffer.allocate(Long.BYTES + json.length + dataBytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(json.length)
                        .put(json)
                        .array(), dataBytes);
            }
        }

        private static final List<Whole> WHOLES = List.of(
                Whole.of("{\"t\":{\"dtype\":\"U8\",\"shape\":[2,2],\"data_offsets\":[0,4],\"x\":{\"y\":[1.5e3,null]}}}",
                        4),
                Whole.of("{\"__metadata__\":{\"\\u00e9\":\"\\ud83d\\ude00\"},\"a\":{\"dtype\":\"F16\",\"shape\":[1],"
                        + "\"data_offsets\":[0,2]},\"\u00e9\":{\"dtype\":\"BOOL\",\"shape\":[],\"data_offsets\":[2,3]}}",
                        3),
                Whole.of(
                        " { \"w\" : { \"data_offsets\" : [ 8 , 24 ] , \"shape\" : [ 2 , 2 ] , \"dtype\" : \"F32\" } ,\n"
                                + "\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},\"none\":{\"dtype\":\"F64\","
                                + "\"shape\":[3,0],\"data_offsets\":[8,8]},\"__metadata__\":{\"key\":\"a \\\"value\\\"\\n\"}}  ",
                        24),
                Whole.of("{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[3],\"data_offsets\":[0,3]},\"b\":{\"dtype\":"
                        + "\"F8_E5M2FNUZ\",\"shape\":[2],\"data_offsets\":[3,5]},\"c\":{\"dtype\":\"F8_E8M0\","
                        + "\"shape\":[1,1],\"data_offsets\":[5,6]}}", 6));

        private final Mutations mutations = new Mutations(Stream
                .of("{", "}", "[", "]", "\"", ":", ",", "\\", "0", "1", "-", "e", ".",
                        "\\u001b", "\\ud800", "\\u2028", "9999999999", "1e999", "null", "true", " ", "\n", "\0",
                        "\033]0;x\007", "\u202e",
                        "\u2029", "\"F32\"", "\"I64\"", "\"F8_E4M3\"", "\"F8_E5M2\"", "\"F4\"", "\"t\":",
                        "\"data_offsets\":[0,4]", "{\"a\":",
                        "[[[[[[[[", "1,1,1,1,1,1,1,1,")
                .map(token -> token.getBytes(StandardCharsets.UTF_8))
                .toList());

        @Override
        public byte[] next(SplittableRandom random) {
            Whole whole = WHOLES.get(random.nextInt(WHOLES.size()));
            byte[] file = mutations.of(whole.bytes, random);
            if (file.length >= Long.BYTES && random.nextInt(3) > 0) {
                ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(Math.max(0, file.length - Long.BYTES - whole.dataBytes));
            }
            return file;
        }

        @Override
        public Consumer<Path> reader() {
            return Safetensors::load;
        }
    }

    /** Indices of two files, which lie beside them. */
    record OfIndex() implements HostileFiles {
        private static final List<byte[]> WHOLES = Stream.of(
                "{\"metadata\": {\"total_size\": 24}, \"weight_map\": {\"one\": \"a.safetensors\", "
                        + "\"two\": \"a.safetensors\", \"three\": \"b.safetensors\"}}",
                " {\"weight_map\":{\"three\":\"b.safetensors\",\"\\u0074wo\":\"\\u0061.safetensors\"},\"x\":[1,{}]}\n",
                "{\"weight_map\":{}}")
                .map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();

        private static final Mutations MUTATIONS = new Mutations(Stream
                .of("{", "}", "\"", ":", ",", "\\", "/", "../", "..", ".", "1", "null", "[[[[[[[[", "\"weight_map\":",
                        "\"weight_map\":{\"a\":", "a.safetensors", "b.safetensors", "\"one\"", "\"two\"", "\"three\"",
                        "\"one\":\"b.safetensors\",", "\"four\":\"a.safetensors\",", "\\u0000", "\\ud800", "\\n",
                        "\0", "\033]0;x\007", "\u202e", "\u00e9", "1e999", "c.safetensors", "/etc/passwd", "C:")
                .map(token -> token.getBytes(StandardCharsets.UTF_8))
                .toList());

        /** Writes the files that the indices list, and gives the path of the index. */
        static Path prepare(Path folder) {
            Safetensors.save(folder.resolve("a.safetensors"), Map.of("one", Tensor.of(1), "two", Tensor.of(2, 2)),
                    Map.of());
            Safetensors.save(folder.resolve("b.safetensors"), Map.of("three", Tensor.of(3, 3, 3)), Map.of());
            return folder.resolve("model.safetensors.index.json");
        }

        @Override
        public byte[] next(SplittableRandom random) {
            return MUTATIONS.of(WHOLES.get(random.nextInt(WHOLES.size())), random);
        }

        @Override
        public Consumer<Path> reader() {
            return Safetensors::load;
        }
    }

    /** IDX files. */
    final class OfIdx implements HostileFiles {
        private static final List<byte[]> WHOLES = List.of(
                new byte[] {0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6},
                new byte[] {0, 0, 0x0D, 1, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8},
                new byte[] {0, 0, 0x0B, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0});

        private final Mutations mutations = new Mutations(List.of(
                new byte[] {0}, new byte[] {-1}, new byte[] {0, 0, 0, 1}, new byte[] {127, -1, -1, -1},
                new byte[] {-128, 0, 0, 0},
                new byte[] {0, 0, 8}, new byte[] {0x0E, 5}, new byte[] {0x1F, (byte) 0x8B, 8}, new byte[300]));

        @Override
        public byte[] next(SplittableRandom random) {
            return mutations.of(WHOLES.get(random.nextInt(WHOLES.size())), random);
        }

        @Override
        public Consumer<Path> reader() {
            return Idx::read;
        }
    }

    /** IDX files packed with gzip: half of them were damaged before they were packed, the others since. */
    final class OfPackedIdx implements HostileFiles {
        private final HostileFiles plain = new OfIdx();
        private final Mutations mutations = new Mutations(List.of(
                new byte[] {0}, new byte[] {-1}, new byte[] {0x1F, (byte) 0x8B, 8, 0x1F, 0, 0, 0, 0, 0, 0},
                new byte[] {127, -1}));
        private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        private final byte[] packed = new byte[4096];

        @Override
        public byte[] next(SplittableRandom random) {
            return random.nextBoolean()
                    ? gzip(plain.next(random))
                    : mutations.of(gzip(OfIdx.WHOLES.get(random.nextInt(OfIdx.WHOLES.size()))), random);
        }

        private byte[] gzip(byte[] content) {
            CRC32 checksum = new CRC32();
            checksum.update(content);
            deflater.reset();
            deflater.setInput(content);
            deflater.finish();
            int length = deflater.deflate(packed);
            return ByteBuffer.allocate(10 + length + 8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, 0})
                    .put(packed, 0, length)
                    .putInt((int) checksum.getValue())
                    .putInt(content.length)
                    .array();
        }

        @Override
        public Consumer<Path> reader() {
            return Idx::read;
        }
    }

    /**
     * Two pictures of a CIFAR data set.
     *
     * @param labels bytes before a picture
     * @param reader of the data set
     */
    record OfCifar(int labels, Consumer<Path> reader) implements HostileFiles {
        private static final Mutations MUTATIONS = new Mutations(List.of(
                new byte[] {0}, new byte[] {-1}, new byte[] {9, 99}, new byte[] {100}, new byte[3074]));

        @Override
        public byte[] next(SplittableRandom random) {
            byte[] whole = MUTATIONS.of(new byte[2 * (labels + 3072)], random);
            if (whole.length > 0 && random.nextInt(4) == 0) {
                whole[0] = (byte) random.nextInt(256);
            }
            return whole;
        }
    }
}
