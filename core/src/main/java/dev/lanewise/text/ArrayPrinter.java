package dev.lanewise.text;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Arrays of any rank, in row-major order, as text, laid out like NumPy's {@code str}: columns of equal width, lines
 * wrapped at 75 columns, and only the first and last three entries of a long axis when there are more than 1000
 * elements.
 */
public final class ArrayPrinter {
    private static final int LINE_WIDTH = 75;
    private static final int THRESHOLD = 1000;
    private static final int EDGE = 3;
    private static final int ELLIPSIS = -1;

    private final int[] dims;
    private final boolean summarised;

    private ArrayPrinter(int[] dims, int size) {
        this.dims = dims;
        this.summarised = size > THRESHOLD;
    }

    /** Floats, from an offset on. */
    public static String print(int[] dims, float[] data, int offset) {
        int size = size(dims);
        if (size == 0) {
            return "[]";
        }
        if (dims.length == 0) {
            return FloatFormat.scalar(data[offset]);
        }
        ArrayPrinter printer = new ArrayPrinter(dims, size);
        int[] shown = printer.shown();
        float[] values = new float[shown.length];
        for (int i = 0; i < shown.length; i++) {
            values[i] = data[offset + shown[i]];
        }
        FloatFormat format = FloatFormat.of(values);
        return printer.layout(i -> format.text(data[offset + i]));
    }

    private static int size(int[] dims) {
        return Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    }

    /** Ints. */
    public static String print(int[] dims, int[] data) {
        if (data.length == 0) {
            return "[]";
        }
        if (dims.length == 0) {
            return Integer.toString(data[0]);
        }
        ArrayPrinter printer = new ArrayPrinter(dims, data.length);
        int width = Arrays.stream(printer.shown())
                .map(i -> Integer.toString(data[i]).length())
                .max()
                .orElse(0);
        return printer.layout(i -> padLeft(Integer.toString(data[i]), width));
    }

    /** Booleans. */
    public static String print(int[] dims, boolean[] data) {
        if (data.length == 0) {
            return "[]";
        }
        if (dims.length == 0) {
            return data[0] ? "True" : "False";
        }
        return new ArrayPrinter(dims, data.length).layout(i -> data[i] ? " True" : "False");
    }

    static String padLeft(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    /** The indices of the elements that are shown, in order. */
    private int[] shown() {
        IntStream indices = IntStream.of(0);
        for (int axis = 0; axis < dims.length; axis++) {
            int[] entries = Arrays.stream(entries(axis)).filter(entry -> entry != ELLIPSIS).toArray();
            int dim = dims[axis];
            indices = indices.flatMap(base -> Arrays.stream(entries).map(entry -> base * dim + entry));
        }
        return indices.toArray();
    }

    /** The entries of an axis that are shown, with an ellipsis for those that are not. */
    private int[] entries(int axis) {
        int size = dims[axis];
        return summarised && size > 2 * EDGE
                ? new int[] {0, 1, 2, ELLIPSIS, size - 3, size - 2, size - 1}
                : IntStream.range(0, size).toArray();
    }

    private String layout(IntFunction<String> element) {
        return block(0, 0, element);
    }

    /** The sub-tensor whose index along the axes before this one is {@code base}. */
    private String block(int axis, int base, IntFunction<String> element) {
        if (axis == dims.length - 1) {
            return row(base, element);
        }
        StringBuilder text = new StringBuilder("[");
        String separator = "\n".repeat(dims.length - 1 - axis) + " ".repeat(axis + 1);
        for (int entry : entries(axis)) {
            text.append(text.length() == 1 ? "" : separator);
            text.append(entry == ELLIPSIS ? "..." : block(axis + 1, base * dims[axis] + entry, element));
        }
        return text.append(']').toString();
    }

    /** One row along the last axis, wrapped where a line would be too long. */
    private String row(int base, IntFunction<String> element) {
        int axis = dims.length - 1;
        int indent = dims.length;
        int limit = LINE_WIDTH - dims.length;
        StringBuilder text = new StringBuilder();
        StringBuilder line = new StringBuilder(" ".repeat(indent));
        for (int entry : entries(axis)) {
            String word = entry == ELLIPSIS ? "..." : element.apply(base * dims[axis] + entry);
            if (line.length() > indent) {
                line.append(' ');
                if (line.length() + word.length() > limit) {
                    text.append(line.toString().stripTrailing()).append('\n');
                    line.setLength(indent);
                }
            }
            line.append(word);
        }
        return "[" + text.append(line).substring(indent) + "]";
    }
}
