package dev.lanewise.program;

import dev.lanewise.tensor.Bound;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/** A program that a backend runs: keeps the values from outside equal on both sides. */
final class DeviceRun {
    private static final Value[] NONE = {};

    private final Listing listing;
    private final SequencedSet<Integer> written;
    private final Backend.Replay replay;

    /** For each value that the device has, the version of its storage that it knows. */
    private final Map<Integer, Integer> known = new HashMap<>();

    DeviceRun(Backend backend, Listing listing) {
        this.listing = listing;
        this.written = listing.written();
        listing.steps().forEach(DeviceRun::requireNoEffectOnValues);
        requireApart();
        this.replay = backend.compile(listing);
        if (replay == null) { // a backend need not be null-checked
            throw new IllegalArgumentException(
                    "backend: " + backend.getClass().getSimpleName() + " compiled a program to null");
        }
    }

    /** A step with an effect on Java objects runs here, so that it must have nothing to do with the device's values. */
    private static void requireNoEffectOnValues(Listing.Step step) {
        boolean alone = step.live() == null && step.in().isEmpty() && step.out().isEmpty();
        if (step.op().hasEffect() && !alone) {
            throw new UnsupportedOperationException("backend: " + step.op().name()
                    + " has an effect on Java objects and uses tensors or scalars of the run, so that no device "
                    + "can run it");
        }
    }

    /**
     * Refuses inputs that have elements in common with something else of which one is written to: on the device they
     * would not.
     */
    private void requireApart(List<? extends Value> inputs) {
        for (int target : written) {
            Value value = value(target, inputs);
            for (int i = 0; i < inputs.size(); i++) {
                requireApart(target, value, i, inputs.get(i));
            }
            if (target < inputs.size()) {
                listing.outside().forEach((number, other) -> requireApart(target, value, number, other));
            }
        }
    }

    /** Likewise for values from outside. */
    private void requireApart() {
        for (int target : written) {
            Value value = listing.outside().get(target);
            if (value != null) {
                listing.outside().forEach((number, other) -> requireApart(target, value, number, other));
            }
        }
    }

    private static void requireApart(int target, Value value, int number, Value other) {
        if (number != target && value.overlaps(other)) {
            throw new IllegalStateException("backend: the computation writes to a tensor " + value.shape()
                    + " that shares elements with another one " + other.shape()
                    + ", which a device would not see; use the same tensor, or a copy");
        }
    }

    private Value value(int number, List<? extends Value> inputs) {
        Value outside = listing.outside().get(number);
        return outside == null ? inputs.get(number) : outside;
    }

    /** Runs the program and returns its results: outputs, and after them the gradients that stay. */
    synchronized List<Value> run(List<? extends Value> inputs) {
        requireApart(inputs);
        List<Op> live = advance();
        Value[] outputs = listing.outputs().stream()
                .map(number -> listing.values().get(number).allocate())
                .toArray(Value[]::new);
        try {
            listing.outside().forEach(this::put);
            new Bound(inputs.toArray(Value[]::new), outputs).lend((in, out) -> replay.run(in, out, live));
            for (int number : written) {
                Value value = value(number, inputs);
                new Bound(NONE, new Value[] {value}).lend((in, out) -> replay.get(number, out));
                if (number >= listing.inputs()) {
                    known.put(number, Bound.version(value));
                }
            }
        } catch (RuntimeException | Error e) {
            known.clear(); // who knows how far the device has come
            throw e;
        }
        return List.of(outputs);
    }

    /** The ops of the live steps in this run. What has an effect on Java objects is run here, in order with them. */
    private List<Op> advance() {
        List<Op> live = new ArrayList<>();
        for (Listing.Step step : listing.steps()) {
            if (step.live() != null) {
                live.add(step.live().next().get());
            } else if (step.op().hasEffect()) {
                new Bound(NONE, NONE).run(step.op());
            }
        }
        return List.copyOf(live);
    }

    private void put(int number, Value value) {
        int version = Bound.version(value);
        Integer seen = known.put(number, version);
        if (seen == null || seen != version) {
            new Bound(new Value[] {value}, NONE).lend((in, out) -> replay.put(number, in));
        }
    }
}
