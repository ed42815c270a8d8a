package dev.lanewise.io;

import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The binary format of the CIFAR data sets: for each picture some labels of a byte each and the 1024 pixels of the red,
 * the green and the blue plane, row-major; nothing before, between or behind.
 *
 * @param pixels {@code [N, 3, 32, 32]}, unsigned
 * @param labels of each kind {@code [N]}
 */
record CifarFiles(byte[] pixels, byte[][] labels) {
    static final int CHANNELS = 3;
    static final int SIDE = 32;
    static final int PICTURE = CHANNELS * SIDE * SIDE;

    /**
     * A label of each picture.
     *
     * @param name for messages
     * @param classes how many there are
     */
    record Kind(String name, int classes) {}

    /**
     * Reads several files, one after the other.
     *
     * @param kinds of the labels, as they stand before a picture
     */
    static CifarFiles read(List<Kind> kinds, Path... files) {
        Required.nonNull("read: the array of paths", files);
        if (files.length == 0) {
            throw new IllegalArgumentException("read: no file is named");
        }
        for (int i = 0; i < files.length; i++) {
            Required.nonNull("read: path " + i, files[i]);
        }
        int record = kinds.size() + PICTURE;
        List<byte[]> contents = new ArrayList<>();
        long pictures = 0;
        for (Path file : files) {
            byte[] content = content(kinds, file);
            contents.add(content);
            pictures += content.length / record;
        }
        if (pictures * PICTURE > IdxReader.MAX_ARRAY) {
            throw new FormatException(Printable.path(files[0]) + " and the other files: " + pictures
                    + " pictures have more bytes than an array");
        }
        try {
            return divided(contents, kinds.size(), (int) pictures);
        } catch (OutOfMemoryError e) {
            throw Failures.tooLarge(files[0]);
        }
    }

    /** All bytes of a file, which hold what they should. */
    private static byte[] content(List<Kind> kinds, Path file) {
        byte[] content;
        try {
            RegularFile.require(file);
            content = Files.readAllBytes(file);
        } catch (OutOfMemoryError e) {
            throw Failures.tooLarge(file);
        } catch (IOException e) {
            throw Failures.unchecked("read", file, e);
        }
        int record = kinds.size() + PICTURE;
        if (content.length == 0) {
            throw new FormatException(file, 0, "the file is empty, expected pictures of " + record + " bytes each");
        }
        for (int start = 0; start < content.length; start += record) {
            int picture = start / record;
            for (int i = 0; i < kinds.size() && start + i < content.length; i++) {
                int label = content[start + i] & 0xFF;
                if (label >= kinds.get(i).classes()) {
                    throw new FormatException(file, start + i, kinds.get(i).name() + " " + label + " of picture "
                            + picture + " is not one of the classes 0 to " + (kinds.get(i).classes() - 1));
                }
            }
            if (content.length - start < record) {
                throw new FormatException(file, content.length, "the file ends after " + (content.length - start)
                        + " of the " + record + " bytes of picture " + picture);
            }
        }
        return content;
    }

    private static CifarFiles divided(List<byte[]> contents, int kinds, int pictures) {
        byte[] pixels = new byte[pictures * PICTURE];
        byte[][] labels = new byte[kinds][pictures];
        int picture = 0;
        for (byte[] content : contents) {
            for (int start = 0; start < content.length; start += kinds + PICTURE) {
                for (int i = 0; i < kinds; i++) {
                    labels[i][picture] = content[start + i];
                }
                System.arraycopy(content, start + kinds, pixels, picture * PICTURE, PICTURE);
                picture++;
            }
        }
        return new CifarFiles(pixels, labels);
    }

    /**
     * Writes pictures, at least one, as they are read.
     *
     * @param labels of each kind, in the order of the kinds
     */
    static void write(Path file, List<Kind> kinds, byte[] pixels, byte[]... labels) {
        Required.nonNull("write: the path", file);
        Required.nonNull("write: the array of pixels", pixels);
        for (int kind = 0; kind < labels.length; kind++) {
            Required.nonNull("write: the array of " + kinds.get(kind).name() + "s", labels[kind]);
        }
        int pictures = pixels.length / PICTURE;
        for (int kind = 0; kind < labels.length; kind++) {
            String name = kinds.get(kind).name();
            byte[] given = labels[kind];
            if (pictures == 0 || given.length != pictures || pixels.length % PICTURE != 0) {
                throw new IllegalArgumentException("write: " + pixels.length + " pixels and " + given.length + " "
                        + name + "s are not those of one picture or more, of " + PICTURE + " pixels each");
            }
            for (int i = 0; i < pictures; i++) {
                if ((given[i] & 0xFF) >= kinds.get(kind).classes()) {
                    throw new IllegalArgumentException("write: " + name + " " + (given[i] & 0xFF) + " of picture " + i
                            + " is not one of the classes 0 to " + (kinds.get(kind).classes() - 1));
                }
            }
        }
        AtomicFile.write(file, channel -> {
            ByteBuffer record = ByteBuffer.allocate(labels.length + PICTURE);
            for (int i = 0; i < pictures; i++) {
                record.clear();
                for (byte[] label : labels) {
                    record.put(label[i]);
                }
                record.put(pixels, i * PICTURE, PICTURE).flip();
                while (record.hasRemaining()) {
                    channel.write(record);
                }
            }
        });
    }
}
