package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.PatchKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * Positions in a box at which the same taps read the planes of a source: position {@code i} along an axis reads element
 * {@code i * step + offset} for each tap's offset, and an element outside the source is 0. Positions are numbered in
 * row-major order.
 *
 * <p>A convolution is one grid, its output. Its transpose, which is the gradient of the input, is a grid for each phase
 * of the stride: the elements at a distance of a stride from each other are reached by the same taps.
 */
public final class Grid {
    /** How many positions there are along each axis. */
    final int[] size;

    final int[] step;
    final int[] source;

    /** Which elements of the kernel the taps are, ascending; and their offsets along the axes. */
    final int[] taps;
    final int[][] offsets;

    /** The smallest and the largest offset of a tap along each axis. */
    final int[] least = new int[Geometry.AXES];
    final int[] most = new int[Geometry.AXES];

    /** The places within a step at which taps read along each axis, ascending; along the first axis, all distances. */
    final int[][] places = new int[Geometry.AXES][];

    /** All distances at which taps read along the last axis, ascending. */
    final int[] sides;

    /** Where the positions lie in a plane of the target: position {@code i} is element {@code first + i * apart}. */
    private final int[] target;
    private final int[] first;
    private final int[] apart;

    private Grid(
            int[] size, int[] step, int[] source, int[][] offsets, int[] taps, int[] target, int[] first,
            int[] apart) {
        this.size = size;
        this.step = step;
        this.source = source;
        this.offsets = offsets;
        this.taps = taps;
        this.target = target;
        this.first = first;
        this.apart = apart;
        for (int axis = 0; axis < Geometry.AXES && offsets.length > 0; axis++) {
            least[axis] = offsets[0][axis];
            most[axis] = offsets[0][axis];
            for (int[] offset : offsets) {
                least[axis] = Math.min(least[axis], offset[axis]);
                most[axis] = Math.max(most[axis], offset[axis]);
            }
        }
        for (int axis = 0; axis < Geometry.AXES; axis++) {
            int i = axis;
            places[axis] = distinct(offset -> place(i, offset));
        }
        sides = distinct(offset -> offset[2] - least[2]);
    }

    private int[] distinct(ToIntFunction<int[]> place) {
        return Arrays.stream(offsets).mapToInt(place).distinct().sorted().toArray();
    }

    /** The place of a tap along an axis. */
    int place(int axis, int... offset) {
        int distance = offset[axis] - least[axis];
        return axis == 0 ? distance : distance % step[axis];
    }

    /** The positions of the output, which read the input. */
    public static Grid ofConvolution(Geometry g) {
        int[][] offsets = new int[g.taps()][];
        int[] taps = new int[g.taps()];
        for (int tap = 0; tap < taps.length; tap++) {
            int[] at = place(g, tap);
            for (int axis = 0; axis < Geometry.AXES; axis++) {
                at[axis] = at[axis] * g.dilation[axis] - g.padding[axis];
            }
            taps[tap] = tap;
            offsets[tap] = at;
        }
        return new Grid(g.out, g.stride, g.in, offsets, taps, g.out, new int[Geometry.AXES], ones());
    }

    /** The positions of the input that a tap reaches, phase by phase, which read the output. */
    public static List<Grid> ofTranspose(Geometry g) {
        List<Grid> phases = new ArrayList<>();
        for (int d = 0; d < Math.min(g.stride[0], g.in[0]); d++) {
            int[] depths = reaching(g, 0, d);
            for (int h = 0; depths.length > 0 && h < Math.min(g.stride[1], g.in[1]); h++) {
                int[] rows = reaching(g, 1, h);
                for (int w = 0; rows.length > 0 && w < Math.min(g.stride[2], g.in[2]); w++) {
                    int[] columns = reaching(g, 2, w);
                    if (columns.length > 0) {
                        phases.add(phase(g, new int[] {d, h, w}, depths, rows, columns));
                    }
                }
            }
        }
        return phases;
    }

    /** The elements of the kernel along an axis that reach an element of the input, and those a stride apart. */
    private static int[] reaching(Geometry g, int axis, int first) {
        return IntStream.range(0, g.kernel[axis])
                .filter(k -> Math.floorMod(first + g.padding[axis] - k * g.dilation[axis], g.stride[axis]) == 0)
                .toArray();
    }

