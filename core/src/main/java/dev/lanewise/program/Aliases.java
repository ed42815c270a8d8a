package dev.lanewise.program;

import dev.lanewise.tensor.Value;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pairs of values for which it matters whether they share storage: a gradient rule reads one that was saved before
 * the other was written to. In an eager run that is an error if they share storage, and fine if not; so a run repeats
 * the captured one only if they share it in both runs or in neither.
 */
final class Aliases {
    /** An input by its number, or something from outside. */
    private record Place(int input, @Nullable Value outside) {
        Value in(List<? extends Value> inputs) {
            return outside == null ? inputs.get(input) : outside;
        }
    }

    private record Pair(Place saved, Place written, boolean shared) {}

    private final Set<Pair> pairs = new LinkedHashSet<>();

    /**
     * Notes a pair.
     *
     * @param inputs the numbers of the captured run's inputs
     * @param saved an input or a value from outside
     * @param written likewise
     */
    void add(IdentityHashMap<Value, Integer> inputs, Value saved, Value written) {
        pairs.add(new Pair(place(inputs, saved), place(inputs, written), saved.sharesStorage(written)));
    }

    private static Place place(IdentityHashMap<Value, Integer> inputs, Value value) {
        Integer number = inputs.get(value);
        return number == null ? new Place(-1, value) : new Place(number, null);
    }

    /** Whether the pairs share storage with these inputs as they did in the captured run. */
    boolean fit(List<? extends Value> inputs) {
        for (Pair pair : pairs) {
            if (pair.saved.in(inputs).sharesStorage(pair.written.in(inputs)) != pair.shared) {
                return false;
            }
        }
        return true;
    }
}
