package dev.lanewise.program;

import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Value;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a recorded run's values, in the order in which ops name them. Those that the run has computed are not
 * kept alive: a value that nobody can reach any more is no input of a further op. So a capture needs no more memory
 * than the computation by itself.
 */
final class Numbering {
    /** Finds a value by identity for as long as it is alive. */
    private static final class Key extends WeakReference<Value> {
        private final int hash;

        Key(Value value, @Nullable ReferenceQueue<Value> gone) {
            super(value, gone);
            this.hash = System.identityHashCode(value);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other || other instanceof Key key && get() != null && refersTo(key.get());
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private final List<Spec> specs = new ArrayList<>();
    private final List<@Nullable Value> fixed = new ArrayList<>();
    private final BitSet constants = new BitSet();

    /** Inputs, and what the run has computed. */
    private final Map<Key, Integer> varying = new HashMap<>();

    private final ReferenceQueue<Value> gone = new ReferenceQueue<>();

    /** What ops use and have not computed. */
    private final IdentityHashMap<Value, Integer> outside = new IdentityHashMap<>();

    /** For each view that the run has made, what it is a view of. */
    private final Map<Key, WeakReference<Value>> viewed = new HashMap<>();

    /** Gives an input, or what an op has computed, the next number. */
    int computed(Value value) {
        for (Reference<? extends Value> key = gone.poll(); key != null; key = gone.poll()) {
            varying.remove(key);
            viewed.remove(key);
        }
        int number = next(value, null);
        varying.put(new Key(value, gone), number);
        return number;
    }

    /** The number of a value that an op uses; a value that no op has computed comes from outside. */
    int used(Value value, boolean constant) {
        Integer known = varying.get(new Key(value, null));
        if (known == null) {
            known = outside.get(value);
        }
        if (known != null) {
            return known;
        }
        int number = next(value, value);
        outside.put(value, number);
        constants.set(number, constant);
        return number;
    }

    private int next(Value value, @Nullable Value outside) {
        specs.add(Spec.of(value));
        fixed.add(outside);
        return specs.size() - 1;
    }

    /** Whether a value is an input or has been computed. */
    boolean varies(Value value) {
        return varying.containsKey(new Key(value, null));
    }

    /** Notes what an op's output shares elements with. */
    void isView(Value view, Value base) {
        viewed.put(new Key(view, gone), new WeakReference<>(base));
    }

    /** What a value is a view of, or itself; also if what it is a view of was computed and is not alive any more. */
    Value base(Value value) {
        WeakReference<Value> base = viewed.get(new Key(value, null));
        Value alive = base == null ? null : base.get();
        return alive == null ? value : alive;
    }

    /** What each number stands for. */
    List<Spec> specs() {
        return specs;
    }

    /** The values from outside, at their numbers. */
    List<@Nullable Value> fixed() {
        return fixed;
    }

    /** The numbers of values from outside that Java code has made within the run. */
    BitSet constants() {
        return constants;
    }
}
