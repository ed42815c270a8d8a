package dev.lanewise.tensor.primitives;

import dev.lanewise.kernels.gemm.Epilogue;
import dev.lanewise.kernels.gemm.Gemm;
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
 * Affine map and activation in one op: {@code f(op(A) op(B) + bias)} for matrices A and B and, if there is a third
 * input, a bias of one value a column. Bias and activation are applied to the product as it leaves the cache; the bits
 * are those of {@link MatmulOp}, an addition and the activation's own op in sequence.
 *
 * <p>Gradients, with G the gradient of the output and P = G f': those of the product with P, and for the bias P, whose
 * rows the walk adds up.
 *
 * @param transA A holds {@code [K, M]}
 * @param transB B holds {@code [N, K]}, as the weight of a layer does
 * @param activation f, one of relu, tanh and sigmoid, whose gradients need their output only; null for none
 */
public record LinearOp(boolean transA, boolean transB, @Nullable UnaryOp activation) implements Op {
    public LinearOp {
        kernel(activation);
    }

    /** Whether an op is an activation that can follow the sum. */
    public static boolean canEndIn(Op op) {
        return op instanceof UnaryOp.Relu || op instanceof UnaryOp.Tanh || op instanceof UnaryOp.Sigmoid;
    }

    /** The kernels' name for the activation. */
    private static Epilogue.Activation kernel(@Nullable UnaryOp activation) {
        return switch (activation) {
            case null -> Epilogue.Activation.NONE;
            case UnaryOp.Relu _ -> Epilogue.Activation.RELU;
            case UnaryOp.Tanh _ -> Epilogue.Activation.TANH;
            case UnaryOp.Sigmoid _ -> Epilogue.Activation.SIGMOID;
            default -> throw new IllegalArgumentException(
                    "linear: activation " + activation.name() + ": expected relu, tanh or sigmoid");
        };
    }

    @Override
    public String name() {
        return "linear";
    }

    private MatmulOp product() {
        return new MatmulOp(transA, transB);
    }

    @Override
    public Spec[] infer(Value... in) {
        Shape a = in[0].shape();
        Shape b = in[1].shape();
        if (a.rank() != 2 || b.rank() != 2) {
            throw new IllegalArgumentException("linear: " + a + " and " + b + ": expected two matrices");
        }
        Spec[] product = product().infer(in[0], in[1]);
        int columns = product[0].shape().dim(1);
        if (in.length > 2 && (in[2].shape().rank() != 1 || in[2].shape().size() != columns)) {
            throw new IllegalArgumentException(
                    "linear: bias " + in[2].shape() + " for " + columns + " columns: expected [" + columns + "]");
        }
        return product;
    }

    @Override
    public void run(Operands in, Operands out) {
        Shape a = in.shape(0);
        Shape c = out.shape(0);
        Gemm.product(c.dim(0), c.dim(1), a.dim(transA ? 0 : 1))
                .a(in.data(0), in.offset(0), a.dim(1), transA)
                .b(in.data(1), in.offset(1), in.shape(1).dim(1), transB)
                .c(out.data(0), out.offset(0), c.dim(1))
                .epilogue(new Epilogue(in.dataIfAny(2), in.offset(2), kernel(activation)))
                .run();
    }

    /** A bias of one value a column, then an activation. */
    @Override
    public @Nullable Op followedBy(Op next, int input, int inputs, Shape... shapes) {
        Shape product = shapes[input];
        if (activation != null || product.rank() != 2) {
            return null;
        }
        return switch (next) {
            case BinaryOp.Add _ when inputs == 2 && shapes[1 - input].equals(Shape.of(product.dim(1))) -> this;
            case UnaryOp function when canEndIn(function) -> new LinearOp(transA, transB, function);
            default -> null;
        };
    }

    @Override
    public long multiplyAdds(Value... in) {
        return product().multiplyAdds(in[0], in[1]);
    }

    @Override
    public Saves saves(int needs) {
        return new Saves(Saves.otherOf(needs).inputs(), activation == null ? 0 : 1);
    }

    @Override
    public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        Tensor grad = grads[0];
        @Nullable
        Tensor[] found = new Tensor[saved.inputs()];
        if (grad == null) {
            return found;
        }
        Tensor p = activation == null ? grad : activation.gradient(saved, grad);
        @Nullable
        Tensor[] ofProduct = product().gradients(saved, new @Nullable Tensor[] {p});
        found[0] = ofProduct[0];
        found[1] = ofProduct[1];
        if (found.length > 2 && saved.needs(2)) {
            found[2] = p;
        }
        return found;
    }
}
