package dev.lanewise.tensor;

import dev.lanewise.jfr.Flight;
import dev.lanewise.jfr.OpEvent;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one place where ops are applied: evaluates them, bumps the versions of what was written, records what gradients
 * need, and tells the recorder.
 */
final class Funnel {
    private Funnel() {}

    static Value[] applyLive(Live live, Value[] in) {
        ForwardPass pass = ThreadState.current().pass;
        Live source = pass == null ? live : pass.live(live);
        return apply(source, source.next().get(), in);
    }

    static Value[] apply(@Nullable Live live, Op op, Value[] in) {
        ThreadState state = ThreadState.current();
        requireValues(op, in);
        requireOwn(state, in, op.name());
        if (state.pass != null && state.pass.leavesOut(op, in)) {
            return new Value[0];
        }
        Watch watch = state.watch;
        boolean checked = watch != null && watch.checks(in);
        OpEvent event = Flight.op();
        Value[] out = Bound.evaluate(op, in);
        if (event != null && event.isKept()) {
            end(event, op, in, out, state.place);
        }
        boolean written = markWritten(op, in); // before a check that may throw: the values have changed
        if (watch != null && checked) {
            watch.check(op, in, out);
        }
        if (!written && op.differentiable() && isRecorded(state, in) && anyFloats(out)) {
            producedBy(state, new Node(op, in, out, null), out);
        }
        if (state.capture != null) {
            state.capture.recorder.applied(live, op, in, out);
        }
        if (state.pass != null) {
            state.pass.applied(op, in, out);
        }
        return out;
    }

    private static void end(OpEvent event, Op op, Value[] in, Value[] out, @Nullable Place place) {
        Spec[] inputs = Arrays.stream(in).map(Spec::of).toArray(Spec[]::new);
        Spec[] outputs = Arrays.stream(out).map(Spec::of).toArray(Spec[]::new);
        long bytes = Stream.of(inputs, outputs).flatMap(Arrays::stream).mapToLong(Spec::bytes).sum();
        event.end(op.name(), place == null ? null : place.title(), inputs, outputs, bytes);
    }

    private static void requireValues(Op op, Value[] in) {
        for (int i = 0; i < in.length; i++) {
            if (in[i] == null) { // callers need not be null-checked
                throw new IllegalArgumentException(op.name() + ": input " + i + " is null");
            }
        }
    }

    /** Refuses values that a capture on another thread has made. */
    static void requireOwn(ThreadState state, Value[] in, String name) {
        if (Capture.isAnyGoingOn()) {
            for (Value value : in) {
                Capture.requireOwn(state.capture, value, name);
            }
        }
    }

    /** Whether an op applied to these inputs becomes part of the history. */
    static boolean isRecorded(ThreadState state, Value[] in) {
        if (!state.gradEnabled && state.capture == null || !anyRequiresGrad(in)) {
            return false;
        }
        if (state.capture != null) {
            state.capture.modeDecides(state);
        }
        return state.gradEnabled;
    }

    /** Attaches a history to float outputs. */
    static void producedBy(ThreadState state, Node node, Value[] out) {
        if (state.watch != null) {
            node.applied(Applied.here(state));
        } else if (state.place != null) {
            node.applied(new Applied(state.place, null));
        }
        for (int i = 0; i < out.length; i++) {
            if (out[i] instanceof Tensor y) {
                y.producedBy(node, i);
            }
        }
    }

    private static boolean anyFloats(Value[] out) {
        for (Value value : out) {
            if (value instanceof Tensor) {
                return true;
            }
        }
        return false;
    }

    private static boolean anyRequiresGrad(Value[] in) {
        for (Value value : in) {
            if (value instanceof Tensor x && x.isTracked()) {
                return true;
            }
        }
        return false;
    }

    /** Gives the storage of written inputs a new version; returns whether there are any. */
    static boolean markWritten(Op op, Value[] in) {
        boolean any = false;
        for (int i = 0; i < in.length; i++) {
            if (op.writes(i)) {
                any = true;
                if (in[i] instanceof Tensor x) {
                    x.storage().written();
                }
            }
        }
        return any;
    }
}
