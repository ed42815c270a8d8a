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

    /**
     * An op that the function applied.
     *
     * @param versions those of the tensors from before that it read; -1 for what the function had made
     * @param numbers those that the function gave, such as the 2 in {@code x.mul(2)}; 0 for other inputs
     */
    private record Step(Op op, Shape[] shapes, int[] versions, float[] numbers) {}

    /** The pass that this one repeats; null for a first one. */
    private final @Nullable ForwardPass first;

    /** The pass during which this one runs. */
    private @Nullable ForwardPass outer;

    private final int start = Capture.tick();

    /** The ops that the function applied, and the live ones among them, in order. */
    private final List<Step> ops = new ArrayList<>();
    private final List<Draw> draws = new ArrayList<>();

    /** How many of the first pass's have been repeated. */
    private int opsAgain;

    /** The last of these that read what is stale, directly or not. */
    private int staleOp = -1;

    private int drawsAgain;

    private final Set<Tensor> arguments = Collections.newSetFromMap(new IdentityHashMap<>());

    /** The tensors from before, arguments aside, that require a gradient, in the order of their first use. */
    private final List<Tensor> others = new ArrayList<>();

    /** The single numbers that ops have given: others are from Java code. */
    private final Set<Tensor> computed = Collections.newSetFromMap(new WeakHashMap<>());

    /** The version of the function's result, as in a {@link Step}. */
    private int resultVersion;

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
            computed.clear();
        }
        resultVersion = version(y);
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
        if (stale.contains(y) || before.resultVersion >= 0 && before.resultVersion != resultVersion) {
            throw new IllegalStateException("checkpoint: the function reads a tensor that has been written to in place "
                    + "since, after the forward pass or by the function itself, and on which its output " + y.shape()
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
        Step step = new Step(op, Arrays.stream(in).map(Value::shape).toArray(Shape[]::new),
                Arrays.stream(in).mapToInt(this::version).toArray(), numbers(in));
        if (first == null) {
            ops.add(step);
            return out;
        }
        requireTheSame(step, opsAgain == first.ops.size() ? null : first.ops.get(opsAgain));
        out |= op.hasEffect() && op.infer(in).length == 0 || writesToOld(op, in);
        if (!out && readsStale(in, step, first.ops.get(opsAgain))) {
            staleOp = opsAgain;
        }
        opsAgain++;
        return out;
    }

    private void requireTheSame(Step now, @Nullable Step then) {
        String name = now.op.name();
        if (then == null || !then.op.name().equals(name)) {
            throw different(name + " as op " + opsAgain, then == null ? "none" : then.op.name());
        }
        if (!now.op.hasEffect() && !then.op.equals(now.op)) { // an effect is on objects, which may have been made anew
            throw different(now.op + " as op " + opsAgain, then.op + "");
        }
        if (!Arrays.equals(then.numbers, now.numbers)) {
            throw different(name + " with the numbers " + Arrays.toString(now.numbers) + " as op " + opsAgain,
                    "with " + Arrays.toString(then.numbers));
        }
        if (!Arrays.equals(then.shapes, now.shapes)) {
            throw different(name + " to " + Arrays.toString(now.shapes) + " as op " + opsAgain,
                    "to " + Arrays.toString(then.shapes));
        }
    }

    private float[] numbers(Value[] in) {
        float[] numbers = new float[in.length];
        for (int i = 0; i < in.length; i++) {
            if (in[i] instanceof Tensor x && x.rank() == 0 && !isOld(x) && !computed.contains(x)) {
                numbers[i] = x.data()[x.offset()];
            }
        }
        return numbers;
    }

    /** The version of a tensor from before; -1 for other values. */
    private int version(Value value) {
        return value instanceof Tensor x && isOld(x) ? x.storage().version() : -1;
    }

    private boolean readsStale(Value[] in, Step now, Step then) {
        for (int i = 0; i < in.length; i++) {
            if (stale.contains(in[i]) || stale.contains(base(in[i]))
                    || then.versions[i] >= 0 && then.versions[i] != now.versions[i]) {
                return true;
            }
        }
        return false;
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

    /** Refuses to differentiate within a checkpointed function: its first call keeps no history. */
    static void refuseDerivatives(String method) {
        if (ThreadState.current().pass != null) {
            throw new IllegalStateException(method + ": a checkpointed function cannot take derivatives, since its "
                    + "first call keeps no history; take them outside of the checkpoint");
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
        if (!(value instanceof Tensor x) || !isOld(x) || !x.isTracked() || arguments.contains(x)) {
            return;
        }
        if (first == null && !others.contains(x)) {
            others.add(x);
        }
        if (first != null && !Capture.madeBefore(first.start, x)) {
            throw new IllegalStateException("checkpoint: the function uses a tensor " + x.shape() + " that requires a "
                    + "gradient and has been made since it was called for the first time, so its gradient would be "
                    + "lost; make it before");
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
        for (Value value : out) {
            if (value instanceof Tensor y && y.rank() == 0) {
                computed.add(y);
            }
        }
        if (op.isView()) {
            viewed.put(out[0], base(in[0]));
        }
        if (first != null && staleOp == opsAgain - 1) {
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
