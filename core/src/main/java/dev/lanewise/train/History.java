package dev.lanewise.train;

import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The results of a training, epoch by epoch: {@code loss}, further losses and measures under their names, and those of
 * the validation as {@code validation.loss} and so on.
 *
 * {@snippet :
 * History history = trainer.fit(training, validation, 10);
 * double[] losses = history.values("validation.loss");
 * int best = history.lowest("validation.loss").number();
 * }
 */
public final class History implements Stateful {
    /** What stands before the names of results of the validation. */
    public static final String VALIDATION = "validation.";

    private final List<Epoch> epochs = new ArrayList<>();

    History() {}

    /**
     * What an epoch has given.
     *
     * @param number from 1
     * @param steps of the optimizer from the beginning of the training to the end of this epoch
     * @param values the results by name
     * @param seconds it took, with its validation; of an epoch that was interrupted, what is left of it
     */
    public record Epoch(int number, long steps, Map<String, Double> values, double seconds) {
        /** Keeps an unmodifiable copy of the map. */
        public Epoch {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(
                    Required.nonNull("Epoch: the map of values", values)));
        }

        /**
         * The result with this name.
         *
         * @throws IllegalArgumentException if there is none, with the names that there are
         */
        public double value(String name) {
            Double value = values.get(Required.nonNull("value: the name", name));
            if (value == null) {
                throw new IllegalArgumentException("history: epoch " + number + " has no " + Printable.quoted(name)
                        + ", but " + Printable.names(values.keySet()));
            }
            return value;
        }
    }

    void add(Epoch epoch) {
        epochs.add(epoch);
    }

    /** All complete epochs in their order. */
    public List<Epoch> epochs() {
        return List.copyOf(epochs);
    }

    /** The names of all results, in the order in which they first came. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        epochs.forEach(epoch -> names.addAll(epoch.values().keySet()));
        return Collections.unmodifiableSet(names);
    }

    /**
     * A result over the epochs; NaN for those that have none.
     *
     * @throws IllegalArgumentException if no epoch has it
     */
    public double[] values(String name) {
        Required.nonNull("values: the name", name);
        if (epochs.stream().noneMatch(epoch -> epoch.values().containsKey(name))) {
            throw new IllegalArgumentException("history: there is no " + Printable.quoted(name) + ", but "
                    + (epochs.isEmpty() ? "no epoch is complete" : Printable.names(names())));
        }
        return epochs.stream().mapToDouble(epoch -> epoch.values().getOrDefault(name, Double.NaN)).toArray();
    }

    /**
     * A result of the last epoch.
     *
     * @throws IllegalArgumentException if there is none
     */
    public double last(String name) {
        Required.nonNull("last: the name", name);
        if (epochs.isEmpty()) {
            throw new IllegalArgumentException("history: no epoch is complete");
        }
        return epochs.getLast().value(name);
    }

    /** The first epoch with the lowest result, of those where it is a number; see {@link #values}. */
    public Epoch lowest(String name) {
        return extreme(name, -1);
    }

    /** The first epoch with the highest result, of those where it is a number; see {@link #values}. */
    public Epoch highest(String name) {
        return extreme(name, 1);
    }

    private Epoch extreme(String name, int sign) {
        double[] values = values(name);
        int best = -1;
        for (int i = 0; i < values.length; i++) {
            if (!Double.isNaN(values[i]) && (best < 0 || sign * values[i] > sign * values[best])) {
                best = i;
            }
        }
        if (best < 0) {
            throw new IllegalArgumentException("history: " + Printable.quoted(name) + " is NaN in every epoch");
        }
        return epochs.get(best);
    }

    /** A text by which a checkpoint holds them: a line for each epoch, whose numbers keep their values. */
    @Override
    public void state(State state) {
        String now = epochs.stream().map(History::line).collect(Collectors.joining("\n"));
        String then = state.text("epochs", now);
        if (!then.equals(now)) {
            List<Epoch> read = then.isEmpty() ? List.of() : then.lines().map(History::epoch).toList();
            epochs.clear();
            epochs.addAll(read);
        }
    }

    private static String line(Epoch epoch) {
        return epoch.number() + " " + epoch.steps() + " " + epoch.seconds() + "\t" + pairs(epoch.values());
    }

    private static Epoch epoch(String line) {
        try {
            String[] parts = line.split("\t", 2);
            String[] head = parts[0].split(" ");
            return new Epoch(Integer.parseInt(head[0]), Long.parseLong(head[1]), parsed(parts[1]),
                    Double.parseDouble(head[2]));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("history: not a line of results: " + Printable.quoted(line), e);
        }
    }

    /** Values by name as {@code name=value}, separated by tabs. */
    static String pairs(Map<String, Double> values) {
        return values.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\t"));
    }

    /** What {@link #pairs} has written. */
    static Map<String, Double> parsed(String pairs) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (String pair : pairs.isEmpty() ? new String[0] : pairs.split("\t")) {
            int sign = pair.indexOf('=');
            values.put(pair.substring(0, sign), Double.valueOf(pair.substring(sign + 1)));
        }
        return values;
    }

    /** Requires a name of a result to be one that files can hold. */
    static void requireName(String owner, String name) {
        Required.nonNull(owner + ": the name", name);
        if (name.isBlank() || name.chars().anyMatch(c -> c < ' ' || c == '=' || c == 127)) {
            throw new IllegalArgumentException(owner + ": the name " + Printable.quoted(name)
                    + " is blank, or holds a control character or =");
        }
    }

    /** A line for each epoch, such as {@code 3: loss 0.1234, validation.loss 0.2345}. */
    @Override
    public String toString() {
        return epochs.stream().map(epoch -> epoch.number() + ": " + epoch.values().entrySet().stream()
                .map(entry -> entry.getKey() + String.format(Locale.ROOT, " %.4g", entry.getValue()))
                .collect(Collectors.joining(", "))).collect(Collectors.joining("\n"));
    }
}
