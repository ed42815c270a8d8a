package dev.lanewise.tensor.primitives;

import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.kernels.drivers.Elementwise;
import dev.lanewise.kernels.drivers.Elementwise.Cost;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import org.jspecify.annotations.Nullable;

/**
 * The standard deviation {@code y = s q} of groups, computed from the distances c from their means, scales s > 0 and
 * the roots q of the groups' sums of (c / s)^2 divided by n - 1; s and q have one element for each group and broadcast
 * to c. Outputs y and q. The scales keep q from overflow and underflow, whatever c is.
 *
 * <p>Gradient of c: {@code (grad + gradQ / s) ((c / s) / q / (n - 1))}, 0 where q = 0: s cancels, and grad is
 * multiplied by a number of at most 1. s and q are functions of c and have no gradients of their own.
 *
 * @param divisor n - 1
 */
public record StdOp(float divisor) implements Op {
    @Override
    public String name() {
        return "std";
    }

    @Override
    public Spec[] infer(Value... in) {
        Shape x = in[0].shape();
        Shape groups = in[2].shape();
        if (!in[1].shape().equals(groups) || !Shape.broadcast(name(), x, groups).equals(x)) {
            throw new IllegalArgumentException("std: distances " + x + ", scales " + in[1].shape() + " and roots "
                    + groups + ": expected two of one shape that broadcasts to the first");
        }
        return new Spec[] {Spec.floats(groups), Spec.floats(groups)};
    }

    @Override
    public void run(Operands in, Operands out) {
        Elementwise.zip(
                KernelLookup.active().zip()::mul, Cost.LIGHT,
                in.data(1), in.offset(1), 1, in.data(2), in.offset(2), 1,
                out.data(0), out.offset(0), in.size(2));
        System.arraycopy(in.data(2), in.offset(2), out.data(1), out.offset(1), in.size(2));
    }

    @Override
    public Saves saves(int needs) {
        return new Saves(0b11, 0b10);
    }

    @Override
    public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        @Nullable
        Tensor[] found = new Tensor[3];
        if (saved.needs(0)) {
            Tensor scale = saved.input(1);
            Tensor sum = grads[0];
            if (grads[1] != null) {
                Tensor through = grads[1].div(scale);
                sum = sum == null ? through : sum.add(through);
            }
            found[0] = sum == null ? null : sum.mul(slope(saved, scale));
        }
        return found;
    }

    private Tensor slope(Saved saved, Tensor scale) {
        Tensor root = saved.output(1);
        Tensor steep = Indexing.where(root.eq(0f), Tensor.scalar(1f), root); // c is 0 there
        return saved.input(0).div(scale).div(steep).div(divisor);
    }
}
