package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.MapKernels;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.parallel.Parallel;
import java.lang.ref.SoftReference;
import java.util.Arrays;

/**
 * Sums of squares in one pass over memory: squares lie in the nearest cache when they are added to the lanes. The bits
 * are those of the sum of an array of the squares, in the order of {@link ReduceKernels}.
 */
public final class SquareSums {
    private static final int LANES = ReduceKernels.LANES;

    private SquareSums() {}

    /** The squares of a few rows of lanes, and the lanes' sums. */
    private static final class Block implements Pool.Kept<Block> {
        private static final Pool<Block> POOL = new Pool<>(Block::new);
        private static final int ROWS = 32;

        private final SoftReference<Block> reference = new SoftReference<>(this);
        private final float[] squares = new float[ROWS * LANES];
        private final float[] sums = new float[LANES];

        /** A chunk, whose last row is filled up with zeros, which change no lane. */
        private float sum(MapKernels map, ReduceKernels reduce, float[] x, int xo, int n) {
            Arrays.fill(sums, 0f);
            for (int i = 0; i < n; i += squares.length) {
                int count = Math.min(squares.length, n - i);
                map.square(x, xo + i, squares, 0, count);
                int rows = Math.ceilDiv(count, LANES);
                Arrays.fill(squares, count, rows * LANES, 0f);
                reduce.addRows(squares, 0, LANES, rows, LANES, sums, 0);
            }
            return reduce.sum(sums, 0, LANES);
        }

        @Override
        public SoftReference<Block> reference() {
            return reference;
        }
    }

    /** The sum of the squares of {@code n} elements. */
    public static float sum(float[] x, int xo, int n) {
        Kernels kernels = KernelLookup.active();
        return sum(kernels.map(), kernels.reduce(), x, xo, n);
    }

    static float sum(MapKernels map, ReduceKernels reduce, float[] x, int xo, int n) {
        if (n <= ReduceKernels.CHUNK) {
            return chunk(map, reduce, x, xo, n);
        }
        float[] partial = new float[Math.ceilDiv(n, ReduceKernels.CHUNK)];
        Parallel.forEach(partial.length, part -> {
            int from = part * ReduceKernels.CHUNK;
            partial[part] = chunk(map, reduce, x, xo + from, Math.min(ReduceKernels.CHUNK, n - from));
        });
        return reduce.sum(partial, 0, partial.length);
    }

    private static float chunk(MapKernels map, ReduceKernels reduce, float[] x, int xo, int n) {
        Block block = Block.POOL.take();
        try {
            return block.sum(map, reduce, x, xo, n);
        } finally {
            Block.POOL.giveBack(block);
        }
    }
}
