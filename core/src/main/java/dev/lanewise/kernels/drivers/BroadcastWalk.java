package dev.lanewise.kernels.drivers;

import java.util.Arrays;

/**
 * How inputs of several shapes broadcast to one output shape by NumPy's rules, in as few loops as possible.
 *
 * <p>Adjacent dimensions that every input treats alike (steps along both or repeats along both) are merged. What
 * remains is an inner run, in which each input steps by 1 or repeats one value, and outer dimensions to walk. A walk is
 * immutable and depends on shapes only.
 */
final class BroadcastWalk {
    /** Processes one contiguous run of the output, given where each argument begins and how many elements it has. */
    @FunctionalInterface
    interface Run {
        /** {@code offsets[k]} belongs to input {@code k}, the output begins at {@code o}. */
        void apply(int[] offsets, int o, int n);
    }

    private final int total;
    /** Sizes of the merged dimensions, outermost first; at least one. */
    private final int[] sizes;
    /** {@code strides[k][d]}: how far input {@code k} moves for one step in dimension {@code d}. */
    private final int[][] strides;

    private BroadcastWalk(int total, int[] sizes, int[][] strides) {
        this.total = total;
        this.sizes = sizes;
        this.strides = strides;
    }

    /** Throws {@link IllegalArgumentException} if an input shape does not broadcast to {@code output}. */
    static BroadcastWalk of(int[] output, int[]... inputs) {
        int[][] wide = new int[inputs.length][];
        for (int k = 0; k < inputs.length; k++) {
            wide[k] = strides(inputs[k], output);
        }
        int total = product(output);
        if (total == 0) {
            return new BroadcastWalk(0, new int[] {0}, new int[inputs.length][1]);
        }
        int[] sizes = new int[Math.max(1, output.length)];
        int[][] strides = new int[inputs.length][sizes.length];
        int rank = 0;
        for (int d = 0; d < output.length; d++) {
            if (output[d] == 1) {
                continue;
            }
            if (rank > 0 && continues(strides, rank - 1, wide, d, output[d])) {
                sizes[rank - 1] *= output[d];
            } else {
                sizes[rank++] = output[d];
            }
            for (int k = 0; k < inputs.length; k++) {
                strides[k][rank - 1] = wide[k][d];
            }
        }
        if (rank == 0) {
            sizes[rank++] = 1;
        }
        for (int k = 0; k < inputs.length; k++) {
            strides[k] = Arrays.copyOf(strides[k], rank);
        }
        return new BroadcastWalk(total, Arrays.copyOf(sizes, rank), strides);
    }

    /** Whether every input treats the merged dimension {@code outer} as a continuation of {@code d}. */
    private static boolean continues(int[][] merged, int outer, int[][] wide, int d, int size) {
        for (int k = 0; k < wide.length; k++) {
            if (merged[k][outer] != wide[k][d] * size) {
                return false;
            }
        }
        return true;
    }

    /** Row-major strides of {@code input}, right-aligned with {@code output}; 0 where it repeats. */
    private static int[] strides(int[] input, int[] output) {
        int[] strides = new int[output.length];
        int shift = output.length - input.length;
        int stride = 1;
        for (int d = input.length - 1; d >= 0; d--) {
            if (shift < 0 || input[d] != 1 && input[d] != output[shift + d]) {
                throw new IllegalArgumentException(
                        "broadcast: " + Arrays.toString(input) + " does not broadcast to " + Arrays.toString(output));
            }
            strides[shift + d] = input[d] == 1 ? 0 : stride;
            stride *= input[d];
        }
        return strides;
    }

    /** How many elements a shape has; 0 if any size is 0, however large the others are. */
    private static int product(int[] shape) {
        long product = 1;
        boolean tooLarge = false;
        for (int size : shape) {
            if (size == 0) {
                return 0;
            }
            product *= tooLarge ? 1 : size;
            tooLarge |= product > Integer.MAX_VALUE;
        }
        if (tooLarge) {
            throw new IllegalArgumentException(
                    "broadcast: " + Arrays.toString(shape) + " has more than " + Integer.MAX_VALUE + " elements");
        }
        return (int) product;
    }

    /** How many elements the output has. */
    int total() {
        return total;
    }

    /** Whether input {@code k} moves (1) or repeats one value (0) along a run. */
    int step(int k) {
        return strides[k][sizes.length - 1];
    }

    /** Whether the whole output is one run. */
    boolean isOneRun() {
        return sizes.length == 1;
    }

    /** Whether the output is rows of one run each: {@link #rows} of {@link #columns} elements. */
    boolean isMatrix() {
        return sizes.length == 2;
    }

    int rows() {
        return sizes[0];
    }

    int columns() {
        return sizes[1];
    }

    /** How far input {@code k} of a matrix moves from row to row. */
    int rowStride(int k) {
        return strides[k][0];
    }

    /** Cuts the part {@code start <= o < end} of the output into its runs, in order. */
    void forEachRun(int start, int end, Run run) {
        int inner = sizes.length - 1;
        int[] index = new int[sizes.length];
        int[] offsets = new int[strides.length];
        int rest = start;
        for (int d = inner; d >= 0 && start < end; d--) {
            index[d] = rest % sizes[d];
            rest /= sizes[d];
            for (int k = 0; k < offsets.length; k++) {
                offsets[k] += index[d] * strides[k][d];
            }
        }
        for (int o = start; o < end;) {
            int n = Math.min(sizes[inner] - index[inner], end - o);
            run.apply(offsets, o, n);
            o += n;
            advance(index, offsets, n);
        }
    }

    /** Advances by {@code n} elements, not beyond the end of the inner run. */
    private void advance(int[] index, int[] offsets, int n) {
        int step = n;
        for (int d = sizes.length - 1; d >= 0; d--) {
            index[d] += step;
            for (int k = 0; k < offsets.length; k++) {
                offsets[k] += step * strides[k][d];
            }
            if (index[d] < sizes[d]) {
                return;
            }
            for (int k = 0; k < offsets.length; k++) {
                offsets[k] -= sizes[d] * strides[k][d];
            }
            index[d] = 0;
            step = 1;
        }
    }
}
