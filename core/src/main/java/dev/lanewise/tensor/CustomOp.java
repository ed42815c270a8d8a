package dev.lanewise.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One application of a {@link CustomFunction}: the open member of the op families. */
public final class CustomOp implements Op {
    private final CustomFunction function;
    private final CustomFunction.Context context;
    private Shape[] outputs = {};

    private CustomOp(CustomFunction function) {
        this.function = function;
        this.context = new CustomFunction.Context(nameOf(function));
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
            if (out[i] == null) { // a user's class need not be null-checked
                throw new IllegalStateException(name() + ": output " + i + " is null");
            }
            if (out[i].isTracked() || List.of(in).contains(out[i])) {
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
        return nameOf(function);
    }

    private static String nameOf(CustomFunction function) {
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
    void release(Node.Walk walk) {
        context.release(walk);
    }

    private Tensor[] forward(Value[] in) {
        Tensor[] inputs = Arrays.copyOf(in, in.length, Tensor[].class);
        try (GradMode.Scope _ = GradMode.noGrad()) {
            Tensor[] out = function.forward(context, inputs);
            if (out == null) { // a user's class need not be null-checked
                throw new IllegalStateException(name() + ": its forward gave null, not an array of outputs");
            }
            return out;
        }
    }

    @Override
    public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        Tensor[] filled = new Tensor[grads.length];
        for (int i = 0; i < grads.length; i++) {
            Tensor grad = grads[i];
            filled[i] = grad != null ? grad : Tensor.zeros(outputs[i].raw());
        }
        @Nullable
        Tensor[] gradients = function.backward(context, filled);
        if (gradients == null) { // a user's class need not be null-checked
            throw new IllegalStateException(name() + ": its gradient rule gave null, not a gradient for each input");
        }
        return gradients;
    }
}
