package dev.lanewise.tensor;

import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One application of a function whose intermediate values are not kept: its rule computes them again. It is not an op:
 * recorders are told of the ops that both forward passes apply. Its inputs are those of the function and, after them,
 * the tensors that the function uses besides and that require a gradient.
 */
final class Recomputed implements Rule {
    private final Function<Tensor[], Tensor> function;

    /** How many of the inputs are the function's. */
    private final int arguments;

    private final ForwardPass first;
    private final Shape shape;

    private Recomputed(Function<Tensor[], Tensor> function, int arguments, ForwardPass first, Shape shape) {
        this.function = function;
        this.arguments = arguments;
        this.first = first;
        this.shape = shape;
    }

    static Tensor apply(Function<Tensor[], Tensor> function, Tensor[] in) {
        ThreadState state = ThreadState.current();
        Funnel.requireOwn(state, in, "checkpoint");
        ForwardPass first = ForwardPass.first(in);
        Tensor y;
        try (GradMode.Scope _ = GradMode.noGrad()) {
            y = first.run(state, () -> output(function, in)).detach();
        }
        List<Value> all = new ArrayList<>(List.of(in));
        all.addAll(first.others());
        Value[] inputs = all.toArray(Value[]::new);
        if (Funnel.isRecorded(state, inputs)) {
            Value[] out = {y};
            Funnel.producedBy(state, new Node(new Recomputed(function, in.length, first, y.shape()), inputs, out, null),
                    out);
        }
        return y;
    }

    private static Tensor output(Function<Tensor[], Tensor> function, Tensor[] in) {
        return Required.nonNull("checkpoint: the output of the function", function.apply(in.clone()));
    }

    @Override
    public String name() {
        return "checkpoint";
    }

    @Override
    public Saves saves(int needs) {
        return new Saves(-1, 0);
    }

    @Override
    public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        Tensor[] in = new Tensor[saved.inputs()];
        for (int i = 0; i < in.length; i++) {
            in[i] = saved.input(i);
        }
        @Nullable
        Tensor[] gradients = new Tensor[in.length];
        Tensor y = again(in);
        Tensor grad = grads[0];
        if (grad == null || !y.isTracked()) {
            return gradients;
        }
        List<Tensor> wanted = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < in.length; i++) {
            if (saved.needs(i) && !wanted.contains(in[i])) { // a tensor given twice has one gradient
                wanted.add(in[i]);
                places.add(i);
            }
        }
        Graph graph = GradMode.current() ? Graph.CREATE : Graph.FREE;
        @Nullable
        Tensor[] found = Backward.part(y, grad, wanted.toArray(Tensor[]::new), in, graph);
        for (int i = 0; i < found.length; i++) {
            gradients[places.get(i)] = found[i];
        }
        return gradients;
    }

    private Tensor again(Tensor[] in) {
        Tensor[] given = new Tensor[arguments];
        System.arraycopy(in, 0, given, 0, arguments);
        try (GradMode.Scope _ = GradMode.enableGrad()) {
            Tensor y = first.again().run(ThreadState.current(), () -> output(function, given));
            if (!y.shape().equals(shape)) {
                throw new IllegalStateException("checkpoint: the function gave " + shape + ", and " + y.shape()
                        + " when it was called again for the gradient");
            }
            return y;
        }
    }
}
