package dev.lanewise.bench.data;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A {@code .npy} file to be read. Elements are 0 to 127, which every type has.
 *
 * @param type as NumPy calls it
 * @param descr as the file calls it
 * @param bytes of an element
 * @param fortran whether it is in Fortran order
 * @param dims the shape
 */
record ArrayFile(String type, String descr, int bytes, boolean fortran, int... dims) {
    private static final int CHUNK = 1 << 20;

    /** What every 9973rd element is for in {@code data_peer.py}: few of many, all over the array. */
    private static final int STEP = 9973;

    private static final int WEIGHTS = 7;

    /** All types and orders, of as many elements as need a number of bytes, in the file or as what they are read as. */
    static List<ArrayFile> all(long size) {
        int elements = Math.toIntExact(size / Float.BYTES);
        int half = elements / 2;
        List<ArrayFile> files = new ArrayList<>();
        files.add(new ArrayFile("float32", "<f4", 4, false, rows(elements, 1000), 1000));
        files.add(new ArrayFile("float64", "<f8", 8, false, rows(half, 1000), 1000));
        files.add(new ArrayFile("float16", "<f2", 2, false, rows(elements, 1000), 1000));
        files.add(new ArrayFile("int8", "|i1", 1, false, rows(elements, 1000), 1000));
        files.add(new ArrayFile("uint8", "|u1", 1, false, rows(elements, 1000), 1000));
        files.add(new ArrayFile("int16", "<i2", 2, false, rows(elements, 1000), 1000));
        files.add(new ArrayFile("int32", "<i4", 4, false, rows(elements, 1000), 1000));
        files.add(new ArrayFile("int64", "<i8", 8, false, rows(half, 1000), 1000));
        files.add(new ArrayFile("float32", "<f4", 4, true, rows(elements, 5000), 5000));
        files.add(new ArrayFile("float32", "<f4", 4, true, rows(elements, 10), 10));
        files.add(new ArrayFile("float32", "<f4", 4, true, rows(elements, 3072), 3, 32, 32));
        return files;
    }

    private static int rows(int elements, int of) {
        return Math.max(1, elements / of);
    }

    private int size() {
        return Arrays.stream(dims).reduce(1, Math::multiplyExact);
    }

    String label() {
        return type + " " + Arrays.toString(dims) + (fortran ? ", Fortran" : "");
    }

    /** The type that it is read as. */
    String read() {
        return type.startsWith("f") ? "float32" : "int32";
    }

    /** Writes the file and returns how many bytes it has. */
    long write(Path file) throws IOException {
        String shape = Arrays.stream(dims).mapToObj(dim -> dim + ",").collect(Collectors.joining(" ", "(", ")"));
        String header = "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': "
                + shape + ", }";
        int length = Math.ceilDiv(10 + header.length() + 1, 64) * 64 - 10;
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) length)
                .put((header + " ".repeat(length - header.length() - 1) + "\n").getBytes(StandardCharsets.US_ASCII));
        int size = size();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; i < size; i++) {
                put(buffer, (i * 0x9E3779B1) >>> 25);
                if (buffer.remaining() < bytes || i == size - 1) {
                    buffer.flip();
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                    buffer.clear();
                }
            }
            return channel.size();
        }
    }

    private void put(ByteBuffer buffer, int value) {
        switch (descr) {
            case "<f4" -> buffer.putFloat(value);
            case "<f8" -> buffer.putDouble(value);
            case "<f2" -> buffer.putShort(Float.floatToFloat16(value));
            case "<i2" -> buffer.putShort((short) value);
            case "<i4" -> buffer.putInt(value);
            case "<i8" -> buffer.putLong(value);
            default -> buffer.put((byte) value);
        }
    }

    /** A checksum of what was read, the same as {@code sampled} of {@code data_peer.py}. */
    static double sampled(Value value) {
        int size = value.shape().size();
        double sum = 0;
        float[] floats = value instanceof Tensor tensor ? tensor.toArray() : new float[0];
        int[] ints = value instanceof IntTensor tensor ? tensor.toArray() : new int[0];
        for (int i = 0, k = 0; i < size; i += STEP, k++) {
            sum += (1 + k % WEIGHTS) * (floats.length > 0 ? (double) floats[i] : ints[i]);
        }
        return sum;
    }
}
