package dev.lanewise.tensor;

import dev.lanewise.text.Required;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The values of a Java array of arrays, as deep as they may be, which must not be ragged. */
final class Nested {
    private final int[] dims;

    /** The innermost arrays, in order. */
    private final List<Object> rows = new ArrayList<>();

    /**
     * Reads the lengths, and checks that they are the same everywhere.
     *
     * @param elements permitted types
     * @throws IllegalArgumentException if the elements are of another type, an array is null, or lengths differ
     */
    Nested(Object array, Class<?>... elements) {
        Class<?> type = Required.nonNull("ofNested: the array", array).getClass();
        int rank = 0;
        while (type.isArray()) {
            type = type.componentType();
            rank++;
        }
        if (rank == 0 || !Arrays.asList(elements).contains(type)) {
            throw new IllegalArgumentException("ofNested: " + array.getClass().getSimpleName() + " is no array of "
                    + Arrays.stream(elements).map(Class::getSimpleName).collect(Collectors.joining(" or ")));
        }
        dims = new int[rank];
        Object part = array;
        for (int axis = 0; axis < rank && part != null; axis++) {
            dims[axis] = Array.getLength(part);
            part = part instanceof Object[] parts && parts.length > 0 ? parts[0] : null;
        }
        gather(array, 0, "");
    }

    private void gather(Object part, int axis, String place) {
        int length = Array.getLength(part);
        if (length != dims[axis]) {
            throw new IllegalArgumentException("ofNested: the array at " + place + " has length " + length
                    + ", those before it " + dims[axis]);
        }
        if (!(part instanceof Object[] parts)) {
            rows.add(part);
            return;
        }
        for (int i = 0; i < length; i++) {
            String inner = place + "[" + i + "]";
            gather(Required.nonNull("ofNested: the array at " + inner, parts[i]), axis + 1, inner);
        }
    }

    Shape shape() {
        return Shape.of(dims);
    }

    /** The values of floats, doubles or ints, rounded to floats. */
    float[] floats() {
        float[] values = new float[shape().size()];
        int at = 0;
        for (Object row : rows) {
            for (int i = 0; i < dims[dims.length - 1]; i++) {
                values[at++] = switch (row) {
                    case float[] floats -> floats[i];
                    case double[] doubles -> (float) doubles[i];
                    case int[] ints -> ints[i];
                    default -> throw new AssertionError(row.getClass());
                };
            }
        }
        return values;
    }

    /** Copies the values to an array of their type, and returns it. */
    <A> A copiedTo(A values) {
        int length = dims[dims.length - 1];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, values, i * length, length);
        }
        return values;
    }
}
