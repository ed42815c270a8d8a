package dev.lanewise.ops;

import java.util.Arrays;

/**
 * An interpolation along an axis, as the sparse linear map that {@code kernels.ResampleKernels} describes: row k says
 * which elements of the line count for place k, and how much. An element occurs once in a row, in ascending order, and
 * not with a weight of 0, so that what does not count cannot make a result NaN. Positions and weights are computed in
 * double precision and rounded once.
 */
public final class LineMap {
    /** Elements of a line and places at the most, so that an array holds several indices for each. */
    static final int MOST = 1 << 27;

    private final int size;
    private final int[] start;
    private int[] index;
    private float[] weight;

    private LineMap(int size, int count, int entries) {
        this.size = size;
        this.start = new int[count + 1];
        this.index = new int[entries];
        this.weight = new float[entries];
    }

    /**
     * The map from {@code size} to {@code count} elements.
     *
     * @param factor that the axis is stretched by; 0 for {@code count / size}
     */
    static LineMap of(Interpolation how, int size, int count, double factor) {
        LineMap map = new LineMap(size, count, 2 * count);
        LineRow row = new LineRow(how, size, count, factor);
        for (int k = 0; k < count; k++) {
            row.set(k);
            map.add(k, row);
        }
        return map;
    }

    /** Adds row k; what lies beyond an end counts for the element there. */
    private void add(int k, LineRow row) {
        int to = start[k];
        for (int i = 0; i < row.length();) {
            int at = element(row, i);
            double sum = row.weight(i++);
            while (i < row.length() && element(row, i) == at) {
                sum += row.weight(i++);
            }
            if ((float) sum != 0) {
                put(to++, at, (float) sum);
            }
        }
        start[k + 1] = to;
    }

    private int element(LineRow row, int i) {
        return Math.clamp((long) row.first() + i, 0, size - 1);
    }

    private void put(int at, int element, float times) {
        if (at == index.length) {
            index = Arrays.copyOf(index, 2 * at);
            weight = Arrays.copyOf(weight, 2 * at);
        }
        index[at] = element;
        weight[at] = times;
    }

    /** The map of gradients: elements and places in exchanged roles, each row in ascending order of places. */
    LineMap transposed() {
        int places = start.length - 1;
        LineMap map = new LineMap(places, size, start[places]);
        for (int e = 0; e < start[places]; e++) {
            map.start[index[e] + 1]++;
        }
        for (int i = 0; i < size; i++) {
            map.start[i + 1] += map.start[i];
        }
        int[] next = map.start.clone();
        for (int k = 0; k < places; k++) {
            for (int e = start[k]; e < start[k + 1]; e++) {
                map.put(next[index[e]]++, k, weight[e]);
            }
        }
        return map;
    }

    /** Where the entries of each row begin, and where those of the last one end. */
    public int[] start() {
        return start;
    }

    /** For each entry the element that counts. */
    public int[] index() {
        return index;
    }

    /** For each entry how much it counts. */
    public float[] weight() {
        return weight;
    }
}
