package dev.lanewise.tensor;

import dev.lanewise.text.Required;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One application of a {@link CustomFunction}. It is not an op: recorders are told of the ops that its forward applies,
 * and the backward walk asks it for gradients as it asks ops.
 */
final class CustomApplication implements Rule {
    private final CustomFunction function;
    private final CustomFunction.Context context;
    private Shape[] outputs = {};

    private CustomApplication(CustomFunction function) {
        this.function = function;
        this.context = new CustomFunction.Context(name());
    }

    static Tensor[] apply(CustomFunction function, Tensor[] in) {
        CustomApplication application = new CustomApplication(Required.nonNull("apply: the function", function));
        Shapes.requireEach(application.name(), in);
        ThreadState state = ThreadState.current();
        Funnel.requireOwn(state, in, application.name());
        Tensor[] out = application.forward(in);
        if (Funnel.isRecorded(state, in)) {
            Funnel.producedBy(state, new Node(application, in, out, application.context), out);
        }
        return out;
    }

    private Tensor[] forward(Tensor[] in) {
        Tensor[] out;
        try (GradMode.Scope _ = GradMode.noGrad()) {
            out = function.forward(context, in.clone());
        }
        if (out == null) { // a user's class need not be null-checked
            throw new IllegalStateException(name() + ": its forward gave null, not an array of outputs");
        }
        outputs = new Shape[out.length];
        for (int i = 0; i < out.length; i++) {
            requireNew(in, out, i);
            outputs[i] = out[i].shape();
        }
        return out.clone();
    }

    private void requireNew(Tensor[] in, Tensor[] out, int i) {
        if (out[i] == null) { // a user's class need not be null-checked
            throw new IllegalStateException(name() + ": output " + i + " is null");
        }
        if (out[i].isTracked() || Arrays.asList(in).contains(out[i])) {
            throw new IllegalStateException(name() + ": output " + i + " " + out[i].shape()
                    + " is an input or carries a history of its own; return a new tensor");
        }
        int first = Arrays.asList(out).indexOf(out[i]);
        if (first < i) {
            throw new IllegalStateException(name() + ": output " + i + " " + out[i].shape() + " is output " + first
                    + "; return a new tensor");
        }
    }

    @Override
    public String name() {
        String name = function.getClass().getSimpleName();
        return name.isEmpty() ? "custom function" : name;
    }

    @Override
    public Saves saves(int needs) {
        return Saves.NOTHING; // what the function saves is in its context
    }

    @Override
    public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        Tensor[] filled = new Tensor[grads.length];
        for (int i = 0; i < grads.length; i++) {
            Tensor grad = grads[i];
            filled[i] = grad != null ? grad : Tensor.zeros(outputs[i]);
        }
        @Nullable
        Tensor[] gradients = function.backward(context, filled);
        if (gradients == null) { // a user's class need not be null-checked
            throw new IllegalStateException(name() + ": its gradient rule gave null, not a gradient for each input");
        }
        return gradients;
    }
}
