package dev.lanewise.tensor;

import org.jspecify.annotations.Nullable;

/** The one place where ops are applied: evaluate, bump versions of what was written, record what gradients need. */
final class Funnel {
    private Funnel() {}

    static Value[] apply(Op op, Value[] in) {
        Value[] out = op.evaluate(in);
        int writes = op.writes();
        if (writes != 0) {
            markWritten(in, writes);
        } else if (GradMode.isEnabled() && anyRequiresGrad(in)) {
            record(op, in, out);
        }
        return out;
    }

    /** Hangs the history of this application on its float outputs. */
    static void record(Op op, Value[] in, Value[] out) {
        @Nullable
        Node node = null;
        for (int i = 0; i < out.length; i++) {
            if (out[i] instanceof Tensor y) {
                node = node == null ? new Node(op, in, out) : node;
                y.producedBy(node, i);
            }
        }
    }

    static boolean anyRequiresGrad(Value[] in) {
        for (Value value : in) {
            if (value instanceof Tensor x && x.requiresGrad()) {
                return true;
            }
        }
        return false;
    }

    private static void markWritten(Value[] in, int writes) {
        for (int i = 0; i < in.length; i++) {
            if ((writes >> i & 1) != 0 && in[i] instanceof Tensor x) {
                x.storage().written();
            }
        }
    }
}
