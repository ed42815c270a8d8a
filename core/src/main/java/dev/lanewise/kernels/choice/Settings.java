package dev.lanewise.kernels.choice;

import dev.lanewise.text.Nearest;
import dev.lanewise.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The system properties that Lanewise reads. A property that nothing reads is silently ignored, so this looks for
 * mistyped names, such as {@code -Dlanewise.smid=off}.
 */
final class Settings {
    private static final String PREFIX = "lanewise.";

    /** The properties that the README lists. Each is read, and its value checked, where it is used. */
    static final List<String> NAMES = List.of(
            "lanewise.capture", "lanewise.fusion", "lanewise.gpu.cache", "lanewise.opencl", "lanewise.simd",
            "lanewise.threads");

    /** Properties that tests and benchmarks read. */
    private static final List<String> TOOLS = List.of("lanewise.record", "lanewise.root", "lanewise.seed");

    /** How many letters may be wrong in a name that is taken for one of ours. */
    private static final int FEW = 2;

    private Settings() {}

    /** A sentence for each unknown property that seems to be meant for Lanewise. */
    static List<String> complaints(Map<?, ?> properties) {
        Map<String, String> unknown = new TreeMap<>();
        properties.forEach((key, value) -> {
            if (key instanceof String name && isMistaken(name)) {
                unknown.put(name, String.valueOf(value));
            }
        });
        List<String> sentences = new ArrayList<>();
        unknown.forEach((name, value) -> sentences.add("-D" + Printable.brief(name) + "=" + Printable.brief(value)
                + ": there is no such property and it is ignored; the nearest is "
                + Nearest.of(name.toLowerCase(Locale.ROOT), NAMES) + " (there are "
                + String.join(", ", NAMES) + ")"));
        return sentences;
    }

    /** A program's own properties may have our prefix if they have one more dot, as in {@code lanewise.shop.port}. */
    private static boolean isMistaken(String name) {
        if (NAMES.contains(name) || TOOLS.contains(name)) {
            return false;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith(PREFIX)
                ? lower.indexOf('.', PREFIX.length()) < 0
                : lower.startsWith("lan") && Nearest.distance(lower, Nearest.of(lower, NAMES)) <= FEW;
    }
}
