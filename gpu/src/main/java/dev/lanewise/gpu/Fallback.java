package dev.lanewise.gpu;

import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Keeps count of the steps that run on the CPU because the device does not know them. */
final class Fallback {
    private final String device;

    /** How many steps, by the names of their ops. */
    private final SortedMap<String, Integer> steps = new TreeMap<>();

    Fallback(String device) {
        this.device = device;
    }

    /**
     * Counts the steps of a program, and reports them.
     *
     * @param ops of the steps on the CPU
     * @param all how many steps the program has
     */
    void add(List<String> ops, int all) {
        if (ops.isEmpty()) {
            return;
        }
        SortedMap<String, Integer> counts = new TreeMap<>();
        ops.forEach(op -> counts.merge(op, 1, Integer::sum));
        System.getLogger("dev.lanewise").log(Level.INFO, () -> "gpu: " + ops.size() + " of " + all
                + " steps of a program on " + device + " run on the CPU, as it has no kernels for them: "
                + counts.entrySet().stream()
                        .map(entry -> entry.getKey() + (entry.getValue() > 1 ? " (" + entry.getValue() + ")" : ""))
                        .collect(Collectors.joining(", ")));
        synchronized (steps) {
            counts.forEach((op, count) -> steps.merge(op, count, Integer::sum));
        }
    }

    /** How many there are in all programs. */
    SortedMap<String, Integer> steps() {
        synchronized (steps) {
            return Collections.unmodifiableSortedMap(new TreeMap<>(steps));
        }
    }
}