    /** The elements of the input from these on, a stride apart, and the taps that reach them along each axis. */
    private static Grid phase(Geometry g, int[] first, int[]... reaching) {
        int[] size = new int[Geometry.AXES];
        for (int axis = 0; axis < Geometry.AXES; axis++) {
            size[axis] = (g.in[axis] - 1 - first[axis]) / g.stride[axis] + 1;
        }
        List<int[]> offsets = new ArrayList<>();
        List<Integer> taps = new ArrayList<>();
        for (int d : reaching[0]) {
            for (int h : reaching[1]) {
                for (int w : reaching[2]) {
                    int[] at = {d, h, w};
                    taps.add((d * g.kernel[1] + h) * g.kernel[2] + w);
                    for (int axis = 0; axis < Geometry.AXES; axis++) {
                        at[axis] = (first[axis] + g.padding[axis] - at[axis] * g.dilation[axis]) / g.stride[axis];
                    }
                    offsets.add(at);
                }
            }
        }
        return new Grid(
                size, ones(), g.out, offsets.toArray(int[][]::new), taps.stream().mapToInt(i -> i).toArray(), g.in,
                first, g.stride);
    }

    private static int[] place(Geometry g, int tap) {
        int w = g.kernel[2];
        int h = g.kernel[1];
        return new int[] {tap / w / h, tap / w % h, tap % w};
    }

    private static int[] ones() {
        return new int[] {1, 1, 1};
    }

    /** How many positions there are. */
    public int positions() {
        return Geometry.volume(size);
    }

    /** Elements of a plane of the source. */
    public int sourcePlane() {
        return Geometry.volume(source);
    }

    /** Elements of a plane of the target. */
    public int targetPlane() {
        return Geometry.volume(target);
    }

    /** The sizes of a plane of the source. */
    public int[] source() {
        return source.clone();
    }

    /** Which elements of the kernel the taps are, ascending. */
    public int[] taps() {
        return taps.clone();
    }

    /** Where a tap reads along the axes, from where {@link #reads} says. */
    public int[] offset(int tap) {
        return offsets[tap].clone();
    }

    /** Where a position reads along the axes, but for the offsets of taps. */
    public int[] reads(int position) {
        int[] at = coordinates(position);
        Arrays.setAll(at, axis -> at[axis] * step[axis]);
        return at;
    }

    /** The element of a plane of the target that a position is. */
    public int element(int position) {
        int[] at = coordinates(position);
        Arrays.setAll(at, axis -> first[axis] + at[axis] * apart[axis]);
        return (at[0] * target[1] + at[1]) * target[2] + at[2];
    }

    private int[] coordinates(int position) {
        return new int[] {position / size[2] / size[1], position / size[2] % size[1], position % size[2]};
    }

    /** The number of a box's first position. */
    int index(Box box) {
        return (box.depth() * size[1] + box.row()) * size[2] + box.column();
    }

    /** Whether the positions are all elements of the target. */
    boolean isDense() {
        return positions() == targetPlane();
    }

    /** Whether all taps of all positions lie within the source along an axis. */
    public boolean isWithin(int axis) {
        return least[axis] >= 0 && (size[axis] - 1) * step[axis] + most[axis] < source[axis];
    }

    /**
     * Copies the values of a box to planes of the target.
     *
     * @param values those of plane i begin at {@code at + i * plane}, its rows {@code ld} apart
     */
    void store(
            PatchKernels patches, Box box, int planes, float[] values, int at, int plane, int ld, float[] y, int yo) {
        int d = first[0] + box.depth() * apart[0];
        int begin = (d * target[1] + first[1] + box.row() * apart[1]) * target[2] + first[2] + box.column() * apart[2];
        int down = apart[1] * target[2];
        if (apart[2] == 1) {
            patches.copy(
                    planes, box.rows(), box.columns(), values, at, plane, ld, 1, 0, box.columns(), y, yo + begin,
                    targetPlane(), down);
            return;
        }
        for (int i = 0; i < planes * box.rows(); i++) {
            int to = yo + begin + i / box.rows() * targetPlane() + i % box.rows() * down;
            int from = at + i / box.rows() * plane + i % box.rows() * ld;
            for (int j = 0; j < box.columns(); j++) {
                y[to + j * apart[2]] = values[from + j];
            }
        }
    }

    /**
     * Some positions of one depth: {@code rows} rows from {@code row} on, and likewise columns.
     *
     * @param depth of all
     */
    record Box(int depth, int row, int rows, int column, int columns) {
        int positions() {
            return rows * columns;
        }
    }
}
