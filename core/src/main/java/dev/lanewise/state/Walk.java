package dev.lanewise.state;

import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Goes through the state of some parts and keeps track of names: what saving, checking and loading share. */
abstract class Walk implements State {
    private final Set<String> names = new LinkedHashSet<>();
    private final List<Stateful> walked = new ArrayList<>();

    /** The parts that the walk is in, the innermost last. */
    private final List<Stateful> open = new ArrayList<>();

    private String prefix = "";

    /** Walks through parts by name; the order of the map does not matter. */
    final void walk(Map<String, ? extends Stateful> parts) {
        Map<String, Stateful> sorted = new TreeMap<>(Comparator.nullsFirst(Comparator.naturalOrder()));
        sorted.putAll(parts); // a caller's map need not be null-checked
        sorted.forEach(this::part);
    }

    @Override
    public final void part(String name, Stateful part) {
        String path = name(name, part);
        if (open.stream().anyMatch(outer -> outer == part)) {
            throw new IllegalArgumentException("state: " + Printable.quoted(path) + " is a part of itself");
        }
        String outer = prefix;
        prefix = path + ".";
        open.addLast(part);
        walked.add(part);
        part.state(this);
        open.removeLast();
        prefix = outer;
    }

    @Override
    public final void optionalParts(String name, Map<String, ? extends Stateful> parts) {
        Required.nonNull("state: the map of parts", parts);
        String group = prefix + name + ".";
        part(name, within -> new TreeMap<>(parts).forEach((each, part) -> {
            if (has(group + each + ".")) {
                within.part(each, part);
            } else {
                name(each, part);
            }
        }));
        mayLack(group, parts.keySet());
    }

    /** Whether there is state, under paths that begin like this, of a part that may be missing. */
    abstract boolean has(String path);

    /** A walk has come through a group of parts of which others may be there as well. */
    void mayLack(String group, Set<String> parts) {}

    /** Names a piece of state, and returns its path. */
    final String name(@Nullable String name, @Nullable Object value) {
        if (name == null || name.isEmpty() || name.contains(".")) {
            throw new IllegalArgumentException("state: a name " + within() + " is "
                    + (name == null ? "null" : Printable.quoted(name) + ", which is empty or has a dot"));
        }
        String path = prefix + name;
        if (value == null) {
            throw new IllegalArgumentException("state: " + Printable.quoted(path) + " is null");
        }
        if (!names.add(path)) {
            throw new IllegalArgumentException("state: the name " + Printable.quoted(path) + " is used twice");
        }
        return path;
    }

    private String within() {
        return open.isEmpty()
                ? "of a part"
                : "within " + Printable.quoted(prefix.substring(0, prefix.length() - 1)) + " ("
                        + open.getLast().getClass().getSimpleName() + ")";
    }

    /** The paths of all pieces and parts so far. */
    final Set<String> names() {
        return names;
    }

    /** The parts that were walked through, outer ones first. */
    final List<Stateful> walked() {
        return walked;
    }
}
