package dev.lanewise.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One application of a {@link CustomFunction}: the open member of the op families. */
public final class CustomOp implements Op {
    private final CustomFunction function;
    private final CustomFunction.Context context = new CustomFunction.Context();
    private Shape[] outputs = {};

    private CustomOp(CustomFunction function) {
        this.function = function;
    }

    static Tensor[] apply(CustomFunction function, Tensor[] in) {
        Value[] out = new CustomOp(function).apply((Value[]) in);
        return Arrays.copyOf(out, out.length, Tensor[].class);
    }

    @Override
    public Value[] evaluate(Value... in) {
        Tensor[] out = forward(in);
        outputs = new Shape[out.length];
        for (int i = 0; i < out.length; i++) {
            if (out[i].requiresGrad() || List.of(in).contains(out[i])) {
                throw new IllegalStateException(name() + ": output " + i + " " + out[i].shape()
                        + " is an input or carries a history of its own; return a new tensor");
            }
            for (int earlier = 0; earlier < i; earlier++) {
                if (out[i] == out[earlier]) {
                    throw new IllegalStateException(name() + ": output " + i + " " + out[i].shape() + " is output "
                            + earlier + "; return a new tensor");
                }
            }
            outputs[i] = out[i].shape();
        }
        return out;
    }

    @Override
    public String name() {
        String name = function.getClass().getSimpleName();
        return name.isEmpty() ? "custom function" : name;
    }

    @Override
    public Spec[] infer(Value... in) {
        Spec[] specs = new Spec[outputs.length];
        for (int i = 0; i < specs.length; i++) {
            specs[i] = Spec.floats(outputs[i]);
        }
        return specs;
    }

    @Override
    public void run(Value[] in, Value[] out) {
        Tensor[] results = forward(in);
        for (int i = 0; i < out.length; i++) {
            Tensor y = (Tensor) out[i];
            results[i].copyTo(y.data(), y.offset());
        }
    }

    /** Lets go of what the function saved. */
    void release() {
        context.release();
    }

    private Tensor[] forward(Value[] in) {
        Tensor[] inputs = Arrays.copyOf(in, in.length, Tensor[].class);
        try (GradMode.Scope _ = GradMode.noGrad()) {
            return function.forward(context, inputs);
        }
    }

    @Override
    public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        Tensor[] filled = new Tensor[grads.length];
        for (int i = 0; i < grads.length; i++) {
            Tensor grad = grads[i];
            filled[i] = grad != null ? grad : Tensor.zeros(outputs[i].raw());
        }
        return function.backward(context, filled);
    }
}
