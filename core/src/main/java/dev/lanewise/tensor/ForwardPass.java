package dev.lanewise.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One forward pass of a checkpointed function. The first notes what the function does; another one, for the gradient,
 * does the same: live ops are those of the first, so random numbers have the same addresses and no source moves;
 * nothing that existed before is written to again. Passes nest.
 */
final class ForwardPass {
    /** A live op of the first pass, in each of its runs: a captured program draws anew, and repeats that. */
    private static final class Draw {
        private final Live source;
        private @Nullable Op last;

        Draw(Live source) {
            this.source = source;
        }

        Live live() {
            return new Live(source.owner(), () -> last = source.next().get());
        }

        Live again() {
            return new Live(source.owner(), () -> Objects.requireNonNull(last));
        }
    }

    /** The pass that this one repeats; null for a first one. */
    private final @Nullable ForwardPass first;

    /** The pass during which this one runs. */
    private @Nullable ForwardPass outer;

    private final int start = Capture.tick();

    /** Names of the ops that the function applied, and its live ops, in order. */
    private final List<String> ops = new ArrayList<>();
    private final List<Draw> draws = new ArrayList<>();

    /** How many of the first pass's have been repeated. */
    private int opsAgain;
    private int drawsAgain;

    private final Set<Tensor> arguments = Collections.newSetFromMap(new IdentityHashMap<>());

    /** The tensors from before, arguments aside, that require a gradient, in the order of their first use. */
    private final List<Tensor> others = new ArrayList<>();

    /** Storage from before, with the version that the first pass read. */
    private final WeakHashMap<Storage, Integer> versions = new WeakHashMap<>();

    /** For each view that the function has made, what it is a view of. */
    private final IdentityHashMap<Value, Value> viewed = new IdentityHashMap<>();

    /** Values that differ from those of the first pass, which read what has been written to since. */
    private final Set<Value> stale = Collections.newSetFromMap(new IdentityHashMap<>());

    private ForwardPass(@Nullable ForwardPass first, Tensor... arguments) {
        this.first = first;
        Collections.addAll(this.arguments, arguments);
    }

    static ForwardPass first(Tensor... arguments) {
        return new ForwardPass(null, arguments);
    }

    ForwardPass again() {
        return new ForwardPass(this);
    }

    /** The tensors from before, arguments aside, that require a gradient. */
    List<Tensor> others() {
        return others;
    }

    Tensor run(ThreadState state, Supplier<Tensor> function) {
        outer = state.pass;
        state.pass = this;
        Tensor y;
        try {
            y = function.get();
        } finally {
            state.pass = outer;
            outer = null;
            viewed.clear();
        }
        reads(y);
        arguments.clear();
        if (first != null) {
            requireTheSame(y, first);
        }
        stale.clear();
        return y;
    }

    private void requireTheSame(Tensor y, ForwardPass before) {
        if (opsAgain != before.ops.size() || drawsAgain != before.draws.size()) {
            throw different(opsAgain + " ops", before.ops.size() + "");
        }
        if (stale.contains(y)) {
            throw new IllegalStateException("checkpoint: the function reads a tensor that was written to in place "
                    + "after the forward pass, on which its output " + y.shape()
                    + " depends, so it gives something else when it is called again for the gradient");
        }
    }

    private static IllegalStateException different(String now, String then) {
        return new IllegalStateException("checkpoint: the function applied " + now + " when it was called again for "
                + "the gradient, and " + then + " the first time; it has to do the same both times");
    }

    /** What gives a live op during this pass. */
    Live live(Live source) {
        if (first == null) {
            Draw draw = new Draw(outer == null ? source : outer.live(source));
            draws.add(draw);
            return draw.live();
        }
        if (drawsAgain == first.draws.size()) {
            throw different("more live ops", first.draws.size() + "");
        }
        return first.draws.get(drawsAgain++).again();
    }

    /** Notes an op that is about to be applied; whether it is left out, since what it does has been done. */
    boolean leavesOut(Op op, Value[] in) {
        boolean out = outer != null && outer.leavesOut(op, in);
        Arrays.stream(in).forEach(this::reads);
        if (first == null) {
            ops.add(op.name());
            return out;
        }
        if (opsAgain == first.ops.size() || !first.ops.get(opsAgain).equals(op.name())) {
            throw different(op.name() + " as op " + opsAgain,
                    opsAgain == first.ops.size() ? "none" : first.ops.get(opsAgain));
        }
        opsAgain++;
        return out || op.hasEffect() && op.infer(in).length == 0 || writesToOld(op, in);
    }

    /** Refuses to keep the gradient of, or to hook, what a checkpointed function computes: each pass has its own. */
    static void refuseWithin(String method, Tensor tensor) {
        ForwardPass pass = ThreadState.current().pass;
        if (pass != null && !pass.isOld(tensor)) {
            throw new IllegalStateException(method + ": " + tensor.shape() + " is computed by a checkpointed function, "
                    + "which is called again for the gradient; end the checkpoint before it, and begin another one "
                    + "after it");
        }
    }

    /** As {@link #refuseWithin}, and refuses a tensor that no gradient will reach. */
    static void requireTracked(String method, Tensor tensor) {
        refuseWithin(method, tensor);
        if (!tensor.isTracked()) {
            throw new IllegalStateException(method + ": " + tensor.shape() + " requires no gradient");
        }
    }

    private void reads(Value value) {
        if (!(value instanceof Tensor x) || !isOld(x)) {
            return;
        }
        if (first != null) {
            Integer then = first.versions.get(x.storage());
            if (then != null && then != x.storage().version()) {
                stale.add(x);
            }
            return;
        }
        versions.putIfAbsent(x.storage(), x.storage().version());
        if (x.isTracked() && !arguments.contains(x) && !others.contains(x)) {
            others.add(x);
        }
    }

    private boolean writesToOld(Op op, Value[] in) {
        boolean any = false;
        boolean all = true;
        for (int i = 0; i < in.length; i++) {
            if (op.writes(i)) {
                boolean old = isOld(base(in[i]));
                any |= old;
                all &= old;
            }
        }
        if (any && (!all || op.infer(in).length > 0)) {
            throw new IllegalStateException("checkpoint: " + op.name() + " writes to a tensor from before the function "
                    + "was called, and gives other results as well; take it out of the function");
        }
        return any;
    }

    /** Notes an op that has been applied. */
    void applied(Op op, Value[] in, Value[] out) {
        if (outer != null) {
            outer.applied(op, in, out);
        }
        if (op.isView()) {
            viewed.put(out[0], base(in[0]));
        }
        if (first != null
                && Arrays.stream(in).anyMatch(value -> stale.contains(value) || stale.contains(base(value)))) {
            Collections.addAll(stale, out);
            for (int i = 0; i < in.length; i++) {
                if (op.writes(i)) {
                    stale.add(base(in[i]));
                }
            }
        }
    }

    private Value base(Value value) {
        return viewed.getOrDefault(value, value);
    }

    /** Whether a value existed before this pass. */
    private boolean isOld(Value value) {
        return Capture.madeBefore(start, value);
    }
}
