package dev.lanewise.bench.worker;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A piece of work as a line of the protocol names it: a kind and its settings, {@code sgemm m=64 k=784 n=128 form=NN}.
 *
 * @param kind what is done
 * @param settings sizes and words by name
 */
public record Task(String kind, Map<String, String> settings) {
    /**
     * Reads a task.
     *
     * @throws IllegalArgumentException if a word behind the kind is not {@code name=value}
     */
    public static Task parse(String line) {
        String[] words = line.strip().split(" +");
        Map<String, String> settings = new LinkedHashMap<>();
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("task: \"" + word + "\" in \"" + line + "\" is not name=value");
            }
            settings.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return new Task(words[0], settings);
    }

    /**
     * A setting.
     *
     * @throws IllegalArgumentException if it is missing
     */
    public String word(String name) {
        String value = settings.get(name);
        if (value == null) {
            throw new IllegalArgumentException("task: " + kind + " needs " + name + "=, but has only " + settings);
        }
        return value;
    }

    /**
     * A setting that is a whole number.
     *
     * @throws IllegalArgumentException if it is missing or not a number
     */
    public int size(String name) {
        return Integer.parseInt(word(name));
    }

    /** A setting of several whole numbers with dashes between them, such as a network's widths {@code 784-128-10}. */
    public int[] sizes(String name) {
        return Arrays.stream(word(name).split("-")).mapToInt(Integer::parseInt).toArray();
    }

    /** The refusal of an engine that does not do this. */
    public UnsupportedOperationException unsupported(String engine) {
        return new UnsupportedOperationException(engine + " does not do " + kind + " " + settings);
    }
}
