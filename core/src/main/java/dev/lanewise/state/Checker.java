package dev.lanewise.state;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Compares the state of parts with a snapshot that is to be loaded into them, and changes nothing. */
final class Checker extends Walk {
    private static final String TENSOR = "a tensor";
    private static final String INTS = "a list of ints";
    private static final String TEXT = "a text";

    private final Snapshot saved;
    private final List<String> faults = new ArrayList<>();

    /** What is asked for by path. */
    private final Map<String, String> kinds = new HashMap<>();

    /** The names of parts that are there, by the path of a group that may lack some. */
    private final Map<String, Set<String>> groups = new HashMap<>();

    Checker(Snapshot saved) {
        this.saved = saved;
    }

    /** All that does not fit, a clause each; to be asked after the walk. */
    List<String> faults() {
        List<String> all = new ArrayList<>(faults);
        unknown(saved.tensors().keySet(), TENSOR, all);
        unknown(saved.ints().keySet(), INTS, all);
        unknown(saved.texts().keySet(), TEXT, all);
        return all;
    }

    private void unknown(Set<String> given, String kind, List<String> into) {
        for (String path : given) {
            String asked = kinds.get(path);
            if (asked == null && !isLeftOut(path)) {
                into.add(Printable.quoted(path) + " is unknown");
            } else if (asked != null && !asked.equals(kind)) {
                into.add(Printable.quoted(path) + " is " + kind + ", expected " + asked);
            }
        }
    }

    @Override
    boolean has(String path) {
        return saved.has(path);
    }

    @Override
    void mayLack(String group, Set<String> parts) {
        groups.put(group, Set.copyOf(parts));
    }

    /** Whether a path belongs to a part that may come and go, and is not there. */
    private boolean isLeftOut(String path) {
        return groups.entrySet().stream().anyMatch(group -> path.startsWith(group.getKey())
                && group.getValue().stream().noneMatch(part -> path.startsWith(group.getKey() + part + ".")));
    }

    private String name(String name, @Nullable Object value, String kind) {
        String path = name(name, value);
        kinds.put(path, kind);
        return path;
    }

    @Override
    public void tensor(String name, Tensor tensor) {
        String path = name(name, tensor, TENSOR);
        Tensor given = saved.tensors().get(path);
        if (given == null) {
            missing(path);
        } else {
            shape(path, given, tensor.shape());
        }
    }

    @Override
    public @Nullable Tensor optional(String name, Shape shape, @Nullable Tensor now) {
        String path = name(name, shape, TENSOR);
        Tensor given = saved.tensors().get(path);
        if (given != null) {
            shape(path, given, shape);
        }
        return now;
    }

    private void shape(String path, Tensor given, Shape shape) {
        if (!given.shape().equals(shape)) {
            faults.add(Printable.quoted(path) + " has shape " + Printable.brief(given.shape().toString())
                    + ", expected " + Printable.brief(shape.toString()));
        }
    }

    /** What is there in another kind is reported as such. */
    private void missing(String path) {
        if (!saved.names().contains(path)) {
            faults.add(Printable.quoted(path) + " is missing");
        }
    }

    @Override
    public long number(String name, long now) {
        return text(name, now, text -> parses(() -> Long.parseLong(text)), "a whole number");
    }

    @Override
    public double real(String name, double now) {
        return text(name, now, text -> parses(() -> Double.parseDouble(text)), "a number");
    }

    @Override
    public boolean flag(String name, boolean now) {
        return text(name, now, text -> text.equals("true") || text.equals("false"), "true or false");
    }

    @Override
    public String text(String name, String now) {
        return text(name, now, text -> true, "a text");
    }

    @Override
    public long[] numbers(String name, long... now) {
        return text(name, now, text -> Numbers.parse(text) != null, "whole numbers");
    }

    private <T> T text(String name, T now, Predicate<String> fits, String expected) {
        String path = name(name, now, TEXT);
        String given = saved.texts().get(path);
        if (given == null) {
            missing(path);
        } else if (!fits.test(given)) {
            faults.add(Printable.quoted(path) + " is " + Printable.quoted(given) + ", expected " + expected);
        }
        return now;
    }

    private static boolean parses(Runnable parse) {
        try {
            parse.run();
            return true;
        } catch (NumberFormatException _) {
            return false;
        }
    }

    @Override
    public int[] ints(String name, int... now) {
        String path = name(name, now, INTS);
        if (!saved.ints().containsKey(path)) {
            missing(path);
        } else if (saved.ints().get(path).shape().rank() != 1) {
            faults.add(Printable.quoted(path) + " has shape "
                    + Printable.brief(saved.ints().get(path).shape().toString()) + ", expected a vector");
        }
        return now;
    }

    @Override
    public void setting(String name, Object now) {
        String path = name(name, now, TEXT);
        String given = saved.texts().get(path);
        if (given == null) {
            missing(path);
        } else if (!given.equals(now.toString())) {
            faults.add(Printable.quoted(path) + " was " + Printable.brief(given) + " and is now "
                    + Printable.brief(now.toString()));
        }
    }
}
