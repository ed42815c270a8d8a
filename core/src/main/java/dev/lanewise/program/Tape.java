package dev.lanewise.program;

import dev.lanewise.tensor.Live;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Place;
import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Records the ops that one run of a computation applied, in order, and the conditions that the Java code branched on.
 */
final class Tape implements Recorder {
    private final List<Draft.Step> steps = new ArrayList<>();
    private final Numbering numbering = new Numbering();
    private List<Value> inputs = List.of();
    private final IdentityHashMap<Value, Integer> inputNumbers = new IdentityHashMap<>();

    /**
     * The conditions that the Java code branched on, by owner, as they were when first read, or before they were
     * changed.
     */
    private final Map<Identity, Guard> observed = new LinkedHashMap<>();

    /** What Java code has made within the run and ops have used: constants. */
    private final Set<Value> constants = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Inputs and values from outside that are written to, the latest last, with the number of writes by then. */
    private final LinkedHashMap<Identity, Integer> written = new LinkedHashMap<>();
    private final LinkedHashMap<Identity, Integer> writtenInputs = new LinkedHashMap<>();
    private int writes;

    /**
     * For each input and value from outside that ops use, the number of writes before its first use, or when they were
     * last checked.
     */
    private final IdentityHashMap<Value, Integer> lookedAt = new IdentityHashMap<>();

    private final Aliases aliases = new Aliases();
    private final Gradients gradients;

    /** Why the run cannot be captured; any thread may set it. */
    private volatile @Nullable IllegalStateException refusal;

