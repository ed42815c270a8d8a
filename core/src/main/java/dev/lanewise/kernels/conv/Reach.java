package dev.lanewise.kernels.conv;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which elements of a source the taps reach along one axis. Positions come in phases, {@code position % period}, each
 * with taps of its own: tap {@code i} of a phase reads element {@code position / period * step + offsets[phase][i]},
 * which may lie in the padding. In a convolution there is one phase, in its transpose one for each place in a stride.
 *
 * @param positions how many
 * @param source elements of the source
 * @param taps for each phase the elements of the kernel, ascending
 * @param least the smallest offset
 * @param most the largest offset
 */
record Reach(
        int positions, int source, int period, int step, int[][] taps, int[][] offsets, int least, int most) {
    /** The outputs of a convolution, which read its input. */
    static Reach ofConvolution(Geometry g, int axis) {
        int[] taps = IntStream.range(0, g.kernel[axis]).toArray();
        int[] offsets = IntStream.of(taps).map(k -> k * g.dilation[axis] - g.padding[axis]).toArray();
        return new Reach(
                g.out[axis], g.in[axis], 1, g.stride[axis], new int[][] {taps}, new int[][] {offsets},
                -g.padding[axis], (taps.length - 1) * g.dilation[axis] - g.padding[axis]);
    }

    /** The inputs of a convolution, which its outputs' gradients reach. */
    static Reach ofTranspose(Geometry g, int axis) {
        int period = g.stride[axis];
        int[][] taps = new int[period][];
        int[][] offsets = new int[period][];
        for (int phase = 0; phase < period; phase++) {
            int ahead = phase + g.padding[axis];
            taps[phase] = IntStream.range(0, g.kernel[axis])
                    .filter(k -> Math.floorMod(ahead - k * g.dilation[axis], period) == 0).toArray();
            offsets[phase] = IntStream.of(taps[phase]).map(k -> (ahead - k * g.dilation[axis]) / period).toArray();
        }
        int least = Arrays.stream(offsets).flatMapToInt(Arrays::stream).min().orElse(0);
        int most = Arrays.stream(offsets).flatMapToInt(Arrays::stream).max().orElse(0);
        return new Reach(g.in[axis], g.out[axis], period, 1, taps, offsets, least, most);
    }

    /** The first element that may be read at the positions from this one on. */
    int first(int position) {
        return position / period * step + least;
    }

    /** Elements that are read at so many positions, at most. */
    long extent(int count) {
        int steps = Math.ceilDiv(count - 1, period); // wherever the first position is within its period
        return (long) steps * step + most - least + 1;
    }

    /** Steps from the phase of position {@code from} to the first position of a phase from there on. */
    int stepsTo(int phase, int from) {
        return (from + Math.floorMod(phase - from, period)) / period - from / period;
    }
}
