package dev.lanewise.data.images;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;

/** Files of pictures for tests. */
final class Drawn {
    private Drawn() {}

    /** A coloured picture whose pixels follow from a number. */
    static BufferedImage colours(int height, int width, int number) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < height; row++) {
            for (int col = 0; col < width; col++) {
                image.setRGB(col, row, (number * 7919 + row * 65537 * 5 + col * 257 * 3 + row * col) & 0xffffff);
            }
        }
        return image;
    }

    static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, bytes)) {
            throw new IOException("nothing writes " + format);
        }
        return bytes.toByteArray();
    }

    static Path write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    static Path png(Path file, int height, int width, int number) throws IOException {
        return write(file, encoded(colours(height, width, number), "png"));
    }

    /** So many pictures of 8 x 8 in each of two classes. */
    static ImageFolder folder(Path root, int perClass) throws IOException {
        for (int i = 0; i < perClass; i++) {
            png(root.resolve("a/%03d.png".formatted(i)), 8, 8, i);
            png(root.resolve("b/%03d.png".formatted(i)), 8, 8, 100 + i);
        }
        return ImageFolder.of(root);
    }

    /** A row of grey pixels, packed into one byte or more, with a transparent value. */
    static byte[] greyPng(int width, int depth, int transparent, byte... packed) {
        ByteBuffer content = ByteBuffer.allocate(200 + packed.length);
        content.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        chunk(content, "IHDR", ByteBuffer.allocate(13).putInt(width).putInt(1).put((byte) depth).array());
        chunk(content, "tRNS", new byte[] {0, (byte) transparent});
        byte[] row = new byte[packed.length + 1]; // without a filter
        System.arraycopy(packed, 0, row, 1, packed.length);
        byte[] deflated = new byte[100 + packed.length];
        try (Deflater deflater = new Deflater()) {
            deflater.setInput(row);
            deflater.finish();
            chunk(content, "IDAT", Arrays.copyOf(deflated, deflater.deflate(deflated)));
        }
        chunk(content, "IEND");
        return Arrays.copyOf(content.array(), content.position());
    }

    private static void chunk(ByteBuffer to, String type, byte... content) {
        byte[] checked = new byte[4 + content.length];
        System.arraycopy(type.getBytes(StandardCharsets.US_ASCII), 0, checked, 0, 4);
        System.arraycopy(content, 0, checked, 4, content.length);
        CRC32 checksum = new CRC32();
        checksum.update(checked);
        to.putInt(content.length).put(checked).putInt((int) checksum.getValue());
    }

    /** A PNG that says it has this size, with the pixels of a smaller one. */
    static byte[] pngThatClaims(int height, int width) throws IOException {
        byte[] bytes = encoded(colours(2, 2, 1), "png");
        ByteBuffer content = ByteBuffer.wrap(bytes);
        content.putInt(16, width).putInt(20, height);
        CRC32 checksum = new CRC32();
        checksum.update(bytes, 12, 17);
        content.putInt(29, (int) checksum.getValue());
        return bytes;
    }
}
