package dev.lanewise.board.runs;

import dev.lanewise.io.FormatException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.io.SafetensorsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of a run's examples, a byte a value.
 *
 * @param shape {@code [pictures, rows, cols]} or {@code [pictures, 3, rows, cols]}
 * @param bytes the pictures one after the other, 0 for 0 to 255 for 1
 */
public record Pictures(List<Long> shape, byte[] bytes) {
    private static final long MOST_BYTES = 16 << 20;
    private static final String NAME = "pictures";

    /**
     * Reads pictures.
     *
     * @param folder of the run
     * @param at their places
     * @throws IOException if the file is missing or cannot be read
     * @throws FormatException if it holds none, or none at one of the places; the message names neither file nor folder
     */
    public static Pictures read(Path folder, int[] at) throws IOException {
        Path file = folder.resolve(RunFolder.EXAMPLES);
        try (FileChannel channel = RunFiles.open(file)) {
            SafetensorsFile.Entry entry = entry(file);
            if (entry == null || !entry.dtype().equals("F32") || entry.shape().size() < 3 || entry.shape().size() > 4) {
                throw new FormatException("the examples of this run hold no pictures of F32");
            }
            List<Long> shape = new ArrayList<>(entry.shape());
            long size = shape.stream().skip(1).reduce(1L, (a, b) -> a * b);
            if (size * at.length > MOST_BYTES) {
                throw new FormatException(at.length + " pictures of " + size + " values are more than the " + MOST_BYTES
                        + " bytes of one answer");
            }
            long begin = Long.BYTES + header(channel) + entry.begin();
            byte[] bytes = new byte[(int) size * at.length];
            ByteBuffer picture = ByteBuffer.allocate(Float.BYTES * (int) size).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < at.length; i++) {
                if (at[i] < 0 || at[i] >= shape.getFirst()) {
                    throw new FormatException("there is no picture " + at[i] + " among " + shape.getFirst());
                }
                fill(channel, picture.clear(), begin + at[i] * size * Float.BYTES);
                for (int j = 0; j < size; j++) {
                    bytes[(int) size * i + j] = (byte) Math.round(255 * Math.clamp(picture.getFloat(4 * j), 0f, 1f));
                }
            }
            shape.set(0, (long) at.length);
            return new Pictures(List.copyOf(shape), bytes);
        }
    }

    private static SafetensorsFile.@Nullable Entry entry(Path file) {
        try (SafetensorsFile tensors = Safetensors.open(file)) {
            return tensors.entries().get(NAME);
        }
    }

    private static long header(FileChannel channel) throws IOException {
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        fill(channel, length, 0);
        return length.getLong(0);
    }

    private static void fill(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) <= 0) {
                throw new IOException("the file ends too early");
            }
        }
    }
}
