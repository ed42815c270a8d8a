package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.MapKernels;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.parallel.Parallel;
import java.lang.ref.SoftReference;

/**
 * Sums of squares in one pass over memory: the squares of a chunk lie in cache when they are summed. The bits are those
 * of the sum of an array of the squares, in the order of {@link Reductions}.
 */
public final class SquareSums {
    private SquareSums() {}

    /** The squares of one chunk. */
    private static final class Chunk implements Pool.Kept<Chunk> {
        private static final Pool<Chunk> POOL = new Pool<>(Chunk::new);

        private final SoftReference<Chunk> reference = new SoftReference<>(this);
        private final float[] squares = new float[ReduceKernels.CHUNK];

        private float sum(MapKernels map, ReduceKernels reduce, float[] x, int xo, int n) {
            map.square(x, xo, squares, 0, n);
            return reduce.sum(squares, 0, n);
        }

        @Override
        public SoftReference<Chunk> reference() {
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
        Chunk chunk = Chunk.POOL.take();
        try {
            return chunk.sum(map, reduce, x, xo, n);
        } finally {
            Chunk.POOL.giveBack(chunk);
        }
    }
}
