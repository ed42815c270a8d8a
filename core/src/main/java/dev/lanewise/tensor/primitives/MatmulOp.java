package dev.lanewise.tensor.primitives;

import dev.lanewise.kernels.gemm.Gemm;
import dev.lanewise.kernels.gemm.Product;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Matrix product of the last two axes, {@code op(A) op(B)} with op the transposition where its flag is set; leading
 * axes are a batch and broadcast. Each element is the sum, from left to right, of chains of 512 fused multiply-adds in
 * ascending k.
 *
 * <p>Gradients, with G the output's: {@code G op(B)^T} for A and {@code op(A)^T G} for B, each with flags in place of
 * transposed copies.
 *
 * @param transA A holds {@code [..., K, M]}
 * @param transB B holds {@code [..., N, K]}
 */
public record MatmulOp(boolean transA, boolean transB) implements Op {
    @Override
    public String name() {
        return "matmul";
    }

    /** The product as {@link Tensor#matmul(Tensor, boolean, boolean)} defines it, vectors included. */
    public Tensor product(Tensor a, Tensor b) {
        if (a.rank() == 0 || b.rank() == 0 || (a.rank() == 1 && transA) || (b.rank() == 1 && transB)) {
            throw new IllegalArgumentException(
                    "matmul: " + operands(a.shape(), b.shape()) + ": operands need an axis, and two to be transposed");
        }
        requireEqual(a.dim(transA ? -2 : -1), b.dim(transB || b.rank() == 1 ? -1 : -2), a.shape(), b.shape());
        if (a.rank() == 1) {
            return product(a.unsqueeze(0), b).squeeze(b.rank() == 1 ? 0 : -2);
        }
        if (b.rank() == 1) {
            return product(a, b.unsqueeze(1)).squeeze(-1);
        }
        if (a.rank() > 2 && b.rank() == 2 && !transA) {
            // One matrix for the whole batch: a single product of all rows.
            Tensor rows = a.reshape(Shape.of(a.shape().product(0, a.rank() - 1), a.dim(-1)));
            Tensor product = tensor(rows, b);
            return product.reshape(a.shape().with(a.rank() - 1, product.dim(1)));
        }
        return tensor(a, b);
    }

    private String operands(Shape a, Shape b) {
        return a + (transA ? "^T" : "") + " x " + b + (transB ? "^T" : "");
    }

    private void requireEqual(int k, int kb, Shape a, Shape b) {
        if (k != kb) {
            throw new IllegalArgumentException(
                    "matmul: " + operands(a, b) + ": inner sizes " + k + " and " + kb + " differ");
        }
    }

    @Override
    public Spec[] infer(Value... in) {
        Shape a = in[0].shape();
        Shape b = in[1].shape();
        requireEqual(a.dim(transA ? -2 : -1), b.dim(transB ? -1 : -2), a, b);
        Shape batch = batch(a);
        Shape other = batch(b);
        if (!batch.equals(other)) {
            batch = Shape.broadcast("matmul: " + operands(a, b) + ": batches", batch, other);
        }
        int[] dims = Arrays.copyOf(batch.dims(), batch.rank() + 2);
        dims[batch.rank()] = a.dim(transA ? -1 : -2);
        dims[batch.rank() + 1] = b.dim(transB ? -2 : -1);
        return new Spec[] {Spec.floats(Shape.of(dims))};
    }

    private static Shape batch(Shape shape) {
        return Shape.of(Arrays.copyOf(shape.dims(), shape.rank() - 2));
    }

    @Override
    public void run(Operands in, Operands out) {
        Shape a = in.shape(0);
        Shape b = in.shape(1);
        Shape c = out.shape(0);
        Product product = Gemm.product(c.dim(-2), c.dim(-1), a.dim(transA ? -2 : -1))
                .a(in.data(0), in.offset(0), a.dim(-1), transA)
                .b(in.data(1), in.offset(1), b.dim(-1), transB)
                .c(out.data(0), out.offset(0), c.dim(-1));
        if (c.rank() == 2) {
            product.run();
        } else {
            Shape batch = batch(c);
            product.runBatch(offsets(a, batch), offsets(b, batch), offsets(c, batch));
        }
    }

    /** Where each matrix of a broadcast batch starts, relative to the first. */
    private static int[] offsets(Shape x, Shape batch) {
        int matrix = x.dim(-2) * x.dim(-1);
        int[] offsets = batch(x).repeatedIn(batch);
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] *= matrix;
        }
        return offsets;
    }

    @Override
    public @Nullable Op followedBy(Op next, int input, int inputs, Shape... shapes) {
        return new LinearOp(transA, transB, null).followedBy(next, input, inputs, shapes);
    }

    @Override
    public long multiplyAdds(Value... in) {
        return (long) infer(in)[0].shape().size() * in[0].shape().dim(transA ? -2 : -1);
    }

    @Override
    public Saves saves(int needs) {
        return Saves.otherOf(needs);
    }

    @Override
    public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        Tensor g = grads[0];
        if (g == null) {
            return new @Nullable Tensor[2];
        }
        Tensor gradA = null;
        Tensor gradB = null;
        if (saved.needs(0)) {
            Tensor b = saved.input(1);
            gradA = transA ? b.matmul(g, transB, true) : g.matmul(b, false, !transB);
        }
        if (saved.needs(1)) {
            Tensor a = saved.input(0);
            gradB = transB ? g.matmul(a, true, transA) : a.matmul(g, !transA, false);
        }
        return new @Nullable Tensor[] {gradA, gradB};
    }
}
