package dev.lanewise.tensorboard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** A picture as a PNG file with eight bits a channel (https://www.w3.org/TR/png-3/). */
final class Png {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    private Png() {}

    /**
     * Encodes planes of brightness from 0 to 1, one after the other. What is darker or brighter is cut to 0 or 1; NaN
     * is 0.
     *
     * @param planes {@code [channels, height, width]}, row by row
     * @param channels 1 for grey, 3 for red, green and blue, 4 with opacity
     */
    static byte[] encode(float[] planes, int channels, int height, int width) {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        try (DeflaterOutputStream packed = new DeflaterOutputStream(pixels)) {
            byte[] row = new byte[channels * width];
            for (int y = 0; y < height; y++) {
                for (int c = 0; c < channels; c++) {
                    int from = (c * height + y) * width;
                    for (int x = 0; x < width; x++) {
                        row[x * channels + c] = level(planes[from + x]);
                    }
                }
                packed.write(0); // the row is not filtered
                packed.write(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not of a stream in memory
        }
        byte colour = (byte) switch (channels) {
            case 1 -> 0;
            case 3 -> 2;
            default -> 6;
        };
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(SIGNATURE);
        chunk(file, "IHDR", ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 8).put(colour).array());
        chunk(file, "IDAT", pixels.toByteArray());
        chunk(file, "IEND", new byte[0]);
        return file.toByteArray();
    }

    private static byte level(float value) {
        return (byte) Math.round(Math.clamp(value, 0f, 1f) * 255);
    }

    private static void chunk(ByteArrayOutputStream file, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        file.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(data.length).array());
        file.writeBytes(name);
        file.writeBytes(data);
        file.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array());
    }
}
