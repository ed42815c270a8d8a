package dev.lanewise.optim;

import dev.lanewise.state.State;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link UpdateRule} is set to, by name and in order: numbers, booleans, texts, constants of enums, and lists
 * of them. They are printed, must be the same when a state is loaded, and are what captured steps depend on.
 */
public final class RuleSettings {
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Set<String> live = new HashSet<>();

    RuleSettings() {}

    /**
     * Adds a setting. A step that was captured with another value is captured anew.
     *
     * @param name as in Java, for example {@code weightDecay}
     * @param value as it is now: a number, boolean, text or constant of an enum, or a list of them, which is copied
     * @return this
     * @throws IllegalArgumentException if the name is empty, has a dot or has been used, either is null, or the value
     *     is something else
     */
    public RuleSettings add(String name, Object value) {
        Required.nonNull("settings: the name", name);
        if (name.isEmpty() || name.contains(".")) {
            throw new IllegalArgumentException("settings: the name '" + name + "' is empty or has a dot");
        }
        if (values.putIfAbsent(name, copy(name, value)) != null) {
            throw new IllegalArgumentException("settings: " + name + " is added twice");
        }
        return this;
    }

    /**
     * Adds a setting that the update reads only in functions that it gives to {@link LiveScalars#of}. These are called
     * in each run, so that captured steps follow it as they are: it may change from step to step.
     *
     * @see #add
     */
    public RuleSettings addLive(String name, Object value) {
        add(name, value);
        live.add(name);
        return this;
    }

    private static Object copy(String name, @Nullable Object value) {
        return switch (Required.nonNull("settings: " + name, value)) {
            case List<?> list -> list.stream().map(element -> copy(name, element)).toList();
            case Object one when isPlain(one) -> one;
            case Object other -> throw new IllegalArgumentException("settings: " + name + " is of class "
                    + other.getClass().getTypeName() + ", expected a number, boolean, text or constant of an enum, or "
                    + "a list of them");
        };
    }

    private static boolean isPlain(Object value) {
        return switch (value) {
            case Double _,Float _,Long _,Integer _,Short _,Byte _,Boolean _,String _,Enum<?> _ -> true;
            default -> false;
        };
    }

    /** Those that captured steps depend on. */
    Map<String, Object> fixed() {
        Map<String, Object> fixed = new HashMap<>(values);
        fixed.keySet().removeAll(live);
        return fixed;
    }

    /** Names all of them to a state. */
    void state(State state) {
        values.forEach((name, value) -> state.setting(name, text(value)));
    }

    /** Each one as {@code name=value}. */
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        values.forEach((name, value) -> texts.add(name + "=" + text(value)));
        return texts;
    }

    /** A value as text: different numbers have different texts. */
    static String text(Object value) {
        return switch (value) {
            case Double number -> number == Math.rint(number) && Math.abs(number) < 1e7
                    ? String.format(Locale.ROOT, "%.0f", number)
                    : number.toString().replace(".0E", "e").replace('E', 'e');
            case List<?> list -> list.stream().map(RuleSettings::text).collect(Collectors.joining(", ", "(", ")"));
            case Enum<?> constant -> constant.name();
            default -> value.toString();
        };
    }

    /** For example {@code betas=(0.9, 0.99), weightDecay=0}. */
    @Override
    public String toString() {
        return String.join(", ", texts());
    }
}
