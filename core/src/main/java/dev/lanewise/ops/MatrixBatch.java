package dev.lanewise.ops;

import dev.lanewise.kernels.drivers.Matrices;
import dev.lanewise.kernels.drivers.Matrices.Batch;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Shape;
import dev.lanewise.text.Position;
import java.util.Arrays;

/** Passes operands to the driver of batches of matrices, and names matrices of a batch. */
final class MatrixBatch {
    private MatrixBatch() {}

    /** Computes the outputs for each matrix of the batch; gives what each computation returned. */
    static int[] each(Operands in, Operands out, Matrices.Each body) {
        int count = in.shape(0).product(0, in.shape(0).rank() - 2);
        return Matrices.each(count, batches(in, count), batches(out, count), body);
    }

    private static Batch[] batches(Operands all, int count) {
        Batch[] batches = new Batch[all.count()];
        for (int i = 0; i < batches.length; i++) {
            batches[i] = new Batch(all.data(i), all.offset(i), count == 0 ? 0 : all.size(i) / count);
        }
        return batches;
    }

    /** The first matrix for which something but 0 was returned; -1 if there is none. */
    static int firstFailure(int... states) {
        for (int i = 0; i < states.length; i++) {
            if (states[i] != 0) {
                return i;
            }
        }
        return -1;
    }

    /** A matrix of a batch for messages: {@code the matrix at [1, 0] of [2, 3, 4, 4]}. */
    static String which(int flat, Shape x) {
        int[] batch = Arrays.copyOf(x.dims(), x.rank() - 2);
        return batch.length == 0 ? "the matrix " + x : "the matrix at " + Position.of(flat, batch) + " of " + x;
    }
}
