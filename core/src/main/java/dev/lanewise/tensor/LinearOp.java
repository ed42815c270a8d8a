package dev.lanewise.tensor;

import dev.lanewise.kernels.gemm.Epilogue;
import dev.lanewise.kernels.gemm.Gemm;
import org.jspecify.annotations.Nullable;

/**
 * Affine map and activation in one op: {@code f(op(A) op(B) + bias)} for matrices A and B and, if there is a third
 * input, a bias of one value a column. Bias and activation are applied to the product as it leaves the cache; the bits
 * are those of {@link MatmulOp}, an addition and the activation's own op one after the other.
 *
 * <p>Gradients, with G that of the output and P = G f': those of the product with P, and for the bias P, whose rows the
 * walk adds up.
 *
 * @param transA A holds {@code [K, M]}
 * @param transB B holds {@code [N, K]}, as the weight of a layer does
 * @param activation f
 */
public record LinearOp(boolean transA, boolean transB, Activation activation) implements Op {
    /** Functions that can follow the sum: those whose gradient needs their output only. */
    public enum Activation {
        /** The sum itself. */
        NONE(Epilogue.Activation.NONE),
        /** {@link UnaryOp.Relu}. */
        RELU(Epilogue.Activation.RELU),
        /** {@link UnaryOp.Tanh}. */
        TANH(Epilogue.Activation.TANH),
        /** {@link UnaryOp.Sigmoid}. */
        SIGMOID(Epilogue.Activation.SIGMOID);

        private final Epilogue.Activation kernel;

        Activation(Epilogue.Activation kernel) {
            this.kernel = kernel;
        }
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
    public void run(Value[] in, Value[] out) {
        Tensor a = (Tensor) in[0];
        Tensor b = (Tensor) in[1];
        Tensor c = (Tensor) out[0];
        Tensor bias = in.length > 2 ? (Tensor) in[2] : null;
        Epilogue epilogue = bias == null
                ? new Epilogue(null, 0, activation.kernel)
                : new Epilogue(bias.data(), bias.offset(), activation.kernel);
        int n = c.dim(1);
        Gemm.product(c.dim(0), n, a.dim(transA ? 0 : 1))
                .a(a.data(), a.offset(), a.dim(1), transA)
                .b(b.data(), b.offset(), b.dim(1), transB)
                .c(c.data(), c.offset(), n)
                .epilogue(epilogue)
                .run();
    }

    @Override
    public Saves saves() {
        return saves(3);
    }

    @Override
    public Saves saves(int needs) {
        return new Saves(Saves.otherOf(needs).inputs(), activation == Activation.NONE ? 0 : 1);
    }

    @Override
    public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        Tensor grad = grads[0];
        @Nullable
        Tensor[] found = new Tensor[saved.inputs()];
        if (grad == null) {
            return found;
        }
        Tensor p = switch (activation) {
            case NONE -> grad;
            case RELU -> new ActivationGradOp.ReluGrad().tensor(grad, saved.y());
            case TANH -> new ActivationGradOp.TanhGrad().tensor(grad, saved.y());
            case SIGMOID -> new ActivationGradOp.SigmoidGrad().tensor(grad, saved.y());
        };
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
