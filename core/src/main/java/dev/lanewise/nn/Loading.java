package dev.lanewise.nn;

import dev.lanewise.nn.LoadRules.Kind;
import dev.lanewise.nn.LoadRules.Rule;
import dev.lanewise.tensor.GradMode;
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

    /** Stored values by their new names; null values have been noted as faults. */
    private final Map<String, @Nullable Tensor> given = new LinkedHashMap<>();

    /** What the new names were stored as. */
    private final Map<String, String> storedAs = new LinkedHashMap<>();

    private final Set<String> used = new HashSet<>();
    private final Set<Rule> applied = new HashSet<>();
    private final List<String> faults = new ArrayList<>();

    Loading(List<Rule> rules, Map<String, Tensor> into) {
        this.rules = rules;
        this.into = into;
    }

    void load(Map<String, ? extends @Nullable Tensor> stored) {
        stored.forEach(this::take);
        try (GradMode.Scope _ = GradMode.noGrad()) {
            assign(requireAll());
        }
    }

    /** What to assign to each tensor. */
    private Map<Tensor, Tensor> requireAll() {
        Map<Tensor, Tensor> assignments = new LinkedHashMap<>(); // tensors are equal to themselves only
        Map<Tensor, String> paths = new HashMap<>();
        into.forEach((path, tensor) -> {
            Tensor values = valuesFor(path, tensor);
            if (values != null) {
                String first = paths.putIfAbsent(tensor, path);
                Tensor other = assignments.putIfAbsent(tensor, values);
                if (first != null && other != null && !hasSameBits(values, other)) {
                    faults.add(named(path) + " has other values than " + named(first) + ", and here both are one "
                            + "tensor; ignore(...) one, or tie(...) them");
                }
            }
        });
        given.keySet().stream().filter(name -> !used.contains(name) && first(Kind.IGNORE, name) == null)
                .forEach(name -> faults.add(named(name) + " is unknown"));
        rules.stream().filter(rule -> !applied.contains(rule))
                .forEach(rule -> faults.add("the rule " + rule + " applies to nothing"));
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("loadStateDict: " + Printable.report("differences", faults));
        }
        return assignments;
    }

    private static boolean hasSameBits(Tensor x, Tensor y) {
        return x == y || Arrays.equals(x.toArray(), y.toArray());
    }

    /** Copies values that an assignment to another tensor would overwrite, before any is made. */
    private static void assign(Map<Tensor, Tensor> assignments) {
        assignments.replaceAll((tensor, values) -> assignments.keySet().stream()
                .anyMatch(other -> other != tensor && other.sharesStorage(values)) ? values.copy() : values);
        assignments.forEach(Tensor::assign);
    }

    /** Takes stored values under their new name. */
    private void take(@Nullable String stored, @Nullable Tensor values) {
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
            return;
        }
        given.put(name, values);
    }

    /** What to assign to the tensor at a path; null if it stays as it is. */
    private @Nullable Tensor valuesFor(String path, Tensor tensor) {
        if (first(Kind.IGNORE, path) != null) {
            return null;
        }
        Rule tie = tie(path);
        String name = tie == null ? path : tie.other();
        used.add(path);
        used.add(name);
        Tensor values = given.get(name);
        if (values == null) {
            faults.add(named(name) + (tie == null ? "" : ", to which " + Printable.quoted(path) + " is tied,")
                    + (given.containsKey(name) ? " is null" : " is missing"));
            return null;
        }
        if (values.rank() == 2 && first(Kind.TRANSPOSE, path) != null) {
            values = values.transpose();
        }
        if (!values.shape().equals(tensor.shape())) {
            faults.add(named(name) + " has shape " + Printable.brief(values.shape().toString()) + ", expected "
                    + tensor.shape() + (tie == null ? "" : " of " + Printable.quoted(path)));
            return null;
        }
        return values;
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
