package dev.lanewise.tensor;

import dev.lanewise.kernels.drivers.CacheLines;
import dev.lanewise.text.Required;
import java.util.Arrays;

/** What new tensors start with. */
final class Fill {
    private Fill() {}

    /** Zeros on an array of their own, which begin on a cache line if they are many. */
    static Tensor zeros(Shape shape) {
        int first = CacheLines.first(shape.size());
        return new Tensor(new Storage(new float[first + shape.size()]), first, shape);
    }

    /** A copy of the values. */
    static Tensor copy(Shape shape, float... values) {
        if (CacheLines.first(values.length) == 0) {
            return new Tensor(new Storage(values.clone()), 0, shape);
        }
        Tensor copy = zeros(shape);
        System.arraycopy(values, 0, copy.data(), copy.offset(), values.length);
        return copy;
    }

    /** Refuses an array that does not have so many elements from an index on. */
    static void requireRoom(int count, float[] target, int from) {
        if (from < 0 || count > Required.nonNull("copyTo: the array", target).length - from) {
            throw new IndexOutOfBoundsException("copyTo: " + count + " elements from index " + from
                    + " of an array of " + target.length);
        }
    }

    /** The rows of a matrix one after the other; refused if they differ in length. */
    static float[] rows(float[]... rows) {
        Required.nonNull("of: the array of rows", rows);
        for (int i = 0; i < rows.length; i++) {
            Required.nonNull("of: row " + i, rows[i]);
        }
        int cols = rows.length == 0 ? 0 : rows[0].length;
        float[] values = new float[Shape.of(rows.length, cols).size()];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != cols) {
                throw new IllegalArgumentException(
                        "of: row " + i + " has " + rows[i].length + " values, row 0 has " + cols);
            }
            System.arraycopy(rows[i], 0, values, i * cols, cols);
        }
        return values;
    }

    /**
     * How many numbers {@code start + i * step} lie before {@code stop}.
     *
     * @throws IllegalArgumentException if they are not finite, do not lead to {@code stop}, or are too many
     */
    static int count(double start, double stop, double step) {
        double count = Math.ceil((stop - start) / step);
        boolean led = step > 0 ? start <= stop : step < 0 && start >= stop;
        if (!led || !Double.isFinite(step) || !(count <= Integer.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "arange: no range of at most " + Integer.MAX_VALUE + " numbers leads from "
                            + text(start) + " to " + text(stop) + " in steps of " + text(step));
        }
        return (int) count;
    }

    /** Ints as such. */
    private static String text(double number) {
        return number == (int) number ? String.valueOf((int) number) : String.valueOf(number);
    }

    /** {@code start, start + step, ...} */
    static float[] range(double start, double step, Shape shape) {
        float[] values = new float[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (start + i * step);
        }
        return values;
    }

    /** {@code start, start + step, ...} */
    static int[] ints(int start, int step, Shape shape) {
        int[] values = new int[shape.size()];
        Arrays.setAll(values, i -> start + i * step);
        return values;
    }

    /** Powers of a base, the exponents evenly spaced from {@code start} to {@code stop}. */
    static float[] powers(double base, double start, double stop, Shape shape) {
        int n = shape.size();
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            double exponent = n == 1 ? start : start + (stop - start) * i / (n - 1);
            values[i] = (float) StrictMath.pow(base, exponent);
        }
        return values;
    }

    /** Evenly spaced from {@code start} to {@code stop}. */
    static float[] evenly(float start, float stop, Shape shape) {
        int n = shape.size();
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = n == 1 ? start : (float) (start + ((double) stop - start) * i / (n - 1));
        }
        return values;
    }

    /** Ones on the diagonal of a square matrix. */
    static float[] identity(Shape shape) {
        float[] values = new float[shape.size()];
        for (int i = 0; i < values.length; i += shape.dim(1) + 1) {
            values[i] = 1f;
        }
        return values;
    }
}
