package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.MoveOp;
import dev.lanewise.text.Required;
import java.util.Arrays;

/** Elements several times; see {@link Shapes}. Also what is there once is copied. */
final class Repetition {
    private Repetition() {}

    static Tensor broadcast(Tensor x, Shape target) {
        return new MoveOp.BroadcastTo(target).tensor(x);
    }

    /** The same elements on a storage of their own, with the history. */
    static Tensor once(Tensor x) {
        return broadcast(x, x.shape());
    }

    static Tensor expand(Tensor x, int... sizes) {
        int extra = sizes.length - x.rank();
        int[] dims = sizes.clone();
        boolean fits = extra >= 0;
        for (int i = 0; fits && i < dims.length; i++) {
            int size = i < extra ? 1 : x.dim(i - extra);
            dims[i] = sizes[i] == -1 && i >= extra ? size : sizes[i];
            fits = dims[i] >= 0 && (size == 1 || size == dims[i]);
        }
        if (!fits) {
            throw new IllegalArgumentException("expand: " + x.shape() + " to sizes " + Arrays.toString(sizes));
        }
        return broadcast(x, Shape.of(dims));
    }

    static Tensor tile(Tensor x, int... times) {
        int rank = Math.max(x.rank(), times.length);
        int[] pairs = new int[2 * rank];
        int[] repeated = new int[2 * rank];
        int[] dims = new int[rank];
        for (int i = 0; i < rank; i++) {
            int size = i < rank - x.rank() ? 1 : x.dim(i - rank + x.rank());
            int n = i < rank - times.length ? 1 : times[i - rank + times.length];
            if (n < 0) {
                throw new IllegalArgumentException("tile: " + Arrays.toString(times) + " times");
            }
            pairs[2 * i] = 1;
            pairs[2 * i + 1] = size;
            repeated[2 * i] = n;
            repeated[2 * i + 1] = size;
            dims[i] = Shape.times("tile", n, size);
        }
        return broadcast(x.reshape(Shape.of(pairs)), Shape.of(repeated)).reshape(Shape.of(dims));
    }

    static Tensor each(Tensor x, int axis, int times) {
        if (times < 0) {
            throw new IllegalArgumentException("repeatInterleave: " + times + " times");
        }
        Tensor y = x.unsqueeze(axis + 1);
        return broadcast(y, y.shape().with(axis + 1, times))
                .reshape(x.shape().with(axis, Shape.times("repeatInterleave", times, x.dim(axis))));
    }

    static Tensor each(Tensor x, int axis, IntTensor counts) {
        int[] times = ThreadState
                .leaves(Required.nonNull("repeatInterleave: the tensor of counts", counts), "repeatInterleave()")
                .data();
        int size = x.dim(axis);
        if (counts.shape().rank() != 1 || times.length != size) {
            throw new IllegalArgumentException("repeatInterleave: counts " + counts.shape() + " for axis " + axis
                    + " of " + x.shape() + " with " + size + " elements");
        }
        long total = 0;
        for (int i = 0; i < size; i++) {
            if (times[i] < 0) {
                throw new IllegalArgumentException("repeatInterleave: count " + times[i] + " at position " + i);
            }
            total += times[i];
        }
        if (total > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("repeatInterleave: the counts add up to " + total);
        }
        int[] source = new int[(int) total];
        for (int i = 0, k = 0; i < size; i++) {
            Arrays.fill(source, k, k + times[i], i);
            k += times[i];
        }
        return Indexing.take(x, axis, IntTensor.wrap(source, Shape.of(source.length)));
    }
}
