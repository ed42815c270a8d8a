package dev.lanewise.program;

import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Tensor;
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
    /** One application. */
    record Entry(Supplier<? extends Op> source, Op op, Value[] in, Value[] out) {}

    private final List<Entry> entries = new ArrayList<>();
    private final List<Guard> guards = new ArrayList<>();

    /** What the run was given or has computed: its values change from run to run. */
    private final Set<Value> varying = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Leaves whose gradient the run has accumulated. */
    private final Set<Tensor> touched = Collections.newSetFromMap(new IdentityHashMap<>());

    Tape(List<? extends Value> inputs) {
        varying.addAll(inputs);
    }

    List<Entry> entries() {
        return entries;
    }

    List<Guard> guards() {
        return guards;
    }

    /** Lets go of the gradients that the run has accumulated: a step begins and ends without. */
    void clearGradients() {
        touched.forEach(leaf -> leaf.setGrad(null));
    }

    @Override
    public void applied(Supplier<? extends Op> source, Op op, Value[] in, Value[] out) {
        entries.add(new Entry(source, op, in.clone(), out.clone()));
        Collections.addAll(varying, out);
    }

    @Override
    public void read(Value value, String method) {
        if (varying.contains(value)) {
            throw new IllegalStateException("capture: " + method + " reads a value " + value.shape()
                    + " in the middle of the captured computation; return it as an output and read it afterwards");
        }
    }

    @Override
    public void accumulates(Tensor leaf, @Nullable Tensor old) {
        if (old != null && !varying.contains(old)) {
            throw new IllegalStateException("capture: a parameter " + leaf.shape()
                    + " has a gradient from before the captured step; call zeroGrad() first");
        }
        touched.add(leaf);
    }

    @Override
    public void observed(BooleanSupplier condition, boolean value) {
        guards.add(new Guard(condition, value));
    }
}
