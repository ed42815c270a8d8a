package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.LinearOp;
import org.jspecify.annotations.Nullable;

/** Linear algebra beyond {@link Tensor#matmul(Tensor)}. */
public final class Linalg {
    private Linalg() {}

    /**
     * Affine map {@code x W^T + b} in one op. <b>Shape</b>: {@code [..., in], [out, in], [out] -> [..., out]}; leading
     * axes are folded into one matrix product. The bits are those of the product followed by the sum; a captured
     * program fuses a relu, tanh or sigmoid that follows into the same op.
     *
     * @param bias null for none
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public static Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
        if (x.rank() == 0 || weight.rank() != 2 || x.dim(-1) != weight.dim(1)) {
            throw new IllegalArgumentException("linear: " + x.shape() + " and weight " + weight.shape()
                    + ": expected [..., in] and [out, in]");
        }
        Shape shape = x.shape();
        Tensor rows = x.reshape(Shape.of(shape.product(0, shape.rank() - 1), x.dim(-1)));
        LinearOp op = new LinearOp(false, true, null);
        Tensor y = bias == null ? op.tensor(rows, weight) : op.tensor(rows, weight, bias);
        return y.reshape(shape.with(shape.rank() - 1, weight.dim(0)));
    }
}
