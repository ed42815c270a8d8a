package dev.lanewise.examples.chargpt;

import dev.lanewise.examples.pictures.PenRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rules by which texts are composed. A line {@code name = one | another} says what may stand for {@code {name}}, which
 * may hold names again; {@code {^name}} begins with a capital. Words that a whole text has in common, such as the name
 * of its hero, are given when it is composed.
 */
final class Grammar {
    private static final Pattern PLACE = Pattern.compile("\\{(\\^?)([a-z]+)}");

    private final Map<String, List<String>> rules = new HashMap<>();

    /**
     * Rules, one a line.
     *
     * @throws IllegalArgumentException if a line is none
     */
    Grammar(String lines) {
        for (String line : lines.lines().toList()) {
            String[] parts = line.split(" = ", 2);
            if (parts.length != 2) {
                throw new IllegalArgumentException("'" + line + "' is no rule");
            }
            rules.put(parts[0], List.of(parts[1].split(" \\| ")));
        }
    }

    /**
     * Composes a text.
     *
     * @param text with names in braces
     * @param given words, by the names that stand for them
     * @throws IllegalArgumentException if a name has no rule and is not given
     */
    String compose(String text, Map<String, String> given, PenRandom random) {
        return PLACE.matcher(text).replaceAll(place -> quoted(put(place, given, random)));
    }

    private String put(MatchResult place, Map<String, String> given, PenRandom random) {
        String name = place.group(2);
        String word = given.get(name);
        if (word == null) {
            List<String> choices = rules.get(name);
            if (choices == null) {
                throw new IllegalArgumentException("there is no rule for '" + name + "'");
            }
            word = compose(choices.get(random.below(choices.size())), given, random);
        }
        return place.group(1).isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private static String quoted(String text) {
        return Matcher.quoteReplacement(text);
    }
}
