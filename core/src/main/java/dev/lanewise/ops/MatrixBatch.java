package dev.lanewise.ops;

import dev.lanewise.kernels.drivers.Matrices;
import dev.lanewise.kernels.drivers.Matrices.Batch;
import dev.lanewise.tensor.Operands;

/** Passes operands to the driver of batches of matrices. */
final class MatrixBatch {
    private MatrixBatch() {}

    /** Computes the outputs for each matrix of the batch; gives what each computation returned. */
    static int[] each(Operands in, Operands out, Matrices.Each body) {
        int count = MatrixOp.count(in.shape(0));
        return Matrices.each(count, batches(in, count), batches(out, count), body);
    }

    private static Batch[] batches(Operands all, int count) {
        Batch[] batches = new Batch[all.count()];
        for (int i = 0; i < batches.length; i++) {
            batches[i] = new Batch(all.data(i), all.offset(i), count == 0 ? 0 : all.size(i) / count);
        }
        return batches;
    }
}