    /** Tells owners apart by identity. */
    private record Identity(Object object) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Identity identity && identity.object == object;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(object);
        }
    }

    Tape(boolean keepGradients) {
        gradients = new Gradients(this, keepGradients);
    }

    /** What the computation is given in place of its inputs; made while this tape listens. */
    List<Value> standIns(List<? extends Value> values) {
        inputs = values.stream().map(Recorder::standIn).toList();
        inputs.forEach(input -> inputNumbers.put(input, numbering.computed(input)));
        return inputs;
    }

    /** The stand-ins. */
    List<Value> inputs() {
        return inputs;
    }

    List<Draft.Step> steps() {
        return steps;
    }

    Numbering numbering() {
        return numbering;
    }

    /** The number of a value that the run used or has computed. */
    int number(Value value) {
        return numbering.used(value, isConstant(value));
    }

    Gradients gradients() {
        return gradients;
    }

    /** Fails if anything was refused, even if the computation has swallowed the exception. */
    void requireNothingRefused() {
        IllegalStateException refused = refusal;
        if (refused != null) {
            throw refused;
        }
    }

    /**
     * What must hold for the Java code to apply the same entries again: the conditions that it read, whether tensors
     * from outside require a gradient, and that they have none where the run depends on that. This includes tensors of
     * steps that a plan leaves out: if they required a gradient, an update would use it.
     */
    List<Guard> guards() {
        List<Guard> guards = new ArrayList<>(observed.values());
        guards.addAll(gradients.guards());
        return guards;
    }

    /** The pairs of values for which it matters to a further run whether they share storage. */
    Aliases aliases() {
        return aliases;
    }

    /** Whether a value is an input or has been computed in this run. */
    boolean varies(Value value) {
        return numbering.varies(value);
    }

    /** Whether Java code has made a value within this run, for ops to use. */
    boolean isConstant(Value value) {
        return constants.contains(value);
    }

    /** Whether a value existed before the run. */
    boolean isFromBefore(Value value) {
        return !varies(value) && Recorder.origin(value) == Origin.BEFORE;
    }

    @Override
    public void applied(@Nullable Live live, Op op, Value[] in, Value[] out) {
        int[] used = new int[in.length];
        for (int i = 0; i < in.length; i++) {
            uses(in[i], op.name());
            used[i] = number(in[i]);
            Value base = numbering.base(in[i]);
            if (livesOn(base)) {
                lookedAt.putIfAbsent(base, writes);
            }
            if (op.writes(i) && isConstant(base)) {
                throw refuse(op.name() + " writes to a tensor " + in[i].shape() + " that Java makes within the "
                        + "computation, which would be made once and keep its values from run to run; make it before "
                        + "(an optimizer, say), or compute it");
            }
            if (op.writes(i)) {
                gradients.isWritten(base);
                if (livesOn(base)) {
                    written.putLast(new Identity(base), ++writes);
                }
                if (isInput(base)) {
                    writtenInputs.putLast(new Identity(base), writes);
                }
            }
        }
        int[] computed = new int[out.length];
        for (int o = 0; o < out.length; o++) {
            computed[o] = numbering.computed(out[o]);
        }
        if (op.isView()) {
            numbering.isView(out[0], numbering.base(in[0]));
        }
        steps.add(new Draft.Step(live, op, used, computed, Place.current()));
    }

    @Override
    public void readsSaved(Value value) {
        if (!(value instanceof Tensor) || writes == 0) {
            return;
        }
        Value saved = numbering.base(value);
        Integer from = livesOn(saved) ? lookedAt.put(saved, writes) : null;
        if (from == null) {
            return;
        }
        // Two tensors from outside share storage in all runs or in none: only inputs change.
        for (var write : (isInput(saved) ? written : writtenInputs).sequencedEntrySet().reversed()) {
            if (write.getValue() <= from) {
                return;
            }
            aliases.add(inputNumbers, saved, (Value) write.getKey().object);
        }
    }

    private boolean isInput(Value value) {
        return inputNumbers.containsKey(value);
    }

    /** Whether the elements of a value exist before a run. */
    private boolean livesOn(Value value) {
        return isInput(value) || isFromBefore(value);
    }

    /** Notes a value that is used, or refuses it if a replay could not follow it. */
    void uses(Value value, String by) {
        if (varies(value)) {
            return;
        }
        switch (Recorder.origin(value)) {
            case BEFORE -> {
                if (value instanceof Tensor tensor) {
                    requireNoHistory(tensor, by);
                    tensor.requiresGrad(); // reports itself
                }
            }
            case WITHIN -> constants.add(value);
            case ELSEWHERE -> throw refuse(by + " uses a value " + value.shape()
                    + " that another thread has made since the captured computation began, and which would be the same "
                    + "for all its runs; make it on the thread that captures, or give it as an input");
        }
    }

    private void requireNoHistory(Tensor tensor, String by) {
        if (!tensor.isLeaf()) {
            throw refuse(by + " uses a tensor " + tensor.shape() + " whose history was recorded before the captured "
                    + "computation; compute it within, or detach() it");
        }
    }

    @Override
    public IllegalStateException refuse(String what) {
        IllegalStateException refused = new IllegalStateException("capture: " + what);
        if (refusal == null) {
            refusal = refused;
        }
        return refused;
    }

    @Override
    public void walks(Tensor... roots) {
        for (Tensor root : roots) {
            uses(root, "backward");
        }
    }

    @Override
    public @Nullable Tensor receivesGradient(Tensor tensor, @Nullable Tensor old, Tensor gradient) {
        return gradients.receives(tensor, old, gradient);
    }

    @Override
    public void readsGradient(Tensor tensor, @Nullable Tensor gradient) {
        gradients.isRead(tensor, gradient);
    }

    @Override
    public void replacesGradient(Tensor tensor, @Nullable Tensor old, @Nullable Tensor gradient) {
        gradients.isReplaced(tensor, old, gradient);
    }

    @Override
    public void observed(Object owner, BooleanSupplier condition, boolean value) {
        if (!(owner instanceof Tensor tensor) || isFromBefore(tensor)) {
            observed.putIfAbsent(new Identity(owner), new Guard(owner, condition, value));
        }
    }
}
