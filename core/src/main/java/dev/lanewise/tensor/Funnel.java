package dev.lanewise.tensor;

import org.jspecify.annotations.Nullable;

/**
 * The one place where ops are applied: evaluate, bump versions of what was written, record what gradients need, tell
 * who listens.
 */
final class Funnel {
    private Funnel() {}

    static Value[] apply(@Nullable Live live, Op op, Value[] in) {
        ThreadState state = ThreadState.current();
        Capture capture = state.capture;
        if (Capture.isAnyGoingOn()) {
            for (Value value : in) {
                Capture.requireOwn(capture, value, op.name());
            }
        }
        Value[] out = op.evaluate(in);
        if (op.writes()) {
            markWritten(op, in);
        } else if ((state.gradEnabled || capture != null) && op.differentiable() && anyRequiresGrad(in)) {
            if (capture != null) {
                capture.modeDecides(state);
            }
            if (state.gradEnabled) {
                record(op, in, out);
            }
        }
        if (capture != null && !(op instanceof CustomOp)) { // what a custom function applied has been told already
            capture.recorder.applied(live, op, in, out);
        }
        return out;
    }

    /** Hangs the history of this application on its float outputs. */
    private static void record(Op op, Value[] in, Value[] out) {
        @Nullable
        Node node = null;
        for (int i = 0; i < out.length; i++) {
            if (out[i] instanceof Tensor y) {
                node = node == null ? new Node(op, in, out) : node;
                y.producedBy(node, i);
            }
        }
    }

    private static boolean anyRequiresGrad(Value[] in) {
        for (Value value : in) {
            if (value instanceof Tensor x && x.isTracked()) {
                return true;
            }
        }
        return false;
    }

    /** Gives the storage of written arguments a new version. */
    static void markWritten(Op op, Value[] in) {
        for (int i = 0; op.writes() && i < in.length; i++) {
            if (op.writes(i) && in[i] instanceof Tensor x) {
                x.storage().written();
            }
        }
    }
}
