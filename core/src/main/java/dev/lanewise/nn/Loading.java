package dev.lanewise.nn;

import dev.lanewise.nn.LoadRules.Kind;
import dev.lanewise.nn.LoadRules.Rule;
import dev.lanewise.state.StoredTensors;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One loading of stored values into tensors: finds all faults before it changes anything. */
final class Loading {
    private final List<Rule> rules;
    private final Map<String, Tensor> into;

    /** Where values come from; they are not read before all is known to fit, and then one by one. */
    private final Map<String, ? extends @Nullable Tensor> stored;

    /** What the new names were stored as. */
    private final Map<String, String> storedAs = new LinkedHashMap<>();

    private final Set<String> used = new HashSet<>();
    private final Set<Rule> applied = new HashSet<>();
    private final List<String> faults = new ArrayList<>();

    Loading(List<Rule> rules, Map<String, Tensor> into, Map<String, ? extends @Nullable Tensor> stored) {
        this.rules = rules;
        this.into = into;
        this.stored = stored;
    }

    void load() {
        stored.keySet().forEach(this::take);
        try (GradMode.Scope _ = GradMode.noGrad()) {
            assign(requireAll());
        }
    }

    /** Stored values, and whether their axes are swapped. */
    private record Source(String stored, boolean transposed) {}

    /** What to assign to each tensor. */
    private Map<Tensor, Source> requireAll() {
        Map<Tensor, Source> assignments = new LinkedHashMap<>(); // tensors are equal to themselves only
        Map<Tensor, String> paths = new HashMap<>();
        into.forEach((path, tensor) -> {
            Source source = sourceFor(path, tensor);
            if (source != null) {
                String first = paths.putIfAbsent(tensor, path);
                Source other = assignments.putIfAbsent(tensor, source);
                if (first != null && other != null && !hasSameBits(source, other)) {
                    faults.add(named(path) + " has other values than " + named(first) + ", and here both are one "
                            + "tensor; ignore(...) one, or tie(...) them");
                }
            }
        });
        storedAs.keySet().stream().filter(name -> !used.contains(name) && first(Kind.IGNORE, name) == null)
                .forEach(name -> faults.add(named(name) + " is unknown"));
        rules.stream().filter(rule -> !applied.contains(rule))
                .forEach(rule -> faults.add("the rule " + rule + " applies to nothing"));
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("loadStateDict: " + Printable.report("differences", faults));
        }
        return assignments;
    }

    private boolean hasSameBits(Source x, Source y) {
        if (x.equals(y)) {
            return true;
        }
        Tensor one = values(x);
        Tensor other = values(y);
        return one == other || Arrays.equals(one.toArray(), other.toArray());
    }

    private Tensor values(Source source) {
        Tensor values = stored.get(source.stored());
        if (values == null) {
            throw new IllegalArgumentException("loadStateDict: " + Printable.quoted(source.stored())
                    + " was taken out of the map of values meanwhile");
        }
        return source.transposed() ? values.transpose() : values;
    }

    private void assign(Map<Tensor, Source> assignments) {
        if (stored instanceof StoredTensors) { // what has just been read is nobody else's
            assignments.forEach((tensor, source) -> tensor.assign(values(source)));
        } else {
            assignAtOnce(assignments);
        }
    }

    /** Copies values that an assignment to another tensor would overwrite, before any is made. */
    private void assignAtOnce(Map<Tensor, Source> assignments) {
        Map<Tensor, Tensor> all = new LinkedHashMap<>();
        assignments.forEach((tensor, source) -> all.put(tensor, values(source)));
        all.replaceAll((tensor, values) -> all.keySet().stream()
                .anyMatch(other -> other != tensor && other.sharesStorage(values)) ? values.copy() : values);
        all.forEach(Tensor::assign);
    }

    /** Takes stored values under their new name. */
    private void take(@Nullable String stored) {
        if (stored == null) { // a caller's map need not be null-checked
            faults.add("a name is null");
            return;
        }
        String name = stored;
        for (Rule rule : rules) {
            String renamed = rule.renamed(name);
            if (renamed != null) {
                applied.add(rule);
                name = renamed;
            }
        }
        String other = storedAs.putIfAbsent(name, stored);
        if (other != null) {
            faults.add(Printable.quoted(other) + " and " + Printable.quoted(stored) + " are both renamed to "
                    + Printable.quoted(name));
        }
    }

    /** What to assign to the tensor at a path; null if it stays as it is. */
    private @Nullable Source sourceFor(String path, Tensor tensor) {
        if (first(Kind.IGNORE, path) != null) {
            return null;
        }
        Rule tie = tie(path);
        String name = tie == null ? path : tie.other();
        used.add(path);
        used.add(name);
        String storedName = storedAs.get(name);
        Shape shape = storedName == null ? null : shape(storedName);
        if (storedName == null || shape == null) {
            faults.add(named(name) + (tie == null ? "" : ", to which " + Printable.quoted(path) + " is tied,")
                    + (storedName == null ? " is missing" : " is null"));
            return null;
        }
        boolean transposed = shape.rank() == 2 && first(Kind.TRANSPOSE, path) != null;
        Shape given = transposed ? Shape.of(shape.dim(1), shape.dim(0)) : shape;
        if (!given.equals(tensor.shape())) {
            faults.add(named(name) + " has shape " + Printable.brief(given.toString()) + ", expected "
                    + tensor.shape() + (tie == null ? "" : " of " + Printable.quoted(path)));
            return null;
        }
        return new Source(storedName, transposed);
    }

    /** The shape of stored values; null if they are null. */
    private @Nullable Shape shape(String name) {
        if (stored instanceof StoredTensors unread) {
            return unread.shape(name);
        }
        Tensor values = stored.get(name);
        return values == null ? null : values.shape();
    }

    /** The first rule of a kind that covers a path, which is thereby applied. */
    private @Nullable Rule first(Kind kind, String path) {
        for (Rule rule : rules) {
            if (rule.kind() == kind && rule.covers(path)) {
                applied.add(rule);
                return rule;
            }
        }
        return null;
    }

    private @Nullable Rule tie(String path) {
        for (Rule rule : rules) {
            if (rule.kind() == Kind.TIE && rule.name().equals(path)) {
                applied.add(rule);
                return rule;
            }
        }
        return null;
    }

    /** A new name, and what it was stored as if that differs. */
    private String named(String name) {
        String stored = storedAs.getOrDefault(name, name);
        return Printable.quoted(name) + (stored.equals(name) ? "" : " (stored as " + Printable.quoted(stored) + ")");
    }
}
