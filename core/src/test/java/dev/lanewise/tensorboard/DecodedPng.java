package dev.lanewise.tensorboard;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;

/**
 * A picture read from a PNG file of eight bits a channel and without filters, with every checksum.
 *
 * @param levels from 0 to 255, channel after channel, pixel after pixel, row after row
 */
record DecodedPng(int height, int width, int channels, int[] levels) {
    static DecodedPng of(byte[] file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(file);
        require(in.getLong() == 0x89504E470D0A1A0AL, "signature");
        byte[] header = {};
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        String type = "";
        while (!type.equals("IEND")) {
            byte[] data = new byte[in.getInt()];
            byte[] name = new byte[4];
            in.get(name).get(data);
            CRC32 crc = new CRC32();
            crc.update(name);
            crc.update(data);
            type = new String(name, StandardCharsets.US_ASCII);
            require(in.getInt() == (int) crc.getValue(), "checksum of " + type);
            switch (type) {
                case "IHDR" -> header = data;
                case "IDAT" -> packed.writeBytes(data);
                default -> require(type.equals("IEND") && data.length == 0, type);
            }
        }
        require(!in.hasRemaining(), "end");
        return of(ByteBuffer.wrap(header), packed.toByteArray());
    }

    private static DecodedPng of(ByteBuffer header, byte[] packed) throws IOException {
        int width = header.getInt();
        int height = header.getInt();
        require(header.get() == 8, "bits a channel");
        int channels = switch (header.get()) {
            case 0 -> 1;
            case 2 -> 3;
            case 6 -> 4;
            default -> throw new IOException("kind of colours");
        };
        byte[] methods = new byte[3]; // of packing, filtering and interlacing
        header.get(methods);
        require(Arrays.equals(methods, new byte[3]) && !header.hasRemaining(), "header");
        int[] levels = new int[height * width * channels];
        try (InflaterInputStream rows = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            for (int i = 0; i < levels.length; i++) {
                if (i % (width * channels) == 0) {
                    require(rows.read() == 0, "filter");
                }
                levels[i] = rows.read();
            }
            require(rows.read() == -1, "end of rows");
        }
        return new DecodedPng(height, width, channels, levels);
    }

    int level(int y, int x, int channel) {
        return levels[(y * width + x) * channels + channel];
    }

    private static void require(boolean holds, String what) throws IOException {
        if (!holds) {
            throw new IOException("not such a PNG file: " + what);
        }
    }
}
