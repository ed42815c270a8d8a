package dev.lanewise.state;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The state of some parts at one moment, in memory: to go back to the best epoch, or to try something and undo it.
 * {@code io.Checkpoint} has it in a file.
 *
 * {@snippet :
 * Map<String, Stateful> run = Map.of("model", model, "optimizer", optimizer, "loader", loader);
 * Snapshot best = Snapshot.take(run);
 * train();
 * best.restore(run);
 * }
 *
 * <p>Each piece of state has a path, the names of its parts and its own joined by dots, such as
 * {@code model.0.weight}.
 *
 * @param tensors tensors of floats by path
 * @param ints lists of ints by path
 * @param texts everything else by path, as text
 */
public record Snapshot(Map<String, Tensor> tensors, Map<String, IntTensor> ints, Map<String, String> texts) {
    /**
     * Keeps unmodifiable copies of the maps.
     *
     * @throws IllegalArgumentException if one is null
     */
    public Snapshot {
        Required.nonNull("Snapshot: the map of tensors", tensors);
        Required.nonNull("Snapshot: the map of ints", ints);
        Required.nonNull("Snapshot: the map of texts", texts);
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        ints = Collections.unmodifiableMap(new LinkedHashMap<>(ints));
        texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
    }

    /**
     * Copies the state of parts, which go by the names of the map.
     *
     * @throws IllegalArgumentException if a part breaks the rules of {@link State}
     * @throws IllegalStateException within a computation that is being captured
     */
    public static Snapshot take(Map<String, ? extends Stateful> parts) {
        return take(parts, Snapshot::copy);
    }

    /** As {@link #take} with tensors that share the storage of the parts' own: it shows what becomes of them. */
    public static Snapshot view(Map<String, ? extends Stateful> parts) {
        return take(parts, Tensor::detach);
    }

    private static Snapshot take(Map<String, ? extends Stateful> parts, UnaryOperator<Tensor> keep) {
        Required.nonNull("state: the map of parts", parts);
        Recorder.refuseWithin("state is read in the middle of the captured computation; do so between runs");
        Writer writer = new Writer(keep);
        writer.walk(parts);
        return writer.written();
    }

    /**
     * Loads this state into parts, which must be those it was taken from or others set up alike.
     *
     * @throws IllegalArgumentException naming every difference: what is missing, unknown, of another shape or kind, and
     *     each setting that is not what it was; nothing is changed then
     * @throws IllegalStateException within a computation that is being captured
     */
    public void restore(Map<String, ? extends Stateful> parts) {
        Required.nonNull("state: the map of parts", parts);
        Recorder.refuseWithin("state is loaded in the middle of the captured computation; do so between runs");
        Checker checker = new Checker(this);
        checker.walk(parts);
        List<String> faults = checker.faults();
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("the state does not fit, and nothing is changed: "
                    + Printable.report("differences", faults));
        }
        Snapshot before = take(parts);
        Reader reader = new Reader(this);
        try {
            reader.walk(parts);
        } catch (RuntimeException | Error e) { // a part refuses what it is given
            try {
                new Reader(before).walk(parts);
            } catch (RuntimeException | Error more) {
                e.addSuppressed(more);
            }
            throw e;
        }
        reader.walked().forEach(Stateful::restored);
    }

    /** The pieces of one part, under the paths that they have here. */
    public Snapshot only(String part) {
        String prefix = Required.nonNull("Snapshot: the name of the part", part) + ".";
        return new Snapshot(only(prefix, tensors), only(prefix, ints), only(prefix, texts));
    }

    private static <T> Map<String, T> only(String prefix, Map<String, T> all) {
        Map<String, T> some = new LinkedHashMap<>(all);
        some.keySet().removeIf(path -> !path.startsWith(prefix));
        return some;
    }

    /** Whether a path begins like this. */
    boolean has(String prefix) {
        return Stream.of(tensors, ints, texts).flatMap(all -> all.keySet().stream())
                .anyMatch(path -> path.startsWith(prefix));
    }

    /** The paths of all pieces, sorted. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(tensors.keySet());
        names.addAll(ints.keySet());
        names.addAll(texts.keySet());
        return names;
    }

    static Tensor copy(Tensor tensor) {
        return Tensor.wrap(tensor.toArray(), tensor.shape());
    }

    /** How many pieces there are, and how many elements they have. */
    @Override
    public String toString() {
        long elements = tensors.values().stream().mapToLong(Tensor::size).sum();
        return "Snapshot(" + tensors.size() + " tensors of " + elements + " elements, "
                + (ints.size() + texts.size()) + " other pieces)";
    }
}
