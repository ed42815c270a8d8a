package dev.lanewise.state;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lists of whole numbers as text. */
final class Numbers {
    private Numbers() {}

    /** For example {@code 1,2,3}; empty for none. */
    static String text(long... numbers) {
        return Arrays.stream(numbers).mapToObj(Long::toString).collect(Collectors.joining(","));
    }

    /** The numbers of a text; null if it is no list of whole numbers. */
    static long @Nullable [] parse(String text) {
        if (text.isEmpty()) {
            return new long[0];
        }
        try {
            return Arrays.stream(text.split(",", -1)).mapToLong(Long::parseLong).toArray();
        } catch (NumberFormatException _) {
            return null;
        }
    }
}
