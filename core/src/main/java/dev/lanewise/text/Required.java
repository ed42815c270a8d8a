package dev.lanewise.text;

import org.jspecify.annotations.Nullable;

/** Refuses null, which may come from callers that are not null-checked, at the entry point and by name. */
public final class Required {
    private Required() {}

    /**
     * Returns the value.
     *
     * @param what it is, for example {@code SGD: the list of parameters}
     * @throws IllegalArgumentException if it is null
     */
    public static <T> T nonNull(String what, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(what + " is null");
        }
        return value;
    }
}
