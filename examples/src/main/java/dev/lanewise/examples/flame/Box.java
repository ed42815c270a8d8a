package dev.lanewise.examples.flame;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A box of the picture: something that took time, and the boxes that stand for its parts. What it took beyond those is
 * its own.
 */
final class Box {
    /** What a box stands for. */
    enum Kind {
        RUN, BLOCK, OP, KERNEL
    }

    private final Kind kind;
    private String label;
    private final Map<String, Box> parts = new LinkedHashMap<>();
    private double own;
    private long count;

    Box(Kind kind, String label) {
        this.kind = kind;
        this.label = label;
    }

    Kind kind() {
        return kind;
    }

    String label() {
        return label;
    }

    void rename(String other) {
        label = other;
    }

    /** The part with this key, which is made if there is none. */
    Box part(Kind of, String key) {
        return parts.computeIfAbsent(key, _ -> new Box(of, key));
    }

    /** Adds time of its own. */
    void add(double nanos) {
        own += nanos;
        count++;
    }

    /** How often time was added. */
    long count() {
        return count;
    }

    /** Hands out its own time to kernels by how often each was seen, so far as it was. */
    void splitAmong(Map<String, Integer> seen, int samples) {
        double all = own;
        seen.forEach((name, times) -> {
            Box kernel = part(Kind.KERNEL, name);
            kernel.own += all * times / samples;
            kernel.count += times;
            own -= all * times / samples;
        });
    }

    /** Nanoseconds with all parts. */
    double total() {
        return own + parts.values().stream().mapToDouble(Box::total).sum();
    }

    /** The parts, the largest first. */
    List<Box> parts() {
        Collection<Box> all = parts.values();
        return all.stream().sorted(Comparator.comparingDouble(Box::total).reversed()).toList();
    }
}
