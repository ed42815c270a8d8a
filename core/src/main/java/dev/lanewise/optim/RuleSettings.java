package dev.lanewise.optim;

import dev.lanewise.state.State;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link UpdateRule} is set to, by name and in order: numbers, booleans, texts, and lists of them. They are
 * printed, and must be the same when a state is loaded.
 */
public final class RuleSettings {
    private final Map<String, Object> values = new LinkedHashMap<>();

    RuleSettings() {}

    /**
     * Adds a setting.
     *
     * @param name as in Java, for example {@code weightDecay}
     * @return this
     * @throws IllegalArgumentException if the name has been used, or either is null
     */
    public RuleSettings add(String name, Object value) {
        Required.nonNull("settings: the name", name);
        if (values.putIfAbsent(name, Required.nonNull("settings: " + name, value)) != null) {
            throw new IllegalArgumentException("settings: " + name + " is added twice");
        }
        return this;
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
            default -> value.toString();
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RuleSettings settings && values.equals(settings.values);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(values);
    }

    /** For example {@code betas=(0.9, 0.99), weightDecay=0}. */
    @Override
    public String toString() {
        return String.join(", ", texts());
    }
}
