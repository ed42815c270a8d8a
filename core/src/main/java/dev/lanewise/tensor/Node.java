package dev.lanewise.tensor;

import org.jspecify.annotations.Nullable;

/**
 * One recorded application: its rule, where its inputs came from, and what the rule asked to keep. The tensors that it
 * produced refer to it, and it is collected with them.
 */
final class Node {
    /** Where the gradient of an input goes: to output {@code index} of the node that made it, or to a leaf. */
    record Edge(@Nullable Node producer, int index, @Nullable Tensor leaf) {
        static @Nullable Edge of(Value input) {
            if (!(input instanceof Tensor x) || !x.isTracked()) {
                return null;
            }
            Node producer = x.producer();
            return producer == null ? new Edge(null, 0, x) : new Edge(producer, x.outputIndex(), null);
        }
    }

    /** A walk that releases history; tells later readers how it ended. */
    static final class Walk {
        private boolean failed;

        void fail() {
            failed = true;
        }

        /** The message for a rule that reads what this walk has released. */
        String released() {
            return failed
                    ? "the history has been partly released by a backward pass that failed; compute the output "
                            + "anew, or pass Graph.RETAIN to a backward that may fail"
                    : "backward a second time through the same history, whose saved values are gone; "
                            + "pass Graph.RETAIN to the first backward";
        }
    }

    private static final @Nullable Kept[] GONE = {};

    private final Rule rule;

    /** One more than the largest among the producers of the inputs, so that consumers always have the larger number. */
    private final long number;

    private final @Nullable Edge[] edges;
    private final Shape[] shapes;
    private final int outputs;
    private @Nullable Kept[] keptInputs;
    private @Nullable Kept[] keptOutputs;
    private @Nullable Walk releasedBy;

    /** What a custom function has saved; null for ops. */
    private final CustomFunction.@Nullable Context context;

    /** Non-leaf outputs whose gradient was asked for with retainGrad. */
    private @Nullable Tensor @Nullable [] retained;

    /** The hooks of outputs that have any. */
    private @Nullable GradientHooks @Nullable [] hooks;

    private Applied applied = Applied.UNNOTED;

    Node(Rule rule, Value[] in, Value[] out, CustomFunction.@Nullable Context context) {
        this.rule = rule;
        this.context = context;
        this.edges = new Edge[in.length];
        this.shapes = new Shape[in.length];
        this.outputs = out.length;
        long largest = 0;
        int needs = 0;
        for (int i = 0; i < in.length; i++) {
            Edge edge = Edge.of(in[i]);
            edges[i] = edge;
            shapes[i] = in[i].shape();
            needs |= edge == null ? 0 : 1 << Math.min(i, 31);
            if (edge != null && edge.producer != null) {
                largest = Math.max(largest, edge.producer.number);
            }
        }
        this.number = largest + 1;
        Saves saves = rule.saves(needs);
        this.keptInputs = keep(in, saves.inputs());
        this.keptOutputs = keep(out, saves.outputs());
    }

    Rule rule() {
        return rule;
    }

    /** Where it was applied, as far as that was noted. */
    Applied applied() {
        return applied;
    }

    void applied(Applied where) {
        applied = where;
    }

    long number() {
        return number;
    }

    int inputs() {
        return edges.length;
    }

    int outputs() {
        return outputs;
    }

    Shape inputShape(int i) {
        return shapes[i];
    }

    @Nullable
    Edge edge(int i) {
        return edges[i];
    }

    boolean needs(int i) {
        return edges[i] != null;
    }

    Value savedInput(int i) {
        return read(keptInputs, i, "input");
    }

    Value savedOutput(int i) {
        return read(keptOutputs, i, "output");
    }

    /** Drops what was kept for the gradient rule, on behalf of a walk. */
    void release(Walk walk) {
        keptInputs = GONE;
        keptOutputs = GONE;
        if (releasedBy == null) {
            releasedBy = walk;
        }
        if (context != null) {
            context.release(walk);
        }
    }

    void retain(int output, Tensor tensor) {
        if (retained == null) {
            retained = new Tensor[outputs];
        }
        retained[output] = tensor;
    }

    @Nullable
    Tensor retained(int output) {
        return retained == null ? null : retained[output];
    }

    /** The hooks of an output, to add to. */
    GradientHooks hooksOf(int output) {
        if (hooks == null) {
            hooks = new GradientHooks[outputs];
        }
        GradientHooks own = hooks[output];
        if (own == null) {
            own = new GradientHooks(null);
            hooks[output] = own;
        }
        return own;
    }

    @Nullable
    GradientHooks hooks(int output) {
        return hooks == null ? null : hooks[output];
    }

    /** Whether the author of the rule may hold on to the gradients that it returns. */
    boolean mayKeepGradients() {
        return context != null || rule instanceof Recomputed;
    }

    private static @Nullable Kept[] keep(Value[] values, int mask) {
        @Nullable
        Kept[] kept = new Kept[values.length];
        for (int i = 0; i < values.length; i++) {
            if ((mask >> Math.min(i, 31) & 1) != 0) {
                kept[i] = Kept.now(values[i]);
            }
        }
        return kept;
    }

    private Value read(@Nullable Kept[] kept, int i, String role) {
        if (releasedBy != null) {
            throw new IllegalStateException(rule.name() + ": " + releasedBy.released());
        }
        Kept value = kept[i];
        if (value == null) {
            throw new IllegalStateException(rule.name() + ": its gradient rule reads " + role + " " + i
                    + ", which its saves() does not list");
        }
        return value.read(rule.name(), role + " " + i);
    }
}
