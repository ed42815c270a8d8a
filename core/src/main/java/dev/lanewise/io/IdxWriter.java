package dev.lanewise.io;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Writes IDX files, a part of the elements at a time. */
final class IdxWriter {
    private static final int MAX_RANK = 255;
    private static final int CHUNK = 1 << 16;

    private IdxWriter() {}

    /** Writes the elements of a file. */
    @FunctionalInterface
    interface Elements {
        void to(OutputStream out) throws IOException;
    }

    /** The elements of a tensor by their places in row-major order. */
    private interface Source {
        /** Elements {@code from .. to - 1}; floats and ints are exact. */
        double[] part(int from, int to);
    }

    /** Writes the header and what follows it, packed if the name says so. */
    static void write(Path file, Idx.Type type, Shape shape, Elements elements) {
        ByteBuffer header = ByteBuffer.allocate(4 + 4 * shape.rank());
        header.put((byte) 0).put((byte) 0).put((byte) type.code).put((byte) shape.rank());
        for (int dim : shape.dims()) {
            header.putInt(dim);
        }
        boolean packed = file.toString().endsWith(".gz");
        AtomicFile.write(file, channel -> {
            OutputStream plain = Channels.newOutputStream(channel);
            if (packed) {
                try (OutputStream out = new Packer(plain)) {
                    out.write(header.array());
                    elements.to(out);
                }
            } else {
                plain.write(header.array());
                elements.to(plain);
            }
        });
    }

    /** Writes a tensor whose elements are all of the type. */
    static void write(Path file, Value value, Idx.Type type) {
        Shape shape = value.shape();
        if (shape.rank() > MAX_RANK || (long) shape.size() * type.bytes > IdxReader.MAX_ARRAY) {
            throw new IllegalArgumentException("write: a value of shape " + Printable.brief(shape.toString()) + " as "
                    + type + " has more than " + MAX_RANK + " dimensions or " + IdxReader.MAX_ARRAY + " bytes");
        }
        Source source = source(value);
        int size = shape.size();
        for (int from = 0, to; from < size; from = to) {
            to = from + Math.min(CHUNK, size - from);
            double[] part = source.part(from, to);
            for (int i = 0; i < part.length; i++) {
                requireOfType(type, part[i], shape, from + i);
            }
        }
        write(file, type, shape, out -> {
            for (int from = 0, to; from < size; from = to) {
                to = from + Math.min(CHUNK, size - from);
                out.write(encoded(type, source.part(from, to)));
            }
        });
    }

    private static Source source(Value value) {
        int size = value.shape().size();
        return switch (value) {
            case Tensor floats -> {
                Tensor flat = floats.detach().reshape(size); // parts of it leave no trace in the history
                yield (from, to) -> {
                    float[] part = flat.slice(0, from, to).toArray();
                    double[] wide = new double[part.length];
                    Arrays.setAll(wide, i -> part[i]);
                    return wide;
                };
            }
            case IntTensor ints -> {
                IntTensor flat = ints.reshape(size);
                yield (from, to) -> Arrays.stream(flat.slice(0, from, to).toArray()).asDoubleStream().toArray();
            }
            case BoolTensor bools -> {
                BoolTensor flat = bools.reshape(size);
                yield (from, to) -> {
                    boolean[] part = flat.slice(0, from, to).toArray();
                    double[] wide = new double[part.length];
                    Arrays.setAll(wide, i -> part[i] ? 1 : 0);
                    return wide;
                };
            }
        };
    }

    private static void requireOfType(Idx.Type type, double element, Shape shape, int place) {
        boolean fits = switch (type) {
            case U8 -> isWhole(element, 0, 255);
            case I8 -> isWhole(element, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case I16 -> isWhole(element, Short.MIN_VALUE, Short.MAX_VALUE);
            case I32 -> isWhole(element, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case F32 -> (float) element == element || Double.isNaN(element);
            case F64 -> true;
        };
        if (!fits) {
            String written = element == (int) element ? String.valueOf((int) element) : String.valueOf(element);
            throw new IllegalArgumentException("write: element " + index(shape, place) + " of shape "
                    + Printable.brief(shape.toString()) + " is " + written + ", which no " + type + " is");
        }
    }

    private static boolean isWhole(double element, int least, int most) {
        return element >= least && element <= most && element == (int) element;
    }

    /** Where an element is, for example {@code [2, 0, 5]}. */
    private static String index(Shape shape, int place) {
        int[] index = new int[shape.rank()];
        int rest = place;
        for (int axis = index.length - 1; axis >= 0; axis--) {
            index[axis] = rest % shape.dim(axis);
            rest /= shape.dim(axis);
        }
        return Printable.brief(Arrays.toString(index));
    }

    private static byte[] encoded(Idx.Type type, double... part) {
        ByteBuffer out = ByteBuffer.allocate(part.length * type.bytes);
        for (double element : part) {
            switch (type) {
                case U8, I8 -> out.put((byte) (int) element);
                case I16 -> out.putShort((short) (int) element);
                case I32 -> out.putInt((int) element);
                case F32 -> out.putFloat((float) element);
                case F64 -> out.putDouble(element);
            }
        }
        return out.array();
    }

    /** Frees its native memory when closed, and leaves the underlying stream open. */
    private static final class Packer extends GZIPOutputStream {
        Packer(OutputStream out) throws IOException {
            super(out);
        }

        @Override
        public void close() throws IOException {
            try {
                finish();
            } finally {
                def.end();
            }
        }
    }
}
