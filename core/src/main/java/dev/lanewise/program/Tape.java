package dev.lanewise.program;

import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.UpdateOp;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes down what one run of a computation applied, in order, and what Java's course depended on. */
final class Tape implements Recorder {
    /** One application; {@code live} gives the op of each further run, if it changes. */
    record Entry(@Nullable Supplier<? extends Op> live, Op op, Value[] in, Value[] out) {}

    private final List<Entry> entries = new ArrayList<>();

    /**
     * What Java's course depended on, by whose it is: as it was when it was first looked at, or before it was changed.
     */
    private final IdentityHashMap<Object, Guard> observed = new IdentityHashMap<>();

    /** What the run was given and what it has computed: its values change from run to run. */
    private final Set<Value> varying = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Tensors that the run has given a gradient. */
    private final Set<Tensor> receivers = Collections.newSetFromMap(new IdentityHashMap<>());

    Tape(List<? extends Value> inputs) {
        varying.addAll(inputs);
    }

    List<Entry> entries() {
        return entries;
    }

    /** Lets go of the gradients that the run has made: a step begins and ends without. */
    void clearGradients() {
        receivers.forEach(tensor -> tensor.setGrad(null));
    }

    /**
     * What must hold for the entries to be what Java would apply again: the conditions it looked at, and of tensors
     * from outside whether they require a gradient, and that they have none where the run has made one. That goes for
     * tensors of steps that a plan leaves out as well: required, their gradient would be one more to update with.
     */
    List<Guard> guards() {
        List<Guard> guards = new ArrayList<>();
        observed.forEach((owner, guard) -> {
            if (!varies(owner)) {
                guards.add(guard);
            }
        });
        for (Tensor tensor : receivers) {
            if (!varies(tensor)) {
                guards.add(new Guard(() -> tensor.grad() == null, true));
            }
        }
        return guards;
    }

    private boolean varies(Object object) {
        return object instanceof Value value && varying.contains(value);
    }

    @Override
    public void applied(@Nullable Supplier<? extends Op> live, Op op, Value[] in, Value[] out) {
        requireFreshGradient(op, in);
        for (Value value : in) {
            if (value instanceof Tensor tensor && !varying.contains(tensor)) {
                observed(tensor, tensor::requiresGrad, tensor.requiresGrad());
            }
        }
        entries.add(new Entry(live, op, in.clone(), out.clone()));
        Collections.addAll(varying, out);
    }

    /** An update by a gradient from before would use the same numbers in every run. */
    private void requireFreshGradient(Op op, Value[] in) {
        if (op instanceof UpdateOp update && !(op instanceof UpdateOp.Assign)) {
            for (int i = 0; i < in.length; i += update.group()) {
                if (!varying.contains(in[i + 1]) && !receivers.contains(in[i])) {
                    throw oldGradient(in[i]);
                }
            }
        }
    }

    @Override
    public void read(Value value, String method) {
        throw new IllegalStateException("capture: " + method + " reads a value " + value.shape()
                + " in the middle of the captured computation; return it as an output and read it afterwards");
    }

    @Override
    public void receivesGradient(Tensor tensor, @Nullable Tensor old) {
        if (old != null && !receivers.contains(tensor)) {
            throw oldGradient(tensor);
        }
        receivers.add(tensor);
    }

    private static IllegalStateException oldGradient(Value tensor) {
        return new IllegalStateException("capture: a tensor " + tensor.shape()
                + " has a gradient from before the captured computation; call zeroGrad() first");
    }

    @Override
    public void observed(Object owner, BooleanSupplier condition, boolean value) {
        observed.putIfAbsent(owner, new Guard(condition, value));
    }
}
