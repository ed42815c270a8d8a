package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.PatchKernels;
import java.util.ArrayList;
import java.util.List;

/**
 * Positions in a box at which the same taps read the planes of a source: position {@code i} along an axis reads element
 * {@code i * step + offset} for each tap's offset, and an element outside the source is 0. Positions are numbered in
 * row-major order.
 *
 * <p>A convolution is one grid, its output. Its transpose, which is the gradient of the input, is a grid for each phase
 * of the stride: the elements at a distance of a stride from each other are reached by the same taps.
 */
final class Grid {
    /** How many positions there are along each axis. */
    final int[] size;

    private final int[] step;
    private final int[] source;

    /** The taps' offsets, axis by axis; and which elements of the kernel they are, ascending. */
    private final int[][] offsets;
    final int[] taps;

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
    }

    /** The positions of the output, which read the input. */
    static Grid ofConvolution(Geometry g) {
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

    /** The positions of the input, phase by phase, which read the output. */
    static List<Grid> ofTranspose(Geometry g) {
        List<Grid> phases = new ArrayList<>();
        for (int d = 0; d < Math.min(g.stride[0], g.in[0]); d++) {
            for (int h = 0; h < Math.min(g.stride[1], g.in[1]); h++) {
                for (int w = 0; w < Math.min(g.stride[2], g.in[2]); w++) {
                    phases.add(phase(g, d, h, w));
                }
            }
        }
        return phases;
    }

    /** The elements of the input from these on, a stride apart, and the taps that reach them. */
    private static Grid phase(Geometry g, int... first) {
        int[] size = new int[Geometry.AXES];
        for (int axis = 0; axis < Geometry.AXES; axis++) {
            size[axis] = (g.in[axis] - 1 - first[axis]) / g.stride[axis] + 1;
        }
        List<int[]> offsets = new ArrayList<>();
        List<Integer> taps = new ArrayList<>();
        for (int tap = 0; tap < g.taps(); tap++) {
            int[] at = place(g, tap);
            boolean reaches = true;
            for (int axis = 0; axis < Geometry.AXES; axis++) {
                int distance = first[axis] + g.padding[axis] - at[axis] * g.dilation[axis];
                reaches &= Math.floorMod(distance, g.stride[axis]) == 0;
                at[axis] = Math.floorDiv(distance, g.stride[axis]);
            }
            if (reaches) {
                offsets.add(at);
                taps.add(tap);
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

    int positions() {
        return Geometry.volume(size);
    }

    /** Elements of a plane of the source. */
    int sourcePlane() {
        return Geometry.volume(source);
    }

    /** Elements of a plane of the target. */
    int targetPlane() {
        return Geometry.volume(target);
    }

    /** Distance in the source between neighbouring positions of a row. */
    int stride() {
        return step[2];
    }

    /** Whether the positions are all elements of the target. */
    boolean isDense() {
        return positions() == targetPlane();
    }

    /** Copies what a plane holds at some positions to the target's plane. */
    void scatter(int position, int count, float[] values, int at, float[] y, int yo) {
        int done = 0;
        while (done < count) {
            int w = (position + done) % size[2];
            int row = (position + done) / size[2];
            int length = Math.min(size[2] - w, count - done);
            int d = first[0] + row / size[1] * apart[0];
            int h = first[1] + row % size[1] * apart[1];
            int to = yo + (d * target[1] + h) * target[2] + first[2] + w * apart[2];
            for (int i = 0; i < length; i++) {
                y[to + i * apart[2]] = values[at + done + i];
            }
            done += length;
        }
    }

    /** Adds the segments that a tap reads for some positions to a table. */
    void segments(int tap, int position, int count, Segments table) {
        int[] offset = offsets[tap];
        int done = 0;
        while (done < count) {
            int w = (position + done) % size[2];
            int row = (position + done) / size[2];
            int length = Math.min(size[2] - w, count - done);
            int d = row / size[1] * step[0] + offset[0];
            int h = row % size[1] * step[1] + offset[1];
            if (d < 0 || d >= source[0] || h < 0 || h >= source[1]) {
                table.add(done, length, PatchKernels.PADDING, step[2]);
            } else {
                int from = Math.clamp(Math.ceilDiv(-offset[2], step[2]), w, w + length);
                int to = Math.clamp(Math.floorDiv(source[2] - 1 - offset[2], step[2]) + 1, from, w + length);
                int begin = (d * source[1] + h) * source[2] + from * step[2] + offset[2];
                table.add(done, from - w, PatchKernels.PADDING, step[2]);
                table.add(done + from - w, to - from, begin, step[2]);
                table.add(done + to - w, w + length - to, PatchKernels.PADDING, step[2]);
            }
            done += length;
        }
    }
}
